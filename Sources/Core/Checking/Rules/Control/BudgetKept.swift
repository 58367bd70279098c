import Findings
import Plans
import Quantities

/// Time, energy and tips stay within the plan's budget on the worst path.
enum BudgetKept: Rule {
    static let codes: [FindingCode] = [.budgetExceeded]
    static let moments: Moments = .ended

    static func ended(in check: Inspection) {
        guard let budget = check.plan.budget else { return }
        let severity: Severity? = budget.onExceed == .warn ? .warning : nil
        let path = DocumentPath([.key("budget")])
        if let duration = budget.duration, check.world.clock.high > duration.si {
            check.report(.budgetExceeded, path: path.key("duration")) {
                Report(
                    "The plan takes \(Say.time(check.world.clock.low)) to "
                        + "\(Say.time(check.world.clock.high)); its budget is \(duration).",
                    [
                        NamedQuantity("worst", Say.time(check.world.clock.high)),
                        NamedQuantity("budget", duration),
                    ],
                    allowed: AllowedRange(low: Say.time(check.world.clock.high)),
                    severity: severity,
                    trace: check.slowestSteps
                )
            }
        }
        let energy = check.energy
        if let limit = budget.energy, energy.high > limit.si {
            check.report(.budgetExceeded, path: path.key("energy")) {
                Report(
                    "The plan uses \(Say.energy(energy.low)) to \(Say.energy(energy.high)); its "
                        + "budget is \(limit).",
                    [
                        NamedQuantity("worst", Say.energy(energy.high)),
                        NamedQuantity("budget", limit),
                    ],
                    allowed: AllowedRange(low: Say.energy(energy.high)),
                    severity: severity
                )
            }
        }
        let tips = check.world.tipsUsed.high
        if let limit = budget.tips, tips > Double(limit) {
            check.report(.budgetExceeded, path: path.key("tips")) {
                Report(
                    "The plan uses \(Say.count(tips)) tips; its budget is \(limit).",
                    [
                        NamedQuantity("worst", Say.count(tips)),
                        NamedQuantity("budget", Say.count(Double(limit))),
                    ],
                    allowed: AllowedRange(low: Say.count(tips)),
                    severity: severity
                )
            }
        }
    }
}
