import Checking
import Devices
import Execution
import Hosting
import Plans
import Quantities
import Testing

/// Every act of the demo plans with every kind of fault: each cell ends where its table says.
struct FaultCellTests {
    /// A machine with the answers it still waits for.
    private struct Walk {
        var machine: RunMachine
        var now = Instant.start
        var answers: [MachineEvent] = []
        let yes: Bool

        /// Tells the machine, and returns the acts it wants done.
        mutating func tell(_ event: MachineEvent) -> [(thread: Int, act: Int)] {
            var acts: [(thread: Int, act: Int)] = []
            for action in machine.handle(event, at: now) {
                switch action {
                case .perform(let thread, let act, _): acts.append((thread, act))
                case .watch(let thread, _): answers.append(.decided(thread: thread, true))
                case .ask(let thread, _): answers.append(.answered(thread: thread))
                case .makeSafe: answers.append(.safe)
                case .evaluate(let thread, let node):
                    switch machine.program.nodes[node].kind {
                    case .decide: answers.append(.decided(thread: thread, yes))
                    case .fits: answers.append(.decided(thread: thread, true))
                    case .wait:
                        answers.append(.measured(thread: thread, Lapse(seconds: 1)))
                    default: answers.append(.finished(thread: thread))
                    }
                default: break
                }
            }
            return acts
        }

        /// Answers everything, time where nothing else is left, until `state` or the end.
        mutating func go(on: [(thread: Int, act: Int)] = [], until state: RunState? = nil) {
            answers += on.map { .finished(thread: $0.thread) }
            for _ in 0..<200_000 where machine.state != state {
                if answers.isEmpty {
                    guard machine.nextDeadline != .never else { return }
                    now = machine.nextDeadline
                    answers.append(.timer)
                }
                answers += tell(answers.removeFirst()).map { .finished(thread: $0.thread) }
            }
        }
    }

    static let voices: [FaultPolicy?] = [nil, .safeStop, .stop, .hold]

    @Test(arguments: DemoLab.plans())
    func `each cell of act and fault ends where it is declared to`(_ path: String) throws {
        let loaded = try DemoLab.open()
        let review = PlanReview(
            try Files.read(path),
            file: path,
            in: loaded,
            provingFixes: false
        )
        var plan = try #require(review.checked).plan
        var reached: Set<Int> = []
        for voice in Self.voices {
            plan.defaults.fault = voice
            let (compiled, findings) = Compiler.compile(
                plan,
                lab: loaded.lab,
                names: loaded.names,
                state: loaded.state
            )
            let program = try #require(compiled, "\(findings)")
            #expect(program.actFaults.count == program.acts.count)
            for yes in [true, false] { reached.formUnion(play(program, yes)) }
            #expect(reached.count == program.acts.count)
        }
    }

    /// All acts in `make soak`, otherwise some of every plan: like acts have like tables.
    private static func isTried(_ act: Int, _ program: Execution.Program) -> Bool {
        Campaign.isWhole || act % max(1, program.acts.count / 60) == 0
    }

    /// The nominal way, with every fault at every act on it; the acts it came by.
    private func play(_ program: Execution.Program, _ yes: Bool) -> Set<Int> {
        var walk = Walk(machine: RunMachine(program), yes: yes)
        var reached: Set<Int> = []
        var open = walk.tell(.start)
        for _ in 0..<200_000 {
            for (thread, act) in open
            where reached.insert(act).inserted && Self.isTried(act, program) {
                var around = walk
                around.answers += open.filter { $0.thread != thread }
                    .map { .finished(thread: $0.thread) }
                for kind in FaultKind.allCases { fail(around, thread, act, kind) }
            }
            walk.answers += open.map { .finished(thread: $0.thread) }
            open = []
            if walk.answers.isEmpty {
                guard walk.machine.nextDeadline != .never else { break }
                walk.now = walk.machine.nextDeadline
                walk.answers.append(.timer)
            }
            open = walk.tell(walk.answers.removeFirst())
        }
        #expect(walk.machine.state == .complete)
        return reached
    }

    private func fail(_ walk: Walk, _ thread: Int, _ act: Int, _ kind: FaultKind) {
        var walk = walk
        let isLast = !walk.machine.state.isUnderWay
        let response = walk.machine.program.faults(ofAct: act)[kind]
        let cell = "act \(act), \(kind): \(response.text)"
        let acts = walk.tell(.failed(thread: thread, kind))
        switch isLast ? .safeStop : response {
        case .safeStop:
            walk.go(on: acts)
            #expect(walk.machine.state == .aborted, "\(cell)")
        case .stop:
            walk.go(on: acts)
            #expect(walk.machine.state == .stopped, "\(cell)")
        case .hold:
            walk.go(on: acts, until: .held)
            #expect(walk.machine.state == .held, "\(cell)")
            decide(walk, thread, act, kind, cell)
        case .retry: #expect(acts.contains { $0.act == act }, "\(cell)")
        case .suspend:
            walk.go(on: acts, until: .suspended)
            #expect(walk.machine.state == .suspended, "\(cell)")
            let anew = walk.tell(.back(thread: thread))
            #expect(anew.contains { $0.act == act }, "\(cell)")
        case .goOn: Issue.record("No act goes on after a fault. \(cell)")
        }
    }

    /// Every decision a person can take about a held fault.
    private func decide(
        _ walk: Walk,
        _ thread: Int,
        _ act: Int,
        _ kind: FaultKind,
        _ cell: String
    ) {
        guard let fault = walk.machine.openFaults.first(where: { $0.thread == thread }) else {
            Issue.record("Nobody is asked. \(cell)")
            return
        }
        #expect(fault.kind == kind)
        for fixUp in fault.fixUps {
            var decided = walk
            var acts = decided.tell(.fix(thread: thread, fixUp))
            switch fixUp {
            case .safeStop, .abandon:
                decided.go(on: acts)
                let end: RunState = fixUp == .abandon ? .stopped : .aborted
                #expect(decided.machine.state == end, "\(cell) \(fixUp)")
            case .retry, .notDone:
                acts = decided.tell(.resume)
                #expect(acts.contains { $0.act == act }, "\(cell)")
            case .done, .discard:
                acts = decided.tell(.resume)
                #expect(!acts.contains { $0.act == act }, "\(cell)")
                #expect(decided.machine.thread(thread)?.phase != walk.machine.thread(thread)?.phase)
            }
        }
    }
}
