import Execution
import Findings

/// Liquid is handled only with a tip on.
enum TipNeeded: Rule {
    static let codes: [FindingCode] = [.noTip]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, let liquid) = act, check.world.tip.on != .yes else { return }
        let what: String
        switch liquid {
        case .aspirate: what = "Drawing"
        case .dispense: what = "Dispensing"
        case .mix: what = "Mixing"
        case .airGap: what = "Drawing air"
        case .blowOut: what = "Blowing out"
        case .discard: what = "Discarding"
        // Without a tip the head does not reach the liquid.
        case .wash: what = "Washing"
        case .prime: what = "Priming"
        // A tip that a run left on is dropped without anybody knowing of it.
        case .home, .pickUp, .eject: return
        }
        check.report(.noTip) {
            let state = check.world.tip.on == .no ? "no tip is on" : "there may be no tip on"
            let pipette = check.name(of: act)
            return Report(
                "\(what), but \(state).",
                fix: check.insertStep(before: "\(pipette).pick-up", "take a tip first")
            )
        }
    }
}
