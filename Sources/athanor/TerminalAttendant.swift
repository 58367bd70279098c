import Documents
import Execution
import Hosting
import Plans
import Quantities

/// Asks the person at the terminal, one question after the other.
final class TerminalAttendant: Attendant {
    private let screen: SharedScreen

    init(_ screen: SharedScreen) { self.screen = screen }

    func carryOut(_ words: String) -> Bool {
        screen.question("→ \(words)\n  Press Enter when it is done, or type n to decline.")
        defer { screen.answered() }
        guard let answer = readLine() else { return false }
        return !answer.lowercased().hasPrefix("n")
    }

    func answer(_ question: Question, line: [UInt8]) -> DocumentValue? {
        screen.question("→ \(question.say.isEmpty ? question.name : question.say)")
        defer { screen.answered() }
        var members: [DocumentMember] = []
        for field in question.fields {
            guard let value = ask(field) else { return nil }
            members.append(DocumentMember(field.name, value))
        }
        return .mapping(members)
    }

    private func ask(_ field: QuestionField) -> DocumentValue? {
        switch field.kind {
        case .flag:
            return read("\(field.name) (yes or no)").map { .flag($0.lowercased().hasPrefix("y")) }
        case .choice(let names):
            return read("\(field.name) (\(names.joined(separator: ", ")))").map { .text($0) }
        case .quantity(let low, let high):
            return read("\(field.name) (\(low) to \(high))").map { .text($0) }
        case .vessel: return read("\(field.name) (a vessel)").map { .text($0) }
        case .table(_, let low, let high):
            var values: [DocumentValue] = []
            for well in field.wells {
                guard let text = read("\(field.name) of \(well) (\(low) to \(high))") else {
                    return nil
                }
                values.append(.text(text))
            }
            return .list(values)
        }
    }

    private func read(_ prompt: String) -> String? {
        Terminal.raw("  \(prompt): ")
        return readLine()
    }
}
