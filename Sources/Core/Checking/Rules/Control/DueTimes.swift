import Findings
import Quantities

/// Every due time is kept on the slowest way, within its tolerance.
enum DueTimes: Rule {
    static let codes: [FindingCode] = [.dueMissed]
    static let moments: Moments = .timed

    static func timed(late: Double, _ delay: Double, _ tolerance: Double, in check: Inspection) {
        guard late > tolerance + 1e-6 else { return }
        check.report(.dueMissed) {
            Report(
                "This is due \(Say.time(delay)) after the other step, but may begin "
                    + "\(Say.time(late)) late; \(Say.time(tolerance)) is tolerated.",
                [
                    NamedQuantity("late", Say.time(late)),
                    NamedQuantity("tolerance", Say.time(tolerance)),
                ],
                allowed: AllowedRange(low: Say.time(delay + late)),
                key: "due"
            )
        }
    }
}
