package import Checking
import Devices
package import Execution
package import Expressions
package import Interlocks
package import Labs
package import Quantities
package import Running
package import Scanning
import Wire

/// A whole run on simulated devices in virtual time: the live path (engine, scan, lines), with
/// only the far end of the lines and the clock replaced.
///
/// Each `advance` carries out the earliest thing that is due, so time costs nothing while nothing
/// happens. Not thread-safe: one thread calls everything, in the order a host would.
package struct DryRun: Sendable {
    /// How virtual time moves between scan ticks.
    package enum Clock: Hashable, Sendable {
        /// To the earliest tick at which something can be new.
        case jumping
        /// Through every tick of the scan's grid, as a live host does; for comparison.
        case everyTick
    }

    package enum Phase: Hashable, Sendable {
        /// Until every polled point was read once.
        case waitingForImage
        case running
        case ended(RunState)
    }

    package let lab: Lab
    package let names: LabNames
    package private(set) var plant: Plant
    package private(set) var scan: Scan
    package private(set) var phase = Phase.waitingForImage
    package private(set) var now = Instant.start
    /// When the run began; its steps' proved times count from here.
    package private(set) var began = Instant.start
    /// What happened since the caller last emptied these.
    package var records: [RunRecord] = []
    package var readings: [PointReading] = []
    package private(set) var transactions = 0
    /// The caller wants to act then (an operator finishes, a planner answers); time does not jump
    /// past it, and it is `never` again once reached.
    package var wakeAt = Instant.never

    var engine: RunEngine
    private var lines: [LineMachine]
    /// When each line next needs to be served; kept, since a line is asked far less often than
    /// the earliest of all is sought.
    private var lineDue: [Instant]
    private var requests: [CommandRequest] = []
    private var outcomes: [(CommandID, CommandOutcome)] = []
    private var lost: [Int] = []
    private var found: [Int] = []
    private var freshness = Freshness.nothingNew
    private var nextTick = Instant.start
    private var clock: Clock
    private var buffer: [UInt8] = []
    private var unread: Int

    private enum Freshness { case nothingNew, somethingNew }

    package init(
        _ checked: CheckedPlan,
        lab: Lab,
        names: LabNames,
        plant: Plant,
        clock: Clock = .jumping
    ) {
        let engine = RunEngine(checked, lab: lab, names: names)
        self.init(engine, lab: lab, names: names, plant: plant, clock: clock)
    }

    /// A dry run of an engine as it stands; for tests of programs nobody has checked.
    package init(
        _ engine: RunEngine,
        lab: Lab,
        names: LabNames,
        plant: Plant,
        clock: Clock = .jumping
    ) {
        self.lab = lab
        self.names = names
        self.plant = plant
        self.clock = clock
        scan = Scan(lab: lab, names: names)
        self.engine = engine
        lines = lab.lines.indices.map { LineMachine(lab: lab, names: names, line: $0) }
        lineDue = lab.lines.map { _ in .start }
        unread = names.points.count { $0.definition.every != nil }
        buffer.reserveCapacity(512)
    }

    /// Goes on until there is something for the caller to do: records, a batch of readings, the
    /// instant it wanted to be woken at; false once the run has ended.
    ///
    /// The loop is in here because reading a property of so large a value from outside copies it.
    package mutating func play(batch: Int) -> Bool {
        let wake = wakeAt
        while advance() {
            if !records.isEmpty || readings.count >= batch || wakeAt != wake { return true }
        }
        return false
    }

    /// Carries out the earliest thing that is due; false once the run has ended.
    package mutating func advance() -> Bool {
        if case .ended = phase { return false }
        var earliest = tickDue()
        var line = -1
        for index in lineDue.indices where lineDue[index] <= earliest {
            earliest = lineDue[index]
            line = index
        }
        guard earliest < .never || wakeAt < .never else {
            // Nothing will ever happen again: a run that waits for what no one brings.
            phase = .ended(engine.state)
            return false
        }
        if wakeAt <= earliest {
            now = max(now, wakeAt)
            wakeAt = .never
            return true
        }
        now = max(now, earliest)
        if line >= 0 { serve(line) } else { tick() }
        return true
    }

    /// When the next scan tick is due, on the grid.
    private mutating func tickDue() -> Instant {
        if clock == .everyTick || freshness == .somethingNew || !requests.isEmpty {
            return nextTick
        }
        let deadline = min(scan.deadlineInPlace(), engine.deadlineInPlace())
        guard deadline < .never else { return .never }
        return max(nextTick, Self.grid(atOrAfter: deadline))
    }

    static func grid(atOrAfter instant: Instant) -> Instant {
        let period = Scan.period.nanoseconds
        let ticks = (max(instant.nanoseconds, 0) + period - 1) / period
        return Instant(nanoseconds: ticks * period)
    }

    /// Moves bytes between one line and its simulated devices.
    private mutating func serve(_ line: Int) {
        while plant.receive(line: line, at: now, into: &buffer) {
            lines[line].receive(buffer, at: now)
        }
        while lines[line].poll(at: now, into: &buffer) {
            transactions += 1
            plant.transmit(buffer, line: line, at: now)
        }
        lineDue[line] = min(lines[line].deadlineInPlace(), plant.nextArrival(line: line))
        guard !lines[line].events.isEmpty else { return }
        for event in lines[line].events { take(event) }
        lines[line].events.removeAll(keepingCapacity: true)
        somethingIsNew()
    }

    private mutating func somethingIsNew() {
        guard freshness == .nothingNew else { return }
        freshness = .somethingNew
        nextTick = max(nextTick, Self.grid(atOrAfter: now))
    }

    private mutating func take(_ event: LineEvent) {
        switch event {
        case .reading(let point, let reading):
            if phase == .waitingForImage, scan.image[point].quality == .neverRead { unread -= 1 }
            scan.image.store(reading, point: point)
            readings.append(PointReading(point: point, reading: reading))
        case .outcome(let id, let outcome, let at):
            outcomes.append((id, outcome))
            records.append(.outcome(id, outcome, at: at))
        case .deviceLost(let device, at: _): lost.append(device)
        case .deviceFound(let device, at: _): found.append(device)
        }
    }

    /// One scan tick, then one step of the run: the order of a host.
    private mutating func tick() {
        freshness = .nothingNew
        nextTick = now + Scan.period
        let output = scan.tick(at: now, requests: requests)
        requests.removeAll(keepingCapacity: true)
        if let epoch = output.revokeBefore {
            for index in lines.indices {
                lines[index].revoke(before: epoch)
                lineDue[index] = now
            }
        }
        for command in output.permitted { submit(command) }
        outcomes.append(contentsOf: output.outcomes)
        for interlock in output.tripped { records.append(.tripped(interlock: interlock, at: now)) }
        step(tripped: output.tripped)
    }

    private mutating func submit(_ command: PermittedCommand) {
        let line = lab.devices[command.request.device].line
        lines[line].submit(command)
        serve(line)
    }

    private mutating func step(tripped: [Int]) {
        switch phase {
        case .ended: return
        case .waitingForImage:
            guard unread <= 0 || now >= Instant(nanoseconds: 30_000_000_000) else { return }
            phase = .running
            began = now
            take(engine.start(at: now, image: scan.image))
        case .running:
            for device in lost { take(engine.lost(device: device, at: now, image: scan.image)) }
            for device in found { take(engine.found(device: device, at: now, image: scan.image)) }
            if !tripped.isEmpty { take(engine.tripped(tripped, at: now, image: scan.image)) }
            take(engine.step(at: now, image: scan.image, outcomes: outcomes))
        }
        lost.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
        outcomes.removeAll(keepingCapacity: true)
        if engine.isOver { phase = .ended(engine.state) }
    }

    private mutating func take(_ output: RunEngine.Output) {
        if !output.requests.isEmpty { somethingIsNew() }
        for request in output.requests { records.append(.requested(request, at: now)) }
        requests.append(contentsOf: output.requests)
        records.append(contentsOf: output.records)
    }
}

/// One reading with its point, for whoever records.
package struct PointReading: Hashable, Sendable {
    package var point: Int
    package var reading: Reading
}

extension DryRun {
    /// Answers an open question of the run now; false where the answer is outside its ranges.
    package mutating func answer(question: Int, values: [Double]) -> Bool {
        guard
            let output = engine.answer(
                question: question,
                values: values,
                at: now,
                image: scan.image
            )
        else { return false }
        take(output)
        return true
    }

    /// A person has done what `act` asked; the simulated world changes with it.
    package mutating func personDone(act: PersonAct, thread: Int) {
        let amounts = act.changes.map { change -> Double? in
            if case .add(_, let amount, _) = change { number(amount) } else { nil }
        }
        plant.person(act, amounts: amounts, at: now)
        if let output = engine.personDone(thread: thread, at: now, image: scan.image) {
            take(output)
        }
    }

    /// A person has added `mass` kg to the vessel on the balance.
    package mutating func added(_ act: WeighAct, mass: Double, thread: Int) {
        plant.add(material: act.material, mass: mass, vessel: act.vessel, at: now)
        if let output = engine.personDone(thread: thread, at: now, image: scan.image) {
            take(output)
        }
    }

    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    package func number(_ expression: Expr) -> Double? {
        engine.number(expression, at: now, image: scan.image)
    }

    /// The true state of the simulated world.
    package mutating func observe() -> PlantObservation { plant.observe(at: now) }

    /// The planner or a person intervenes.
    package mutating func intervene(_ event: MachineEvent) {
        take(engine.intervene(event, at: now, image: scan.image))
    }
}
