package import Checking
import Documents
package import Execution
package import Hosting
import Labs
import Plans
package import Quantities
package import Running
package import Simulation

/// A dry run with everything around it: who answers, what is recorded, whether the proof holds.
package struct Rehearsal {
    /// How a dry run is to be carried out.
    package struct Options: Sendable {
        package var seed: UInt64 = 1
        package var faults: [FaultSpec] = []
        package var planner = AnswerSource.nobody
        package var person = AnswerSource.agreeing
        /// What people do at the bench that nobody asked for.
        package var deeds: [BenchDeed] = []
        package var clock = DryRun.Clock.jumping
        /// Whoever watches is called at least once for so many readings.
        package var batch = 4096

        package init() {}
    }

    /// A door opened, a button pressed, a switch turned by hand.
    package struct BenchDeed: Hashable, Sendable {
        package var at: Instant
        /// The image's index of what shows it, and what it shows from then on, in SI.
        package var point: Int
        package var value: Double

        package init(at: Instant, point: Int, value: Double) {
            self.at = at
            self.point = point
            self.value = value
        }
    }

    /// Somebody will do something at an instant of virtual time.
    struct Pending {
        enum Deed {
            case answer(question: Int)
            case task(act: Int, thread: Int)
            case bench(point: Int, value: Double)
        }

        var at: Instant
        var deed: Deed
    }

    /// A planner answers within this much virtual time; the run's deadline still counts.
    static let answerTime = Lapse(seconds: 20)
    /// How long a real planner or operator process may take to answer, s of real time.
    static let patience = 60.0

    package private(set) var run: DryRun
    package let checked: CheckedPlan
    var options: Options
    var questions: QuestionDocument
    var pending: [Pending] = []
    var random: SplitMix64
    /// By act: what was weighed in so far, kg.
    private var weighedIn: [Int: Double] = [:]
    /// What people and planners were asked and said that was not taken, for the report.
    package private(set) var remarks: [String] = []

    package init(_ checked: CheckedPlan, in loaded: LoadedLab, options: Options) {
        self.checked = checked
        self.options = options
        let plant = Plant(
            lab: loaded.lab,
            names: loaded.names,
            state: checked.state,
            seed: options.seed,
            faults: options.faults
        )
        run = DryRun(
            checked,
            lab: loaded.lab,
            names: loaded.names,
            plant: plant,
            clock: options.clock
        )
        questions = QuestionDocument(program: checked.program, budget: checked.plan.budget)
        random = SplitMix64(seed: options.seed ^ 0x5EED_0F_0B5E)
        for deed in options.deeds {
            pending.append(Pending(at: deed.at, deed: .bench(point: deed.point, value: deed.value)))
        }
        run.wakeAt = pending.map(\.at).min() ?? .never
    }

    /// Keeps the commands and their frames in `run.log`; before `play`.
    package mutating func keepLog() { run.log = WireLog() }

    /// How the run ended; where it stands until then.
    package var outcome: RunState {
        if case .ended(let state) = run.cycle.phase { state } else { .execute }
    }

    /// What the lab's meters counted over the run, J; nil where it has none.
    package mutating func energy() -> Double? {
        let meters = run.observe().meters
        return meters.isEmpty ? nil : meters.reduce(0) { $0 + $1.energy }
    }

    /// Runs to the end; `note` sees every batch of records and readings in order.
    ///
    /// - Throws: `Failure` where a planner or operator process fails.
    package mutating func play(
        _ note: (borrowing DryRun, [RunRecord], [PointReading]) -> Void
    ) throws(Failure) {
        while run.play(batch: options.batch) {
            if !pending.isEmpty { try doWhatIsDue() }
            try handle(note)
        }
        try handle(note)
    }

    private mutating func handle(
        _ note: (borrowing DryRun, [RunRecord], [PointReading]) -> Void
    ) throws(Failure) {
        let (records, readings) = (run.cycle.records, run.cycle.readings)
        run.cycle.records.removeAll(keepingCapacity: true)
        run.cycle.readings.removeAll(keepingCapacity: true)
        note(run, records, readings)
        for record in records {
            questions.note(record)
            switch record {
            case .asked(let question, _, let at): schedule(.answer(question: question), at: at)
            case .personNeeded(let act, let thread, let at):
                schedule(.task(act: act, thread: thread), at: at)
            default: break
            }
        }
        run.wakeAt = pending.map(\.at).min() ?? .never
    }

    private mutating func schedule(_ deed: Pending.Deed, at now: Instant) {
        let takes: Lapse
        switch deed {
        case .answer(let question):
            let deadline = checked.program.questions[question].deadline
            takes = min(Self.answerTime, Lapse(nanoseconds: deadline.nanoseconds / 2))
        case .task(let act, _):
            if case .person(let task) = checked.program.acts[act] {
                // People take from a third to nine tenths of what the plan allows them.
                takes = Lapse(seconds: task.takes.seconds * (0.33 + 0.57 * random.fraction()))
            } else {
                takes = Lapse(seconds: 30 + 60 * random.fraction())
            }
        case .bench: takes = .zero
        }
        pending.append(Pending(at: now + takes, deed: deed))
    }

    private mutating func doWhatIsDue() throws(Failure) {
        while let index = pending.firstIndex(where: { $0.at <= run.now }) {
            let deed = pending.remove(at: index).deed
            switch deed {
            case .answer(let question): answer(question)
            case .task(let act, let thread): try carryOut(act, thread: thread)
            case .bench(let point, let value): run.preset(point: point, to: value)
            }
        }
        run.wakeAt = pending.map(\.at).min() ?? .never
    }

    private mutating func answer(_ index: Int) {
        let question = checked.program.questions[index]
        guard let given = answerText(question) else { return }
        switch AnswerReader.values(of: given, for: question) {
        case .success(let values):
            if !run.answer(question: index, values: values) {
                remarks.append("The answer to “\(question.name)” came too late.")
            }
        case .failure(let fault):
            remarks.append("An answer to “\(question.name)” was not taken: \(fault.message).")
        }
    }

    private mutating func answerText(_ question: Question) -> DocumentValue? {
        let elapsed = run.now - run.cycle.began
        let line = questions.line(question, elapsed: elapsed, energy: energy())
        let given: GivenAnswer
        do throws(Failure) {
            if question.whom == .planner {
                given = try options.planner.ask(question, line: line, seconds: Self.patience)
            } else {
                given = try options.person.ask(question, line: line, seconds: Self.patience)
            }
        } catch {
            // Whoever is gone answers nothing more; the plan says what counts then.
            remarks.append(error.message + " The plan's fallback counts.")
            if question.whom == .planner { options.planner = .nobody }
            return nil
        }
        switch given {
        case .answer(let answer): return answer
        case .nothing: return nil
        case .unreadable:
            remarks.append("An answer to “\(question.name)” was no JSON.")
            return nil
        }
    }

    private mutating func carryOut(_ act: Int, thread: Int) throws(Failure) {
        if case .declining = options.person { return }
        switch checked.program.acts[act] {
        case .person(let task): run.personDone(act: task, thread: thread)
        case .weigh(let weighing):
            // Powders are never weighed out exactly; people stop inside the tolerance.
            let target = run.number(weighing.target) ?? 0
            let tolerance = run.number(weighing.tolerance) ?? 0
            let mass = target + tolerance * 0.8 * (2 * random.fraction() - 1)
            // Asked again, a person adds what is missing, or takes away what is too much.
            run.added(weighing, mass: mass - (weighedIn[act] ?? 0), thread: thread)
            weighedIn[act] = mass
        default: break
        }
    }
}
