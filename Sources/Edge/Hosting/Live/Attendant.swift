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

/// Asks planner and people on threads of their own, so that the run is followed meanwhile.
package final class AnswerDesk: Sendable {
    package enum Reply: Sendable {
        case answer(question: String, DocumentValue)
        case done(thread: Int)
        case declined(words: String)
    }

    private let planner: any Attendant
    private let person: any Attendant
    private let replies = Mutex([Reply]())
    private let forPlanner = DispatchQueue(label: "planner")
    private let forPerson = DispatchQueue(label: "person")

    package init(planner: any Attendant, person: any Attendant) {
        self.planner = planner
        self.person = person
    }

    package func ask(_ question: Question, line: [UInt8]) {
        let isPlanner = question.whom == .planner
        let attendant = isPlanner ? planner : person
        (isPlanner ? forPlanner : forPerson).async { [self] in
            guard let answer = attendant.answer(question, line: line) else { return }
            put(.answer(question: question.name, answer))
        }
    }

    package func carryOut(thread: Int, words: String) {
        forPerson.async { [self] in
            put(person.carryOut(words) ? .done(thread: thread) : .declined(words: words))
        }
    }

    package func collect() -> [Reply] {
        replies.withLock { replies in
            defer { replies.removeAll() }
            return replies
        }
    }

    private func put(_ reply: Reply) { replies.withLock { $0.append(reply) } }
}
