import Execution
import Expressions
package import Interlocks
import Labs
import Plans
package import Quantities

extension RunEngine {
    /// Answers a question of a `RunRecord.asked`.
    ///
    /// Values are in SI, by field (a table's one by one), and checked against the plan's ranges.
    /// Returns nil where the answer is invalid or nobody asked.
    package mutating func answer(
        question: Int,
        values answer: [Double],
        at now: Instant,
        image: ProcessImage
    ) -> Output? {
        guard let index = asking.firstIndex(where: { $0.question == question }),
            isValid(answer, program.questions[question])
        else { return nil }
        let thread = asking.remove(at: index).thread
        return turn(now, image) { engine, sight, output in
            engine.assign(answer, engine.program.questions[question], now, &output)
            output.records.append(
                .answered(question: question, values: answer, fallback: false, at: now)
            )
            engine.drive(.answered(thread: thread), &sight, &output)
        }
    }

    /// Questions that are open now, by index into `Program.questions`.
    package var openQuestions: [Int] { asking.map(\.question) }

    /// Nobody may answer any more; where the plan has values for that, they count.
    mutating func withdraw(
        _ thread: Int,
        _ question: Int,
        _ sight: Sight,
        _ output: inout Output
    ) {
        asking.removeAll { $0.question == question && $0.thread == thread }
        // A thread that is gone was cancelled: nothing reads its values.
        guard case .values(let fallback) = program.questions[question].fallback,
            machine.thread(thread) != nil
        else { return }
        assign(fallback, program.questions[question], sight.now, &output)
        output.records.append(
            .answered(question: question, values: fallback, fallback: true, at: sight.now)
        )
    }

    mutating func assign(
        _ answer: [Double],
        _ question: Question,
        _ now: Instant,
        _ output: inout Output
    ) {
        var rest = answer[...]
        for field in question.fields {
            for offset in 0..<field.width {
                guard let number = rest.popFirst() else { return }
                let slot = field.slot + offset
                guard values.assign(slot, value(number, field)) else { continue }
                output.records.append(.assigned(slot: slot, value: number, at: now))
            }
        }
    }

    private func value(_ number: Double, _ field: QuestionField) -> ExprValue {
        guard field.kind == .vessel, let vessel = Int(exactly: number),
            (0..<names.vessels.count).contains(vessel)
        else { return .number(number) }
        return .text(names.vessels.name(of: vessel))
    }

    private func isValid(_ answer: [Double], _ question: Question) -> Bool {
        var rest = answer[...]
        for field in question.fields {
            for _ in 0..<field.width {
                guard let number = rest.popFirst(), accepts(number, field.kind) else {
                    return false
                }
            }
        }
        return rest.isEmpty
    }

    private func accepts(_ number: Double, _ kind: AnswerKind) -> Bool {
        guard number.isFinite else { return false }
        switch kind {
        case .quantity(let low, let high), .table(_, let low, let high):
            return number >= low.si && number <= high.si
        case .flag: return number == 0 || number == 1
        case .choice(let words):
            return Int(exactly: number).map(words.indices.contains) ?? false
        case .vessel:
            return Int(exactly: number).map((0..<names.vessels.count).contains) ?? false
        }
    }
}

extension QuestionField {
    /// How many values answer it.
    fileprivate var width: Int {
        if case .table = kind { wells.count } else { 1 }
    }
}
