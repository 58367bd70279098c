package import Checking
package import Execution
import Foundation
import Labs
import Lines
import Plans
package import Quantities
import Running

/// A run on a lab's lines, as its client sees it: what happens is noted, what is asked is answered.
package struct LiveRun {
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

    /// How often what happened is fetched, s.
    private static let rhythm = 0.05

    package let checked: CheckedPlan
    package private(set) var outcome = RunState.idle
    package private(set) var began = Instant.start
    package private(set) var ended = Instant.start
    /// Why the run did not begin; nil where it did.
    package private(set) var refusal: String?
    /// What was asked and answered in vain, for people.
    package private(set) var remarks: [String] = []
    private let loaded: LoadedLab
    private let host: LabHost
    private let desk: AnswerDesk
    private let hands: Hands?
    private var questions: QuestionDocument
    /// By act: what was weighed in so far, kg.
    private var weighedIn: [Int: Double] = [:]

    package init(
        _ checked: CheckedPlan,
        in loaded: LoadedLab,
        host: LabHost,
        planner: any Attendant,
        person: any Attendant,
        hands: Hands?
    ) {
        self.checked = checked
        self.loaded = loaded
        self.host = host
        self.hands = hands
        desk = AnswerDesk(planner: planner, person: person)
        questions = QuestionDocument(program: checked.program, budget: checked.plan.budget)
    }

    /// Follows the run to its end; `note` sees every batch in order, `wishes` is asked what people
    /// want of the run.
    package mutating func play(
        wishes: () -> [MachineEvent],
        note: (HostBatch) -> Void
    ) {
        while true {
            for wish in wishes() { host.order(.intervene(wish)) }
            let batch = host.collect()
            take(batch)
            note(batch)
            for reply in desk.collect() { take(reply) }
            switch batch.phase {
            case .ended(let state):
                outcome = state
                ended = batch.now
                return
            case .refused(let devices):
                refusal = Self.words(refused: devices, in: loaded)
                ended = batch.now
                return
            case .waitingForImage, .running: break
            }
            Thread.sleep(forTimeInterval: Self.rhythm)
        }
    }

    private static func words(refused devices: [Int], in loaded: LoadedLab) -> String {
        let names = devices.map { device in
            let instance = loaded.lab.devices[device]
            return "“\(instance.name)” at address \(instance.address) of line "
                + "“\(loaded.lab.lines[instance.line].name)”"
        }
        return "The run did not begin: another device than the lab file says answers as "
            + names.joined(separator: ", ") + ". athanor devices probe shows what answered."
    }

    private mutating func take(_ batch: HostBatch) {
        began = batch.began
        for record in batch.records {
            questions.note(record)
            guard case .asked(let index, _, let at) = record else { continue }
            let question = checked.program.questions[index]
            desk.ask(index, question, line: questions.line(question, elapsed: at - began))
        }
        for prompt in batch.prompts { desk.carryOut(prompt, words: words(prompt)) }
        for index in batch.declined {
            let name = checked.program.questions[index].name
            remarks.append("The answer to “\(name)” came too late.")
        }
    }

    private mutating func take(_ reply: AnswerDesk.Reply) {
        switch reply {
        case .values(let question, let values):
            host.order(.answer(question: question, values: values))
        case .refused(let question, let reason):
            let name = checked.program.questions[question].name
            remarks.append("An answer to “\(name)” was not taken: \(reason).")
        case .declined(let prompt):
            remarks.append("“\(words(prompt))” was declined; the step ends when its time is over.")
        case .done(let prompt):
            lendHands(prompt)
            host.order(.personDone(thread: prompt.thread))
        }
    }

    /// What the person has said is done, happens in the simulated world.
    private mutating func lendHands(_ prompt: PersonPrompt) {
        guard let hands else { return }
        switch checked.program.acts[prompt.act] {
        case .person(let task): hands.carryOut(task, prompt.amounts)
        case .weigh(let weighing):
            guard let target = prompt.target else { return }
            hands.add(weighing, target - (weighedIn[prompt.act] ?? 0))
            weighedIn[prompt.act] = target
        default: break
        }
    }

    private func words(_ prompt: PersonPrompt) -> String {
        guard checked.program.acts.indices.contains(prompt.act) else { return "" }
        let act = checked.program.acts[prompt.act]
        guard case .weigh(let weighing) = act, let target = prompt.target else {
            return act.title(names: loaded.names, lab: loaded.lab)
        }
        let gram = PhysicalUnit.named("g") ?? .one
        let tolerance = prompt.tolerance.map { " ± \(Quantity(si: $0, unit: gram))" } ?? ""
        return "weigh \(Quantity(si: target, unit: gram))\(tolerance) of "
            + "\(loaded.lab.materials[weighing.material].name) into "
            + loaded.names.vessels.name(of: weighing.vessel)
    }
}
