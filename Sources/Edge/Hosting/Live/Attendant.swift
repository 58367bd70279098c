import Dispatch
package import Documents
package import Execution
import Plans
import Quantities
import Synchronization

/// Somebody at the bench, or a program in their place.
package protocol Attendant: Sendable {
    /// Whether the task was carried out; `words` says what is to be done. Waits for the answer.
    func carryOut(_ words: String) -> Bool
    /// The answer to a question; nil where nobody gives one. Waits as long as it takes.
    func answer(_ question: Question, line: [UInt8]) -> DocumentValue?
}

/// Agrees to, or declines, everything at once; or asks a command or a list.
package final class ScriptedAttendant: Attendant {
    private let source: Mutex<AnswerSource>

    package init(_ source: AnswerSource) { self.source = Mutex(source) }

    package func carryOut(_ words: String) -> Bool {
        source.withLock { if case .declining = $0 { false } else { true } }
    }

    package func answer(_ question: Question, line: [UInt8]) -> DocumentValue? {
        source.withLock { source in
            let seconds = min(max(question.deadline.seconds, 1), 86_400)
            guard case .answer(let value)? = try? source.ask(question, line: line, seconds: seconds)
            else { return nil }
            return value
        }
    }
}

/// Asks planner and people on threads of their own, so that the run goes on meanwhile.
final class AnswerDesk: Sendable {
    enum Reply: Sendable {
        case values(question: Int, [Double])
        case refused(question: Int, reason: String)
        case done(PersonPrompt)
        case declined(PersonPrompt)
    }

    private let planner: any Attendant
    private let person: any Attendant
    private let replies = Mutex([Reply]())
    private let forPlanner = DispatchQueue(label: "planner")
    private let forPerson = DispatchQueue(label: "person")

    init(planner: any Attendant, person: any Attendant) {
        self.planner = planner
        self.person = person
    }

    func ask(_ index: Int, _ question: Question, line: [UInt8]) {
        let isPlanner = question.whom == .planner
        let attendant = isPlanner ? planner : person
        (isPlanner ? forPlanner : forPerson).async { [self] in
            guard let answer = attendant.answer(question, line: line) else { return }
            switch AnswerReader.values(of: answer, for: question) {
            case .success(let values): put(.values(question: index, values))
            case .failure(let fault): put(.refused(question: index, reason: fault.message))
            }
        }
    }

    func carryOut(_ prompt: PersonPrompt, words: String) {
        forPerson.async { [self] in
            put(person.carryOut(words) ? .done(prompt) : .declined(prompt))
        }
    }

    func collect() -> [Reply] {
        replies.withLock { replies in
            defer { replies.removeAll() }
            return replies
        }
    }

    private func put(_ reply: Reply) { replies.withLock { $0.append(reply) } }
}
