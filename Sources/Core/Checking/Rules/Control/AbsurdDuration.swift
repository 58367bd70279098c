import Execution
import Findings
import Labs
import Quantities

/// No plan, wait or soak lasts longer than any experiment does.
enum AbsurdDuration: Rule {
    static let codes: [FindingCode] = [.absurdDuration]
    static let moments: Moments = [.waited, .heating, .ended]

    static func waited(_ length: Bounds, in check: Inspection) { judge(length, "for", in: check) }

    static func before(_ act: Act, in check: Inspection) {
        guard case .hold = act else { return }
        judge(check.operands.extra, "for", in: check)
    }

    private static func judge(_ length: Bounds, _ key: String, in check: Inspection) {
        let longest = check.lab.limits.longestPlan.seconds
        guard length.high > longest else { return }
        check.report(.absurdDuration) {
            Report(
                "\(Say.time(length.high)) is longer than any plan here may last "
                    + "(\(Say.time(longest))).",
                [NamedQuantity("length", Say.time(length.high))],
                allowed: AllowedRange(high: Say.time(longest)),
                key: key
            )
        }
    }

    static func ended(in check: Inspection) {
        let longest = check.lab.limits.longestPlan.seconds
        let worst = check.world.clock.high
        guard worst > longest else { return }
        check.report(.absurdDuration, path: DocumentPath([.key("steps")])) {
            Report(
                "The plan can last \(Say.time(worst)); the lab allows \(Say.time(longest)).",
                [
                    NamedQuantity("worst", Say.time(worst)),
                    NamedQuantity("longest", Say.time(longest)),
                ],
                allowed: AllowedRange(high: Say.time(longest)),
                trace: check.slowestSteps
            )
        }
    }
}

extension Inspection {
    /// The steps that take longest at worst, for budgets' traces.
    var slowestSteps: [String] {
        var slow: [(step: Int, time: Double)] = []
        for (index, proved) in proof.steps.enumerated() where began[index] != nil {
            let isLeaf =
                !program.steps.indices.contains(index + 1)
                || program.steps[index + 1].parent != index
            guard isLeaf else { continue }
            slow.append((index, proved.end.high - proved.start.high))
        }
        slow.sort { $0.time > $1.time || ($0.time == $1.time && $0.step < $1.step) }
        return slow.prefix(4).map { entry in
            "\(program.steps[entry.step].id): up to \(Say.time(entry.time))"
        }
    }
}
