import Devices
import Expressions
import Findings
import Labs
import Quantities

/// Every condition reads points that are polled, and fast enough to notice what it watches for.
enum GuardPolling: Rule {
    static let codes: [FindingCode] = [.unpolledGuard]
    static let moments: Moments = .guarded

    static func guarded(_ condition: Expr, _ use: GuardUse, in check: Inspection) {
        for name in condition.names {
            guard case .point(let text) = name, let point = check.facts.names.point(text) else {
                continue
            }
            let found = check.facts.names.points[point]
            guard let period = found.definition.every else {
                check.report(.unpolledGuard) {
                    Report(
                        "‘\(text)’ is read only on demand, so a condition on it would never see it "
                            + "change.",
                        key: "condition"
                    )
                }
                continue
            }
            guard case .monitor(_, let excursion) = use, excursion > .zero, excursion < period
            else {
                continue
            }
            check.report(.unpolledGuard) {
                Report(
                    "‘\(text)’ is read every \(Say.time(period.seconds)); an excursion of "
                        + "\(Say.time(excursion.seconds)) could pass unseen.",
                    [
                        NamedQuantity("period", Say.time(period.seconds)),
                        NamedQuantity("excursion", Say.time(excursion.seconds)),
                    ],
                    allowed: AllowedRange(low: Say.time(period.seconds)),
                    key: "excursion"
                )
            }
        }
    }
}
