package import Execution
package import Expressions
package import Interlocks
package import Labs
package import Quantities
package import Scanning
package import Wire

/// Both halves of a host on one thread: one scan tick, then one step of the run.
///
/// The dry run drives this; the live host has a thread for each half. Not thread-safe: one thread
/// calls everything, in the order events of the lines, `permits`, `step`.
package struct RunCycle: Sendable {
    private var fence: GuardCycle
    private var stepper: RunStepper
    /// What happened since the owner last emptied these.
    package var records: [RunRecord] = []
    package var readings: [PointReading] = []

    /// A cycle with a run behind the scan, or without one: then points are read, interlocks judge,
    /// and people's commands are permitted.
    package init(lab: Lab, names: LabNames, engine: RunEngine?) {
        fence = GuardCycle(lab: lab, names: names)
        stepper = RunStepper(lab: lab, names: names, engine: engine)
    }

    package var phase: RunStepper.Phase { stepper.phase }

    package var scan: Scan { fence.scan }

    /// When the run began; its steps' proved times count from here.
    package var began: Instant { stepper.began }

    /// Whether the run asks for something.
    ///
    /// Mutating, so that it is called in place: reading a property of so large a value copies it.
    package mutating func hasRequestsInPlace() -> Bool { fence.hasWork }

    /// How the run stands; nil without one.
    package var state: RunState? { stepper.state }

    /// What somebody may command now, the gentlest first; nothing without a run.
    package var commands: [MachineEvent] { stepper.commands }

    /// Faults that a person must decide before the run goes on.
    package var openFaults: [OpenFault] { stepper.openFaults }

    /// How long a stop and an abort of the run last at most; nil without one.
    package var bounds: EndBounds? { stepper.bounds }

    /// When something can be due though no line brings anything.
    package mutating func deadlineInPlace() -> Instant {
        min(fence.deadlineInPlace(), stepper.deadlineInPlace())
    }

    package mutating func take(_ event: LineEvent) {
        guard case .reading(let point, let reading) = event else { return fence.take(event) }
        let old = fence.quality(of: point)
        let isNews = fence.store(reading, point: point)
        stepper.note(reading: point, old: old)
        if isNews { readings.append(PointReading(point: point, reading: reading)) }
    }

    /// Judges the image and grants permits to what was asked for since the last tick.
    package mutating func permits(at now: Instant) -> GuardCycle.Permits {
        let permits = fence.permits(at: now)
        moveRecords()
        return permits
    }

    /// Steps the run on what `permits` and the lines brought.
    package mutating func step(at now: Instant) {
        stepper.step(on: fence.news, fence.image, isSafe: !fence.isMakingSafe, at: now)
        fence.news.clear()
        pass(at: now)
    }

    /// What the run wants goes to the scan.
    private mutating func pass(at now: Instant) {
        if !stepper.requests.isEmpty {
            for request in stepper.requests { fence.ask(request, at: now) }
            stepper.requests.removeAll(keepingCapacity: true)
        }
        if !stepper.zonesToMakeSafe.isEmpty {
            for zone in stepper.zonesToMakeSafe { fence.makeSafe(zone: zone, at: now) }
            stepper.zonesToMakeSafe.removeAll(keepingCapacity: true)
        }
        moveRecords()
    }

    private mutating func moveRecords() {
        if !fence.records.isEmpty {
            records.append(contentsOf: fence.records)
            fence.records.removeAll(keepingCapacity: true)
        }
        if !stepper.records.isEmpty {
            records.append(contentsOf: stepper.records)
            stepper.records.removeAll(keepingCapacity: true)
        }
    }

    /// Nothing will ever happen again, or the owner gives up: the run ends where it stands.
    package mutating func end() { stepper.end() }
}

/// What people, planners and operators bring.
extension RunCycle {
    /// Answers an open question of the run; false where the answer is outside its ranges, or too
    /// late.
    package mutating func answer(question: Int, values: [Double], at now: Instant) -> Bool {
        defer { pass(at: now) }
        return stepper.answer(question: question, values: values, fence.image, at: now)
    }

    /// A person says that what the thread waits for is done.
    package mutating func personDone(thread: Int, at now: Instant) {
        stepper.personDone(thread: thread, fence.image, at: now)
        pass(at: now)
    }

    /// The planner or a person intervenes.
    package mutating func intervene(_ event: MachineEvent, at now: Instant) {
        stepper.intervene(event, fence.image, at: now)
        pass(at: now)
    }

    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    package func number(_ expression: Expr, at now: Instant) -> Double? {
        stepper.number(expression, fence.image, at: now)
    }
}

/// One reading with its point, for whoever records.
package struct PointReading: Hashable, Sendable {
    package var point: Int
    package var reading: Reading

    package init(point: Int, reading: Reading) {
        self.point = point
        self.reading = reading
    }
}
