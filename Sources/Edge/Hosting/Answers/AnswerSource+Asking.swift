package import Documents
package import Execution
import Findings
import Plans
import Quantities

/// What came back for a question.
package enum GivenAnswer: Sendable {
    case answer(DocumentValue)
    /// Nobody answers: the plan's fallback counts.
    case nothing
    /// Something came back that is no JSON.
    case unreadable
}

extension AnswerSource {
    /// Asks; `line` is what a process is sent, `seconds` of real time how long it may take.
    ///
    /// - Throws: `Failure` where a process ends or is too slow.
    package mutating func ask(
        _ question: Question,
        line: @autoclosure () -> [UInt8],
        seconds: Double
    ) throws(Failure) -> GivenAnswer {
        switch self {
        case .nobody, .declining: return .nothing
        case .agreeing: return .answer(.mapping(question.fields.map(Self.agreement)))
        case .listed(var list):
            guard let at = list.entries.firstIndex(where: { $0.question == question.name }) else {
                return .nothing
            }
            let answer = list.entries.remove(at: at).answer
            self = .listed(list)
            return .answer(answer)
        case .process(let process):
            let reply = try process.ask(line(), seconds: seconds)
            do throws(UnreadableDocument) {
                let tree = try DocumentTree.read(reply, file: "answer", syntax: .json)
                return .answer(DocumentValue(tree))
            } catch {
                return .unreadable
            }
        }
    }

    /// Yes, the middle of the range, the first choice.
    private static func agreement(_ field: QuestionField) -> DocumentMember {
        func middle(_ low: Quantity, _ high: Quantity) -> DocumentValue {
            .quantity(Quantity(si: (low.si + high.si) / 2, unit: low.unit))
        }
        switch field.kind {
        case .flag: return DocumentMember(field.name, .flag(true))
        case .choice(let names): return DocumentMember(field.name, .text(names.first ?? ""))
        case .vessel: return DocumentMember(field.name, .text(""))
        case .quantity(let low, let high): return DocumentMember(field.name, middle(low, high))
        case .table(_, let low, let high):
            return DocumentMember(field.name, .list(field.wells.map { _ in middle(low, high) }))
        }
    }
}
