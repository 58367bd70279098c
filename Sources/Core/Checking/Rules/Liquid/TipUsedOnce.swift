import Execution
import Findings
import Labs

/// A tip is taken once.
enum TipUsedOnce: Rule {
    static let codes: [FindingCode] = [.tipReused]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, .pickUp(let tip)) = act else { return }
        guard check.world.tips.indices.contains(tip), check.world.tips[tip] == .used else { return }
        check.report(.tipReused, .vessel(tip)) {
            Report(
                "The tip of \(check.name(ofVessel: tip)) has been used; take the next new one.",
                fix: check.removeKey("tip", "take the next new tip")
            )
        }
    }
}
