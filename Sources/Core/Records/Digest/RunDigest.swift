import Devices
import Execution
import Interlocks
import Labs
import Plans
import Quantities
package import Running

/// Takes a run's records as they come, in bounded memory, and keeps what a summary needs.
package struct RunDigest: Sendable {
    package let basis: RunBasis
    package internal(set) var ledger: DeckLedger
    var lanes: [String]
    var bars: [LaneBar] = []
    var steps: [StepTimes]
    var events: [RunEvent] = []
    /// Every result so far; the last one is that of the record last taken.
    package internal(set) var results: [ResultReport] = []
    var tape = CommandTape()
    private var openActs: [OpenBar]
    private var openQuestions: [OpenBar] = []
    /// What is on or flows by itself, by lane.
    private var running: [OnBar] = []
    private let stepOfAct: [Int]
    let stepOfResult: [Int]
    let sourceOfSlot: [SlotSource]
    private var unweighed: [Int] = []
    private(set) var last = Instant.start

    /// The most of each kind that is kept.
    static let greatestBars = 200_000
    static let greatestEvents = 1_000
    static let greatestResults = 10_000

    struct StepTimes: Sendable {
        var start: Instant?
        var end: Instant?
        var outcome: StepOutcome?
        var lanes: [Int] = []
    }

    /// What a slot's value is read from.
    enum SlotSource: Sendable {
        case act(Int)
        case question(Int)
        case computed
    }

    private struct OpenBar: Sendable {
        var index: Int
        var thread: Int
        var start: Instant
    }

    private struct OnBar: Sendable {
        var lane: Int
        var since: Instant
        var text: String
    }

    package init(_ basis: RunBasis) {
        self.basis = basis
        ledger = DeckLedger(basis)
        lanes = [Self.planLane] + basis.lab.assemblies.map(\.name)
        lanes += [RunBasis.people, RunBasis.planner, "readings"]
        steps = Array(repeating: StepTimes(), count: basis.program.steps.count)
        openActs = []
        var owner = Array(repeating: -1, count: basis.program.acts.count)
        var results = Array(repeating: -1, count: basis.program.results.count)
        for node in basis.program.nodes {
            switch node.kind {
            case .act(let act): owner.change(act) { $0 = node.step }
            case .result(let result): results.change(result) { $0 = node.step }
            default: break
            }
        }
        stepOfAct = owner
        stepOfResult = results
        sourceOfSlot = Self.sources(of: basis.program)
    }

    private static func sources(of program: Program) -> [SlotSource] {
        var sources = Array(repeating: SlotSource.computed, count: program.slots.count)
        for (index, act) in program.acts.enumerated() {
            switch act {
            case .weigh(let weigh): sources.change(weigh.slot) { $0 = .act(index) }
            case .measure(_, let slot, _, _): sources.change(slot) { $0 = .act(index) }
            default: break
            }
        }
        for (index, question) in program.questions.enumerated() {
            for field in question.fields {
                for row in 0..<max(1, field.wells.count) {
                    sources.change(field.slot + row) { $0 = .question(index) }
                }
            }
        }
        return sources
    }

    /// The lane of the plan's own outermost steps.
    package static let planLane = "plan"

    /// Takes the next record, in order.
    package mutating func take(_ record: RunRecord) {
        switch record {
        case .state(let state, let at):
            note(at, .state, "run " + state.rawValue)
        case .stepEntered(let step, let at):
            steps.change(step) { $0.start = $0.start ?? at }
            last = max(last, at)
        case .stepLeft(let step, let outcome, let at): left(step, outcome, at)
        case .actBegan(let act, let thread, let at):
            openActs.removeAll { $0.thread == thread }
            openActs.append(OpenBar(index: act, thread: thread, start: at))
        case .actEnded(let act, let thread, let outcome, let at): ended(act, thread, outcome, at)
        case .requested(let request, let at): tape.take(request, at: at, basis)
        case .outcome(let id, let outcome, _): tape.take(id, outcome)
        case .asked(let question, let thread, let at):
            openQuestions.append(OpenBar(index: question, thread: thread, start: at))
        case .answered(let question, let values, let fallback, let at):
            answered(question, values, fallback, at)
        case .personNeeded, .personDone, .deviceLost, .deviceFound, .worn: break
        case .progress(.drove(.cutOff(let away)), let at):
            let time = DecimalText.short(away.seconds, digits: 3)
            note(at, .fault, "the host died; another one took the run up \(time) s later")
        case .progress: break
        case .assigned(let slot, let value, _): assigned(slot, value)
        case .result(let index, let value, let inputs, let at):
            note(result: index, value, inputs, at)
        case .fault(let kind, let step, let device, let at):
            let place = device.map { basis.deviceName($0) + ": " } ?? ""
            let during = basis.step(step).map { ", in ‘" + $0.title + "’ (" + $0.id + ")" } ?? ""
            note(at, .fault, place + kind.sentence + during)
        case .tripped(let interlock, let unread, let at):
            let definition = basis.lab.interlocks.at(interlock)
            let name = definition?.name ?? "interlock-\(interlock)"
            let happened = (definition.map { ": " + $0.happened } ?? "") + basis.names.doubt(unread)
            note(at, .trip, "interlock " + name + " tripped" + happened)
        case .responded, .fixed, .uncertain: noteDecision(record)
        case .overdue(let what, let at): note(at, .fault, what.sentence)
        case .intervened(let device, let at):
            let name = basis.deviceName(device)
            note(at, .fault, name + ": somebody changed what the run had commanded")
        case .verified(let at): note(at, .state, "verified after the intervention")
        case .degraded(let interlock, let bad, let at):
            if let words = basis.lab.interlocks.at(interlock)?.words(bad: bad) {
                note(at, .fault, words)
            }
        case .safe(let zone, let reached, let at):
            let ending = reached ? "’ is in its safe state" : "’ did not confirm its safe state"
            note(at, reached ? .safe : .unsafe, "zone ‘" + basis.zoneName(zone) + ending)
        case .reset, .bypassed, .mode: noteIntervention(record)
        }
    }

    /// What followed a fault, and what a person decided.
    private mutating func noteDecision(_ record: RunRecord) {
        switch record {
        case .responded(let kind, let step, let response, let at):
            let place = basis.step(step).map { "‘" + $0.title + "’ " } ?? ""
            note(at, .state, place + kind.sentence + ": " + response.text)
        case .fixed(let step, let act, let fixUp, let at):
            if fixUp == .done, let act { apply(act) }
            let place = basis.step(step).map { ", of ‘" + $0.title + "’" } ?? ""
            note(at, .state, "a person decided" + place + ": " + fixUp.rawValue)
        case .uncertain(let act, let at):
            apply(act, .inDoubt)
            let title = basis.sentence(act: act)
            note(at, .fault, "nobody can tell whether this was done: " + title)
        default: break
        }
    }

    private mutating func noteIntervention(_ record: RunRecord) {
        switch record {
        case .reset(let interlock, .reset, let at):
            let name = basis.lab.interlocks.at(interlock)?.name ?? "interlock-\(interlock)"
            note(at, .state, "interlock " + name + " reset")
        case .bypassed(let interlock, _, let at):
            let name = basis.lab.interlocks.at(interlock)?.name ?? "interlock-\(interlock)"
            note(at, .unsafe, "interlock " + name + " bypassed")
        case .mode(let device, let mode, let at):
            note(at, .state, basis.deviceName(device) + " in mode " + mode.rawValue)
        default: break
        }
    }

    /// The step instance an act belongs to; -1 where the program has none.
    func step(ofAct act: Int) -> Int { stepOfAct.at(act) ?? -1 }

    private mutating func note(_ at: Instant, _ kind: RunEvent.Kind, _ text: String) {
        last = max(last, at)
        guard events.count < Self.greatestEvents else { return }
        events.append(RunEvent(at: at, kind: kind, text: text))
    }

    private mutating func left(_ step: Int, _ outcome: StepOutcome, _ at: Instant) {
        last = max(last, at)
        steps.change(step) {
            $0.end = at
            $0.outcome = outcome
        }
        guard let instance = basis.step(step), instance.parent == nil,
            let start = steps.at(step)?.start
        else { return }
        add(LaneBar(lane: 0, start: start, end: at, text: instance.title, outcome: outcome))
    }

    private mutating func ended(
        _ act: Int,
        _ thread: Int,
        _ outcome: StepOutcome,
        _ at: Instant
    ) {
        last = max(last, at)
        let open = openActs.first { $0.thread == thread && $0.index == act }
        openActs.removeAll { $0.thread == thread }
        guard let definition = basis.program.acts.at(act) else { return }
        let name = basis.lane(of: definition)
        let lane = lanes.firstIndex(of: name) ?? lanes.count - 1
        let start = open?.start ?? at
        let text = basis.sentence(act: act)
        add(LaneBar(lane: lane, start: start, end: at, text: text, outcome: outcome))
        occupy(lane, step: step(ofAct: act))
        guard outcome == .confirmed else { return }
        follow(definition, lane, text, at)
        if case .weigh(let weigh) = definition, ledger.values.at(weigh.slot).flatMap({ $0 }) == nil
        {
            unweighed.append(act)
        } else {
            ledger.apply(definition, step: step(ofAct: act))
        }
    }

    /// What a person said of an act that had not ended as it should.
    private mutating func apply(_ act: Int, _ certainty: DeckLedger.Certainty = .done) {
        guard let definition = basis.program.acts.at(act) else { return }
        ledger.apply(definition, step: step(ofAct: act), certainty)
    }

    /// Services and gases stay on from one act to another.
    private mutating func follow(_ act: Act, _ lane: Int, _ text: String, _ at: Instant) {
        switch act {
        case .switched(_, .on), .flow:
            endRunning(at) { $0.lane == lane }
            running.append(OnBar(lane: lane, since: at, text: text))
        case .switched(_, .off), .shut: endRunning(at) { $0.lane == lane }
        default: break
        }
    }

    private mutating func endRunning(_ at: Instant, _ ends: (OnBar) -> Bool) {
        for bar in running where ends(bar) {
            add(
                LaneBar(
                    lane: bar.lane,
                    start: bar.since,
                    end: at,
                    text: bar.text,
                    outcome: .confirmed,
                    kind: .on
                )
            )
        }
        running.removeAll(where: ends)
    }

    /// A lane is used by the step and by every step around it.
    private mutating func occupy(_ lane: Int, step: Int) {
        var next: Int? = step
        var depth = 0
        while let current = next, depth < 64 {
            steps.change(current) { if !$0.lanes.contains(lane) { $0.lanes.append(lane) } }
            next = basis.step(current)?.parent
            depth += 1
        }
    }

    private mutating func add(_ bar: LaneBar) {
        if bars.count < Self.greatestBars { bars.append(bar) }
    }

    private mutating func assigned(_ slot: Int, _ value: Double) {
        ledger.values.change(slot) { $0 = value }
        for act in unweighed {
            guard let definition = basis.program.acts.at(act), case .weigh(let weigh) = definition,
                weigh.slot == slot
            else { continue }
            ledger.apply(definition, step: step(ofAct: act))
            unweighed.removeAll { $0 == act }
        }
    }

    private mutating func answered(
        _ index: Int,
        _ values: [Double],
        _ fallback: Bool,
        _ at: Instant
    ) {
        last = max(last, at)
        guard let question = basis.program.questions.at(index) else { return }
        var next = 0
        for field in question.fields {
            for row in 0..<max(1, field.wells.count) where next < values.count {
                assigned(field.slot + row, values[next])
                next += 1
            }
        }
        let open = openQuestions.last { $0.index == index }
        openQuestions.removeAll { $0.index == index }
        let whom = question.whom == .planner ? RunBasis.planner : RunBasis.people
        let said = question.say.isEmpty ? "question ‘" + question.name + "’" : question.say
        add(
            LaneBar(
                lane: lanes.firstIndex(of: whom) ?? 0,
                start: open?.start ?? at,
                end: at,
                text: fallback ? said + " (no answer: fallback)" : said,
                outcome: fallback ? .abandoned : .confirmed
            )
        )
    }

    /// Acts still open when the run ended occupy their lane to the end.
    mutating func close(at end: Instant) {
        for open in openActs {
            guard let act = basis.program.acts.at(open.index) else { continue }
            let lane = lanes.firstIndex(of: basis.lane(of: act)) ?? 0
            let text = basis.sentence(act: open.index)
            add(LaneBar(lane: lane, start: open.start, end: end, text: text, outcome: .abandoned))
        }
        openActs = []
        endRunning(end) { _ in true }
        for act in unweighed {
            if let definition = basis.program.acts.at(act) {
                ledger.apply(definition, step: step(ofAct: act))
            }
        }
        unweighed = []
    }
}
