import Execution
import Findings

/// A tip goes on only where none is.
enum OneTip: Rule {
    static let codes: [FindingCode] = [.tipAlreadyOn]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, .pickUp) = act, check.world.tip.on != .no else { return }
        check.report(.tipAlreadyOn) {
            let state =
                check.world.tip.on == .yes ? "A tip is on already" : "A tip may be on already"
            return Report(
                "\(state); a second one would be pushed onto it.",
                fix: check.insertStep(before: "\(check.name(of: act)).eject", "drop the tip first")
            )
        }
    }
}
