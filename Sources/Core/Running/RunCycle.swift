import Checking
import Devices
package import Execution
package import Expressions
package import Interlocks
package import Labs
package import Quantities
package import Scanning
package import Wire

/// What a host does over and over: one scan tick, then one step of the run.
///
/// The dry run and the live host both drive this, with lines that end in a simulation or in
/// hardware; only who carries the bytes and who tells the time differ. Not thread-safe: one thread
/// calls everything, in the order events of the lines, `permits`, `step`.
package struct RunCycle: Sendable {
    package enum Phase: Hashable, Sendable {
        /// Until every polled point was read once, or its patience is over.
        case waitingForImage
        case running
        /// The run did not begin: these devices are not what the lab says they are.
        case refused([Int])
        case ended(RunState)
    }

    /// The scan's leave of one tick.
    package struct Permits: Sendable {
        package var commands: [PermittedCommand]
        /// Where not nil, lines drop what was permitted before this epoch.
        package var revokeBefore: UInt32?
    }

    /// How long the first complete image is waited for before a run begins without it; what is
    /// unread then is bad, and whatever reads it says so.
    package static let imagePatience = Lapse.milliseconds(30_000)

    package private(set) var scan: Scan
    package private(set) var phase = Phase.waitingForImage
    /// When the run began; its steps' proved times count from here.
    package private(set) var began = Instant.start
    /// What happened since the owner last emptied these.
    package var records: [RunRecord] = []
    package var readings: [PointReading] = []

    /// One or none: what an optional holds is copied to be read, an array's element is not.
    private var engines: [RunEngine]
    private var requests: [CommandRequest] = []
    private var outcomes: [(CommandID, CommandOutcome)] = []
    private var lost: [Int] = []
    private var found: [Int] = []
    private var tripped: [Int] = []
    private let identity: IdentityCheck
    /// By point: whether a run waits for its first reading.
    private var isAwaited: [Bool]
    private var unread: Int
    /// Devices whose identity was read anew while a run is on.
    private var reread: [Int] = []

    /// A cycle with a run behind the scan, or without one: then points are read, interlocks judge,
    /// and people's commands are permitted.
    package init(lab: Lab, names: LabNames, engine: RunEngine?) {
        scan = Scan(lab: lab, names: names)
        engines = engine.map { [$0] } ?? []
        identity = IdentityCheck(lab: lab, names: names)
        isAwaited = names.points.map { $0.definition.every != nil }
        for point in identity.points { isAwaited[point] = true }
        unread = isAwaited.count { $0 }
    }

    /// Whether the run asks for something.
    ///
    /// Mutating, so that it is called in place: reading a property of so large a value copies it.
    package mutating func hasRequestsInPlace() -> Bool { !requests.isEmpty }

    /// Whether every polled point was read at least once.
    package var imageIsComplete: Bool { unread <= 0 }

    /// The point that interlocks wait for; nil once they judge.
    ///
    /// Mutating, to be called in place.
    package mutating func awaitedInPlace() -> Int? { scan.awaited }

    /// How the run stands; nil without one.
    package var state: RunState? { engines.isEmpty ? nil : engines[0].state }

    /// When something can be due though no line brings anything.
    package mutating func deadlineInPlace() -> Instant {
        let scanned = scan.deadlineInPlace()
        return engines.isEmpty ? scanned : min(scanned, engines[0].deadlineInPlace())
    }

    package mutating func take(_ event: LineEvent) {
        switch event {
        case .reading(let point, let reading):
            if unread > 0, isAwaited[point], scan.image[point].quality == .neverRead { unread -= 1 }
            guard scan.image.store(reading, point: point) else { return }
            if let device = identity.device(toldBy: point) { reread.append(device) }
            readings.append(PointReading(point: point, reading: reading))
        case .outcome(let id, let outcome, let at):
            // The scan's own refreshes are no act of the run.
            if !id.isRefresh { outcomes.append((id, outcome)) }
            records.append(.outcome(id, outcome, at: at))
        case .deviceLost(let device, let at):
            lost.append(device)
            records.append(.deviceLost(device: device, at: at))
        case .deviceFound(let device, let at):
            found.append(device)
            records.append(.deviceFound(device: device, at: at))
        case .wear(let point, let used, let endurance, let at):
            records.append(.worn(point: point, used: used, endurance: endurance, at: at))
        case .reconnect: break
        }
    }

    /// Judges the image and grants permits to what was asked for since the last tick.
    package mutating func permits(at now: Instant) -> Permits {
        let output = scan.tick(at: now, requests: requests)
        requests.removeAll(keepingCapacity: true)
        if !output.refused.isEmpty {
            outcomes.append(contentsOf: output.outcomes)
            for (id, outcome) in output.outcomes where engines.isEmpty {
                records.append(.outcome(id, outcome, at: now))
            }
        }
        tripped = output.tripped
        for interlock in tripped {
            let trip = scan.latched.last { $0.interlock == interlock }
            records.append(.tripped(interlock: interlock, unread: trip?.unread, at: now))
        }
        return Permits(commands: output.permitted, revokeBefore: output.revokeBefore)
    }

    /// Steps the run on what `permits` and the lines brought.
    package mutating func step(at now: Instant) {
        switch phase {
        case .ended, .refused: return
        case .waitingForImage:
            guard imageIsComplete || now >= .start + Self.imagePatience else { return }
            begin(at: now)
        case .running: stepEngine(at: now)
        }
        lost.removeAll(keepingCapacity: true)
        found.removeAll(keepingCapacity: true)
        outcomes.removeAll(keepingCapacity: true)
        reread.removeAll(keepingCapacity: true)
        if !engines.isEmpty, engines[0].isOver { phase = .ended(engines[0].state) }
    }

    private mutating func begin(at now: Instant) {
        let strangers = scan.devices.filter { verdict(on: $0, at: now) == .wrong }
        guard engines.isEmpty || strangers.isEmpty else {
            phase = .refused(strangers)
            return
        }
        phase = .running
        began = now
        guard !engines.isEmpty else { return }
        take(engines[0].start(at: now, image: scan.image), at: now)
        tellLost(at: now)
    }

    private mutating func stepEngine(at now: Instant) {
        guard !engines.isEmpty else { return }
        // Another device at the same address is as good as none.
        for device in reread where verdict(on: device, at: now) == .wrong { lost.append(device) }
        tellLost(at: now)
        for device in found {
            take(engines[0].found(device: device, at: now, image: scan.image), at: now)
        }
        if !tripped.isEmpty {
            take(engines[0].tripped(tripped, at: now, image: scan.image), at: now)
        }
        take(engines[0].step(at: now, image: scan.image, outcomes: outcomes), at: now)
    }

    private mutating func tellLost(at now: Instant) {
        for device in lost {
            take(engines[0].lost(device: device, at: now, image: scan.image), at: now)
        }
    }

    /// Whether the device is what the lab says it is.
    package func verdict(on device: Int, at now: Instant) -> IdentityCheck.Verdict {
        identity.verdict(on: device, scan.image, at: now)
    }

    private mutating func take(_ output: RunEngine.Output?, at now: Instant) {
        guard let output else { return }
        for request in output.requests { records.append(.requested(request, at: now)) }
        requests.append(contentsOf: output.requests)
        records.append(contentsOf: output.records)
    }

    /// Nothing will ever happen again, or the owner gives up: the run ends where it stands.
    package mutating func end() { phase = .ended(state ?? .idle) }
}

/// What people, planners and operators bring.
extension RunCycle {
    /// Answers an open question of the run; false where the answer is outside its ranges, or too
    /// late.
    package mutating func answer(question: Int, values: [Double], at now: Instant) -> Bool {
        guard !engines.isEmpty,
            let output = engines[0].answer(
                question: question,
                values: values,
                at: now,
                image: scan.image
            )
        else { return false }
        take(output, at: now)
        return true
    }

    /// A person says that what the thread waits for is done.
    package mutating func personDone(thread: Int, at now: Instant) {
        guard !engines.isEmpty else { return }
        take(engines[0].personDone(thread: thread, at: now, image: scan.image), at: now)
    }

    /// The planner or a person intervenes.
    package mutating func intervene(_ event: MachineEvent, at now: Instant) {
        guard !engines.isEmpty else { return }
        take(engines[0].intervene(event, at: now, image: scan.image), at: now)
    }

    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    package func number(_ expression: Expr, at now: Instant) -> Double? {
        engines.isEmpty ? nil : engines[0].number(expression, at: now, image: scan.image)
    }

    /// Asks for a command of a person; the device is in manual mode from then on.
    package mutating func request(_ request: CommandRequest, at now: Instant) {
        guard request.origin == .manual else { return }
        scan.setMode(.manual, of: request.device)
        records.append(.requested(request, at: now))
        requests.append(request)
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
