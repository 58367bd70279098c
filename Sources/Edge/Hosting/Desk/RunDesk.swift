import Checking
import Devices
import Documents
package import Execution
import Findings
import Interlocks
import Labs
import Plans
import Quantities
import Records
import Reports
import Running

/// The simulated world's hands: what a person does there happens in the simulation too.
package struct Hands: Sendable {
    package var carryOut: @Sendable (PersonAct, [Double?]) -> Void
    package var add: @Sendable (WeighAct, Double) -> Void

    package init(
        carryOut: @escaping @Sendable (PersonAct, [Double?]) -> Void,
        add: @escaping @Sendable (WeighAct, Double) -> Void
    ) {
        self.carryOut = carryOut
        self.add = add
    }
}

/// One run of a host, from its beginning until long after its end: what is recorded, what is asked,
/// what people see of it.
struct RunDesk: Sendable {
    let number: Int
    let checked: CheckedPlan
    let file: String
    let by: String
    private let findings: [Finding]
    private(set) var phase = RunStepper.Phase.waitingForImage
    private(set) var state = RunState.idle
    private(set) var commands: [MachineEvent] = []
    private(set) var openFaults: [OpenFault] = []
    private(set) var began = Instant.start
    private(set) var ended = Instant.start
    /// Why the run did not begin; nil where it did.
    private(set) var refusal: String?
    private(set) var remarks: [String] = []
    /// Acts of which nobody can tell whether they were done.
    private(set) var uncertain: Set<Int> = []
    private(set) var cause = AbortCause.fault
    private(set) var recorder: Recorder
    private var status: LiveStatus
    private var questions: QuestionDocument
    private var open: [OpenQuestion] = []
    private(set) var prompts: [PersonPrompt] = []
    /// By act: what was weighed in so far, kg.
    private var weighedIn: [Int: Double] = [:]
    private var notes: [DocumentValue] = []
    private(set) var origin = Origin.begunHere
    private var metered: Metered?
    private let trace: TraceFile?
    private let log: RunLog?

    /// Why it is aborted, if it is.
    enum AbortCause: Sendable { case fault, person }

    enum Origin: Sendable {
        case begunHere
        /// The host that began it has died.
        case takenUp
    }

    /// What the lab's meters had counted when the run began, and by now, J.
    private struct Metered: Sendable {
        var before: Double
        var now: Double
    }

    private struct OpenQuestion: Sendable {
        var index: Int
        var line: [UInt8]
    }

    private static let greatestNotes = 500

    init(
        number: Int,
        _ checked: CheckedPlan,
        findings: [Finding],
        file: String,
        by: String,
        trace: TraceFile?,
        log: RunLog?,
        _ site: HostDesk.Site
    ) {
        self.number = number
        self.checked = checked
        self.findings = findings
        self.file = file
        self.by = by
        self.trace = trace
        self.log = log
        let header = TraceHeader(version: site.version, seed: site.seed, faults: site.faults)
        let isTraced = trace != nil || log != nil
        recorder = Recorder(checked, in: site.loaded, trace: isTraced ? header : nil)
        status = LiveStatus(checked, lab: site.loaded.lab, names: site.loaded.names)
        questions = QuestionDocument(program: checked.program, budget: checked.plan.budget)
    }

    var tracePath: String? { trace?.path }

    var isOn: Bool {
        switch phase {
        case .idle, .waitingForImage, .running: true
        case .refused, .ended: false
        }
    }

    /// What stands where now.
    var deck: LabState { recorder.digest.ledger.state }

    /// What stands where after the run; nil while it is on.
    var deckAfterwards: LabState? { isOn ? nil : deck }

    /// What the lab's meters have counted by now, J; nil where nobody knows.
    mutating func note(energy total: Double?) {
        guard let total else { return }
        metered = Metered(before: metered?.before ?? total, now: total)
    }

    /// J; nil where nothing measured it, or not from the beginning.
    private var energy: Double? {
        switch origin {
        case .begunHere: metered.map { $0.now - $0.before }
        case .takenUp: nil
        }
    }

    /// A person wants it aborted.
    mutating func noteAbort() { if isOn { cause = .person } }

    /// Takes what happened before this host was there; what it was told then is not told again.
    mutating func restore(_ run: RevivedRun, _ site: HostDesk.Site) {
        began = run.revival.began
        origin = .takenUp
        var told: [DocumentValue] = []
        var batch = HostBatch()
        batch.began = began
        recorder.take(run.records, [], began: began)
        status.take(run.records)
        for record in run.records {
            if let words = LiveWords.of(record, site.loaded) { note(words, &told) }
            take(record, batch, site, &told)
        }
        _ = recorder.drainTrace()
        recorder.shiftTrace(by: run.shift)
    }

    /// Takes a batch; gives what is to be told.
    mutating func take(_ batch: HostBatch, _ site: HostDesk.Site) -> [DocumentValue] {
        guard isOn else { return [] }
        var events: [DocumentValue] = []
        let samples = recorder.take(batch.records, batch.readings, began: batch.began)
        status.take(batch.records)
        for notice in batch.notices { note(LiveWords.of(notice, site.loaded), &events) }
        for record in batch.records {
            if let words = LiveWords.of(record, site.loaded) { note(words, &events) }
            take(record, batch, site, &events)
        }
        for prompt in batch.prompts {
            prompts.append(prompt)
            events.append(document(prompt, site))
        }
        for index in batch.declined {
            let name = checked.program.questions[index].name
            remarks.append("The answer to “\(name)” came too late.")
        }
        began = batch.began
        commands = batch.commands
        openFaults = batch.openFaults
        state = batch.state ?? state
        // A host that has not seen the order yet is idle still.
        if batch.phase != .idle { phase = batch.phase }
        if !isOn { events.append(finish(batch, site)) }
        let lines = recorder.drainTrace()
        trace?.append(lines)
        log?.note(batch.records)
        log?.take(lines, samples)
        log?.tell(events)
        if !isOn {
            trace?.close()
            log?.end(state.rawValue, at: ended, energy: energy)
        }
        return events
    }

    private mutating func take(
        _ record: RunRecord,
        _ batch: HostBatch,
        _ site: HostDesk.Site,
        _ events: inout [DocumentValue]
    ) {
        questions.note(record)
        switch record {
        case .uncertain(let act, _): uncertain.insert(act)
        case .asked(let index, _, let at):
            let question = checked.program.questions[index]
            let line = questions.line(
                question,
                elapsed: at - batch.began,
                energy: energy
            )
            open.append(OpenQuestion(index: index, line: line))
            events.append(document(open[open.count - 1]))
        case .answered(let index, _, _, _):
            open.removeAll { $0.index == index }
            let name = checked.program.questions[index].name
            events.append(
                .members(["event": .text("answered"), "question": .text(name)])
            )
        case .personDone(let act, let thread, _):
            prompts.removeAll { $0.act == act && $0.thread == thread }
            events.append(
                .members(["event": .text("done"), "thread": .integer(thread)])
            )
        default: break
        }
    }

    private mutating func note(_ words: String, _ events: inout [DocumentValue]) {
        let event = DocumentValue.members(["event": .text("note"), "text": .text(words)])
        if notes.count >= Self.greatestNotes { notes.removeFirst() }
        notes.append(event)
        events.append(event)
    }

    private mutating func finish(_ batch: HostBatch, _ site: HostDesk.Site) -> DocumentValue {
        ended = batch.now
        switch phase {
        case .refused(let devices):
            refusal = LiveWords.ofRefusal(devices, site.loaded)
        case .ended(let end): state = end
        default: break
        }
        recorder.finish(state, at: ended)
        return ending
    }

    private var ending: DocumentValue {
        .members([
            "event": .text("ended"), "run": .integer(number), "state": .text(state.rawValue),
            "refusal": refusal.map { .text($0) },
            "as-proved": .flag(recorder.violations.isEmpty),
        ])
    }
}

/// What people and planners bring.
extension RunDesk {
    /// What somebody who joins now must know.
    func standing(_ site: HostDesk.Site) -> [DocumentValue] {
        notes + open.map(document) + prompts.map { document($0, site) } + (isOn ? [] : [ending])
    }

    var openQuestions: [DocumentValue] {
        open.map { question in
            let definition = checked.program.questions[question.index]
            return .members([
                "question": .text(definition.name), "say": .text(definition.say),
                "whom": .text(definition.whom == .planner ? "planner" : "operator"),
            ])
        }
    }

    func openTasks(_ site: HostDesk.Site) -> [DocumentValue] {
        prompts.map { prompt in
            .members([
                "thread": .integer(prompt.thread), "text": .text(words(prompt, site)),
            ])
        }
    }

    private func document(_ question: OpenQuestion) -> DocumentValue {
        let definition = checked.program.questions[question.index]
        return .members([
            "event": .text("question"), "question": .text(definition.name),
            "whom": .text(definition.whom == .planner ? "planner" : "operator"),
            "index": .integer(question.index),
            "line": .text(String(decoding: question.line, as: UTF8.self)),
        ])
    }

    private func document(_ prompt: PersonPrompt, _ site: HostDesk.Site) -> DocumentValue {
        .members([
            "event": .text("prompt"), "thread": .integer(prompt.thread),
            "text": .text(words(prompt, site)),
        ])
    }

    /// The values of an answer to an open question, and which question it is.
    func values(
        answering name: String,
        _ answer: DocumentValue
    ) throws(Refusal) -> (question: Int, values: [Double], whom: AskStep.Whom) {
        guard let found = open.first(where: { checked.program.questions[$0.index].name == name })
        else {
            let known = open.map { checked.program.questions[$0.index].name }
            throw Refusal(
                .unknown,
                "No question “\(name)” is open. "
                    + (known.isEmpty ? "None is." : "Open: \(known.joined(separator: ", ")).")
            )
        }
        let question = checked.program.questions[found.index]
        switch AnswerReader.values(of: answer, for: question) {
        case .success(let values): return (found.index, values, question.whom)
        case .failure(let fault): throw Refusal(.invalid, "Not taken: \(fault.message).")
        }
    }

    /// What a person has said is done happens in the simulated world.
    mutating func lendHands(thread: Int, _ site: HostDesk.Site) throws(Refusal) {
        guard let prompt = prompts.first(where: { $0.thread == thread }) else {
            throw Refusal(.unknown, "Nobody is needed there now.")
        }
        guard let hands = site.hands else { return }
        switch checked.program.acts[prompt.act] {
        case .person(let task): hands.carryOut(task, prompt.amounts)
        case .weigh(let weighing):
            guard let target = prompt.target else { return }
            hands.add(weighing, target - (weighedIn[prompt.act] ?? 0))
            weighedIn[prompt.act] = target
        default: break
        }
    }

    private func words(_ prompt: PersonPrompt, _ site: HostDesk.Site) -> String {
        guard checked.program.acts.indices.contains(prompt.act) else { return "" }
        let act = checked.program.acts[prompt.act]
        guard case .weigh(let weighing) = act, let target = prompt.target else {
            return act.title(names: site.loaded.names, lab: site.loaded.lab)
        }
        let gram = PhysicalUnit.named("g") ?? .one
        let tolerance = prompt.tolerance.map { " ± \(Quantity(si: $0, unit: gram))" } ?? ""
        return "weigh \(Quantity(si: target, unit: gram))\(tolerance) of "
            + "\(site.loaded.lab.materials[weighing.material].name) into "
            + site.loaded.names.vessels.name(of: weighing.vessel)
    }

    /// The screenful a terminal shows of the run.
    func screen(_ image: ProcessImage, at now: Instant, _ style: TextStyle) -> String {
        if case .waitingForImage = phase { return "Waiting for every device's first readings …" }
        return status.text(
            state,
            image: image,
            deck: deck,
            elapsed: now - began,
            style
        )
    }

    /// The summary of the run as far as it is.
    func summary(_ site: HostDesk.Site) -> RunSummary {
        recorder.summary(
            RunFacts(
                version: site.version,
                seed: site.seed,
                faults: site.faults.map { InjectedFault($0, at: .start) },
                findings: findings,
                began: began,
                ended: ended,
                outcome: state,
                energy: energy
            )
        )
    }
}
