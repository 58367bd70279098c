import Devices
package import Execution
package import Expressions
package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// The half of a host that steps a run, behind the half that fences hazards.
///
/// Whatever happens here, interlocks are judged and zones made safe without it. Not thread-safe:
/// one thread calls everything.
package struct RunStepper: Sendable {
    package enum Phase: Hashable, Sendable {
        /// No run was begun yet.
        case idle
        /// Until every polled point was read once, or its patience is over.
        case waitingForImage
        case running
        /// The run did not begin: these devices are not what the lab says they are.
        case refused([Int])
        case ended(RunState)
    }

    /// How long the first complete image is waited for before a run begins without it; what is
    /// unread then is bad, and whatever reads it says so.
    package static let imagePatience = Lapse.milliseconds(30_000)

    package private(set) var phase: Phase
    /// A run that another host has died with, recalled by its engine.
    package struct Revival: Hashable, Sendable {
        /// When it began.
        package var began: Instant
        /// Since when nobody has looked.
        package var left: Instant
        package var resumption: RestartPolicy.Resumption

        package init(
            began: Instant,
            left: Instant,
            resumption: RestartPolicy.Resumption
        ) {
            self.began = began
            self.left = left
            self.resumption = resumption
        }
    }

    /// When the run began; its steps' proved times count from here.
    package private(set) var began = Instant.start
    /// What happened since the owner last emptied these.
    package var records: [RunRecord] = []
    package var requests: [CommandRequest] = []
    /// Zones the run wants made safe.
    package var zonesToMakeSafe: [Int] = []

    /// One or none: what an optional holds is copied to be read, an array's element is not.
    private var engines: [RunEngine]
    private let identity: IdentityCheck
    private let devices: Range<Int>
    private var patienceEnds: Instant
    /// By point: whether a run waits for its first reading.
    private var isAwaited: [Bool]
    private var unread: Int
    /// Devices whose identity was read anew while a run is on.
    private var reread: [Int] = []
    private var contacts: [Contact]
    /// How the run is taken up again, until it goes on; nil where it is another one's beginning.
    private var revival: Revival?

    private enum Contact { case answers, lost }

    package init(lab: Lab, names: LabNames, engine: RunEngine?) {
        engines = engine.map { [$0] } ?? []
        phase = engines.isEmpty ? .idle : .waitingForImage
        patienceEnds = .start + Self.imagePatience
        identity = IdentityCheck(lab: lab, names: names)
        devices = lab.devices.indices
        contacts = lab.devices.map { _ in .answers }
        isAwaited = names.points.map { $0.definition.every != nil }
        for point in identity.points { isAwaited[point] = true }
        unread = isAwaited.count { $0 }
    }

    /// Whether every polled point was read at least once.
    package var imageIsComplete: Bool { unread <= 0 }

    /// How the run stands; nil without one.
    package var state: RunState? { engines.isEmpty ? nil : engines[0].state }

    /// What somebody may command the run now.
    package var commands: [MachineEvent] { engines.isEmpty ? [] : engines[0].commands }

    /// Faults that a person must decide before the run goes on.
    package var openFaults: [OpenFault] { engines.isEmpty ? [] : engines[0].openFaults }

    /// How long a stop and an abort of the run last at most; nil without one.
    package var bounds: EndBounds? { engines.isEmpty ? nil : engines[0].bounds }

    /// Whether a run is on, so that no other may begin.
    package var isBusy: Bool {
        switch phase {
        case .waitingForImage, .running: true
        case .idle, .refused, .ended: false
        }
    }

    /// Takes a run over, a new one or one that another host has died with; false where one is on.
    package mutating func admit(
        _ engine: RunEngine,
        _ revival: Revival? = nil,
        at now: Instant
    ) -> Bool {
        guard !isBusy else { return false }
        engines = [engine]
        self.revival = revival
        phase = .waitingForImage
        patienceEnds = now + Self.imagePatience
        return true
    }

    /// When something can be due though nothing new arrives.
    package mutating func deadlineInPlace() -> Instant {
        engines.isEmpty ? .never : engines[0].deadlineInPlace()
    }

    /// A reading arrives, `old` being what the point was before.
    package mutating func note(reading point: Int, old: Quality) {
        if unread > 0, isAwaited[point], old == .neverRead { unread -= 1 }
        if let device = identity.device(toldBy: point) { reread.append(device) }
    }

    /// Steps the run on what the guard and the lines brought; `isSafe` says that no zone is being
    /// made safe.
    package mutating func step(
        on news: GuardCycle.News,
        _ image: ProcessImage,
        isSafe: Bool,
        at now: Instant
    ) {
        for device in news.lost { contacts[device] = .lost }
        for device in news.found { contacts[device] = .answers }
        switch phase {
        case .idle, .ended, .refused:
            reread.removeAll(keepingCapacity: true)
            return
        case .waitingForImage:
            if imageIsComplete || now >= patienceEnds { begin(news, image, at: now) }
        case .running:
            stepEngine(news, image, at: now)
            if revival != nil { resumeByItself(image, at: now) }
        }
        reread.removeAll(keepingCapacity: true)
        if isSafe, zonesToMakeSafe.isEmpty, !engines.isEmpty, engines[0].isOver {
            phase = .ended(engines[0].state)
        }
    }

    private mutating func begin(
        _ news: GuardCycle.News,
        _ image: ProcessImage,
        at now: Instant
    ) {
        let strangers = devices.filter { identity.verdict(on: $0, image, at: now) == .wrong }
        if let revival, engines[0].state != .idle {
            return revive(revival, strangers, image, at: now)
        }
        guard strangers.isEmpty else {
            phase = .refused(strangers)
            return
        }
        phase = .running
        began = now
        take(engines[0].start(at: now, image: image), at: now)
        tellLost(devices.filter { contacts[$0] == .lost }, image, at: now)
    }

    /// Whatever is at the devices' addresses now, what was under way is found out.
    private mutating func revive(
        _ revival: Revival,
        _ strangers: [Int],
        _ image: ProcessImage,
        at now: Instant
    ) {
        phase = .running
        began = revival.began
        take(engines[0].revive(at: now, image: image, away: now - revival.left), at: now)
        let lost = devices.filter { contacts[$0] == .lost && !strangers.contains($0) }
        tellLost(strangers + lost, image, at: now)
    }

    /// A run that may goes on by itself once nothing of it is in doubt.
    private mutating func resumeByItself(_ image: ProcessImage, at now: Instant) {
        guard let revival, revival.resumption == .byItself, phase == .running,
            engines[0].isReconciled(at: now, image: image)
        else { return }
        self.revival = nil
        take(engines[0].intervene(.resume, at: now, image: image), at: now)
    }

    private mutating func stepEngine(
        _ news: GuardCycle.News,
        _ image: ProcessImage,
        at now: Instant
    ) {
        // Another device at the same address is as good as none.
        let strangers = reread.filter { identity.verdict(on: $0, image, at: now) == .wrong }
        tellLost(strangers + news.lost, image, at: now)
        for device in news.found {
            take(engines[0].found(device: device, at: now, image: image), at: now)
        }
        if !news.tripped.isEmpty {
            take(engines[0].tripped(news.tripped, at: now, image: image), at: now)
        }
        for zone in news.zonesBegun {
            take(engines[0].safetyBegun(zone: zone, at: now, image: image), at: now)
        }
        for device in news.takenInHand {
            take(engines[0].takenInHand(device: device, at: now, image: image), at: now)
        }
        for ending in news.zonesEnded {
            take(engines[0].safetyEnded(zone: ending.zone, at: now, image: image), at: now)
        }
        take(engines[0].step(at: now, image: image, outcomes: news.outcomes), at: now)
    }

    private mutating func tellLost(_ lost: [Int], _ image: ProcessImage, at now: Instant) {
        guard !lost.isEmpty else { return }
        take(engines[0].lost(devices: lost, at: now, image: image), at: now)
    }

    /// Whether the device is what the lab says it is.
    package func verdict(
        on device: Int,
        _ image: ProcessImage,
        at now: Instant
    ) -> IdentityCheck.Verdict {
        identity.verdict(on: device, image, at: now)
    }

    private mutating func take(_ output: RunEngine.Output?, at now: Instant) {
        guard let output else { return }
        requests.append(contentsOf: output.requests)
        zonesToMakeSafe.append(contentsOf: output.zonesToMakeSafe)
        records.append(contentsOf: output.records)
    }

    /// Nothing will ever happen again, or the owner gives up: the run ends where it stands.
    package mutating func end() { phase = .ended(state ?? .idle) }
}

/// What people, planners and operators bring.
extension RunStepper {
    /// Answers an open question of the run; false where the answer is outside its ranges, or too
    /// late.
    package mutating func answer(
        question: Int,
        values: [Double],
        _ image: ProcessImage,
        at now: Instant
    ) -> Bool {
        guard !engines.isEmpty,
            let output = engines[0].answer(
                question: question,
                values: values,
                at: now,
                image: image
            )
        else { return false }
        take(output, at: now)
        return true
    }

    /// A person says that what the thread waits for is done.
    package mutating func personDone(thread: Int, _ image: ProcessImage, at now: Instant) {
        guard !engines.isEmpty else { return }
        take(engines[0].personDone(thread: thread, at: now, image: image), at: now)
    }

    /// The planner or a person intervenes.
    package mutating func intervene(
        _ event: MachineEvent,
        _ image: ProcessImage,
        at now: Instant
    ) {
        guard !engines.isEmpty else { return }
        take(engines[0].intervene(event, at: now, image: image), at: now)
    }

    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    package func number(
        _ expression: Expr,
        _ image: ProcessImage,
        at now: Instant
    ) -> Double? {
        engines.isEmpty ? nil : engines[0].number(expression, at: now, image: image)
    }
}
