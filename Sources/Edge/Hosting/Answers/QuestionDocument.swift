import Documents
package import Execution
import Expressions
package import Plans
package import Quantities
package import Running

/// What planners and operators are sent: one JSON object a line.
///
/// `question` is the name, `expect` the fields with their ranges, `history` one row an iteration of
/// what was answered, measured and resulted so far, `elapsed` and `left` what is used and left of
/// the budget.
package struct QuestionDocument {
    private let program: Program
    private let budget: Budget?
    private var rows: [[DocumentMember]] = []
    /// Slots that answers fill.
    private let answers: Set<Int>

    package init(program: Program, budget: Budget?) {
        self.program = program
        self.budget = budget
        answers = Set(
            program.questions.flatMap(\.fields).flatMap { field in
                field.slot..<(field.slot + max(1, field.wells.count))
            }
        )
    }

    /// Takes note of what later questions will show as history.
    package mutating func note(_ record: RunRecord) {
        switch record {
        case .answered(let index, let values, _, _):
            guard program.questions.indices.contains(index) else { return }
            let question = program.questions[index]
            if question.whom == .planner || rows.isEmpty { rows.append([]) }
            var at = 0
            for field in question.fields {
                let count = max(1, field.wells.count)
                guard at + count <= values.count else { break }
                let given = values[at..<(at + count)].map { Self.value($0, field.kind) }
                let value = field.wells.isEmpty ? given[0] : .list(given)
                add(question.name + "." + field.name, value)
                at += count
            }
        case .assigned(let slot, let value, _):
            // Answers come as a whole, and begin a row; one by one they would overwrite the last.
            guard program.slots.indices.contains(slot), !answers.contains(slot) else { return }
            let slot = program.slots[slot]
            let name = slot.name.prefix { $0 != "#" }
            if slot.kind == .flag {
                add(String(name), .flag(value != 0))
            } else {
                add(String(name), .quantity(Quantity(si: value, unit: slot.unit)))
            }
        case .result(let index, let value, _, _):
            guard program.results.indices.contains(index) else { return }
            let result = program.results[index]
            add(result.name, .quantity(Quantity(si: value, unit: result.unit)))
        default: break
        }
    }

    private mutating func add(_ name: String, _ value: DocumentValue) {
        if rows.isEmpty { rows.append([]) }
        let last = rows.count - 1
        rows[last].removeAll { $0.key == name }
        rows[last].append(DocumentMember(name, value))
    }

    /// The line for one question, `elapsed` since the run began; `energy`: J used so far, where it
    /// is metered.
    package func line(_ question: Question, elapsed: Lapse, energy: Double? = nil) -> [UInt8] {
        let second = PhysicalUnit.named("s") ?? .one
        let left = budget?.duration.map {
            DocumentValue.quantity(Quantity(si: max(0, $0.si - elapsed.seconds), unit: $0.unit))
        }
        let power = budget?.energy.flatMap { budget in
            energy.map {
                DocumentValue.quantity(Quantity(si: max(0, budget.si - $0), unit: budget.unit))
            }
        }
        return DocumentWriter.json(
            .members([
                "question": .text(question.name),
                "say": question.say.isEmpty ? nil : .text(question.say),
                "expect": .list(question.fields.map(Self.field)),
                "deadline": .quantity(Quantity(si: question.deadline.seconds, unit: second)),
                "elapsed": .quantity(Quantity(si: elapsed.seconds, unit: second)),
                "left": left == nil && power == nil
                    ? nil : .members(["duration": left, "energy": power]),
                "history": .list(rows.filter { !$0.isEmpty }.map { .mapping($0) }),
            ])
        )
    }

    private static func field(_ field: QuestionField) -> DocumentValue {
        switch field.kind {
        case .quantity(let low, let high):
            .members([
                "name": .text(field.name), "type": .text("quantity"),
                "within": .list([.quantity(low), .quantity(high)]),
            ])
        case .flag: .members(["name": .text(field.name), "type": .text("flag")])
        case .vessel: .members(["name": .text(field.name), "type": .text("vessel")])
        case .choice(let names):
            .members([
                "name": .text(field.name), "type": .text("choice"),
                "among": .list(names.map { .text($0) }),
            ])
        case .table(_, let low, let high):
            .members([
                "name": .text(field.name), "type": .text("table"),
                "wells": .list(field.wells.map { .text($0) }),
                "within": .list([.quantity(low), .quantity(high)]),
            ])
        }
    }

    private static func value(_ si: Double, _ kind: AnswerKind) -> DocumentValue {
        switch kind {
        case .flag: .flag(si != 0)
        case .choice(let names):
            names.indices.contains(Int(si)) ? .text(names[Int(si)]) : .null
        case .quantity(let low, _), .table(_, let low, _):
            .quantity(Quantity(si: si, unit: low.unit))
        case .vessel: .null
        }
    }
}
