package import Checking
package import Execution
package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// Steps one run: drives its `RunMachine`, lowers acts to device commands, requests permits, and
/// judges completion on the process image.
///
/// Pure: image, outcomes and answers come in; requests, questions and records go out. It records
/// what the run does; whoever drives it records what the scan and the lines do (requests,
/// outcomes, trips).
package struct RunEngine: Sendable {
    /// What the run wants and what happened since the last call.
    package struct Output: Sendable {
        package var requests: [CommandRequest] = []
        package var records: [RunRecord] = []
        /// Zones the run wants made safe; each one's end is told by `safetyEnded`.
        package var zonesToMakeSafe: [Int] = []

        package init() {}
    }

    /// Whether zones are being made safe because the machine asked for it, and which are left.
    enum Safety: Sendable {
        case unasked
        case making(left: [Int])
    }

    /// Whether a device answers, as far as its line says.
    enum Contact: Sendable {
        case answers, lost
    }

    let lab: Lab
    let names: LabNames
    let program: Program
    let proof: Proof
    let lowering: Lowering
    let preparation: CallPreparation
    let safeWrites: SafeWrites
    /// Zones of every device the run can command.
    let usedZones: [Int]
    var machine: RunMachine
    var values: RunValues
    var situation: LoweringState
    var acts: [ActRun] = []
    /// By thread: the act that failed last, for a person who says it was done all the same.
    var failedRuns: [Int: ActRun] = [:]
    /// What was commanded and confirmed, and is to stay so.
    var standings: [Standing] = []
    /// Every device the run can command.
    let usedDevices: [Int]
    var watches: [Watch] = []
    var monitors: [MonitorRun] = []
    var asking: [OpenQuestion] = []
    var safety = Safety.unasked
    var contacts: [Contact]
    /// By device: when it was last lost; before everything where it never was.
    var lostAt: [Instant]
    var rates = RateTable()
    var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)
    var nextCommand: Int
    /// Acts of which nobody can tell whether they were done.
    package internal(set) var uncertain: [Int] = []
    /// Acts of a run that is recalled, until it is taken up again.
    var recalled: [RecalledAct] = []
    private var watchList = WatchList()
    private var deadline = Instant.never

    struct OpenQuestion: Sendable {
        var question: Int
        var thread: Int
    }

    /// A run of a checked plan.
    ///
    /// Its commands are numbered from `firstCommand` on.
    package init(_ checked: CheckedPlan, lab: Lab, names: LabNames, firstCommand: Int = 1) {
        self.init(
            unchecked: checked.program,
            proof: checked.proof,
            lab: lab,
            names: names,
            state: checked.state,
            firstCommand: firstCommand
        )
    }

    /// A run of a program nobody has proved; for tests of this room, which have no checker.
    package init(
        unchecked program: Program,
        proof: Proof = Proof(),
        lab: Lab,
        names: LabNames,
        state: LabState,
        firstCommand: Int = 1
    ) {
        self.lab = lab
        self.names = names
        self.program = program
        self.proof = proof
        lowering = Lowering(lab, names)
        preparation = CallPreparation(lab, names)
        safeWrites = SafeWrites(lab)
        values = RunValues(program)
        situation = LoweringState(lab, state)
        contacts = lab.devices.map { _ in .answers }
        lostAt = lab.devices.map { _ in Instant(nanoseconds: .min) }
        nextCommand = firstCommand
        var zones: [Int] = []
        for act in program.acts {
            for zone in act.assembly.map(lab.zones(ofAssembly:)) ?? [] where !zones.contains(zone) {
                zones.append(zone)
            }
        }
        usedZones = zones
        var devices: [Int] = []
        for assembly in Set(program.acts.compactMap(\.assembly)) {
            devices += lab.commandedDevices(ofAssembly: assembly)
        }
        usedDevices = devices.sorted()
        machine = RunMachine(program, bounds: EndBounds(program, proof, lab, zones: zones))
        watchRates()
    }

    package var state: RunState { machine.state }

    /// The number of the newest command.
    package var lastCommand: Int { nextCommand - 1 }

    /// What somebody may command now, the gentlest first.
    package var commands: [MachineEvent] { machine.commands }

    /// How long a stop and an abort last at most.
    package var bounds: EndBounds { machine.bounds }

    /// Whether nothing more will happen: the run has ended and its zones are safe, or declared
    /// not to have become so.
    package var isOver: Bool {
        switch machine.state {
        case .complete, .stopped, .aborted: true
        default: false
        }
    }

    /// When something can change though nothing new arrives.
    package var nextDeadline: Instant { deadline }

    /// The same for an owner that keeps the engine inside a larger value: a mutating call works in
    /// place, where reading a property copies.
    package mutating func deadlineInPlace() -> Instant { deadline }

    /// Begins the run.
    package mutating func start(at now: Instant, image: ProcessImage) -> Output {
        turn(now, image) { engine, sight, output in engine.drive(.start, &sight, &output) }
    }

    /// Something may be new: readings, outcomes, a deadline.
    package mutating func step(
        at now: Instant,
        image: ProcessImage,
        outcomes: [CommandReport]
    ) -> Output {
        guard !outcomes.isEmpty || now >= deadline || watchList.hasNews(image) else {
            return Output()
        }
        return turn(now, image) { engine, _, _ in
            for report in outcomes { engine.take(report.id, report.outcome, at: now) }
        }
    }

    /// The planner or a person intervenes.
    ///
    /// For trips see `tripped`.
    package mutating func intervene(
        _ event: MachineEvent,
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        turn(now, image) { engine, sight, output in
            if event == .verified {
                engine.verify(&sight, &output)
            } else {
                engine.drive(event, &sight, &output)
            }
        }
    }

    /// One turn: take what is new, then carry everything on as far as it goes.
    mutating func turn(
        _ now: Instant,
        _ image: ProcessImage,
        _ news: (inout RunEngine, inout Sight, inout Output) -> Void
    ) -> Output {
        var output = Output()
        if !rates.isEmpty { rates.observe(image) }
        // Moved out and in again, so that neither is copied.
        var sight = Sight(now: now, image: image, rates: rates, stack: stack)
        rates = RateTable()
        stack = []
        news(&self, &sight, &output)
        carryOn(&sight, &output)
        rates = sight.rates
        stack = sight.stack
        rebuildWatchList(image)
        deadline = reckonDeadline(sight)
        return output
    }

    private mutating func rebuildWatchList(_ image: ProcessImage) {
        watchList.clear()
        for index in acts.indices { acts[index].watch(image, &watchList) }
        for watch in watches { watchList.add(watch.program.points, image) }
        for monitor in monitors { watchList.add(monitor.program.points, image) }
        for standing in standings { watchList.add(changesOf: standing.program.points, image) }
        for run in acts { watchList.add(changesOf: run.supplies.map(\.point), image) }
        watchList.add(awaitedPoints, image)
        watchList.add(rates.points, image)
    }

    private mutating func take(_ id: CommandID, _ outcome: CommandOutcome, at now: Instant) {
        for index in acts.indices where acts[index].take(id, outcome, at: now) { return }
    }

    mutating func request(
        _ body: CommandBody,
        device: Int,
        _ origin: CommandRequest.Origin,
        _ output: inout Output
    ) -> CommandID {
        let id = CommandID(nextCommand)
        nextCommand += 1
        output.requests.append(
            CommandRequest(id: id, device: device, body: body, origin: origin)
        )
        return id
    }

    private func reckonDeadline(_ sight: Sight) -> Instant {
        var next = machine.nextDeadline
        for index in acts.indices { next = min(next, acts[index].nextDeadline) }
        for monitor in monitors {
            next = min(next, monitor.nextDeadline)
            next = min(next, monitor.program.nextDeadline(sight.image, after: sight.now))
        }
        for watch in watches {
            next = min(next, watch.program.nextDeadline(sight.image, after: sight.now))
        }
        for standing in standings { next = min(next, standing.nextDeadline) }
        return next
    }

    /// Rates need a history, so the points whose rate any expression reads are followed from the
    /// beginning.
    private mutating func watchRates() {
        for expression in program.expressions {
            for past in expression.remembered {
                guard let point = names.point(past.name) else { continue }
                if let span = past.span {
                    _ = rates.windows.watch(point, over: span)
                } else {
                    _ = rates.watch(point)
                }
            }
        }
    }
}
