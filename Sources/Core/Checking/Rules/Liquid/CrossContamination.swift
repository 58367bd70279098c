import Execution
import Findings

/// A tip wet with one liquid never enters another, except to deliver it there.
///
/// After delivering into a vessel the tip is wet with what is in there now, which contains
/// everything it was wet with before; so one number says all it has touched.
enum CrossContamination: Rule {
    static let codes: [FindingCode] = [.tipContaminates]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, let liquid) = act, check.world.tip.touched != LiquidNumber.none else {
            return
        }
        let touched = check.world.tip.touched
        switch liquid {
        case .aspirate(let vessel, _, _), .mix(let vessel, _, _, _), .wash(let vessel, _, _),
            .prime(let vessel, _):
            let present = check.contents(vessel).liquid
            if present != LiquidNumber.none, present != touched { refuse(vessel, in: check) }
        case .dispense(let vessel, _, _, .touch):
            let present = check.contents(vessel).liquid
            if touched != check.world.tip.liquid, touched != present { refuse(vessel, in: check) }
        default: break
        }
    }

    private static func refuse(_ vessel: Int, in check: Inspection) {
        check.report(.tipContaminates, .vessel(vessel)) {
            let last = check.world.tip.lastVessel
            let from = last >= 0 ? check.name(ofVessel: last) : "another vessel"
            let wet = last >= 0 ? " (\(check.names(of: check.contents(last).portions)))" : ""
            return Report(
                "The tip was in \(from)\(wet) and would carry that into "
                    + "\(check.name(ofVessel: vessel)) "
                    + "(\(check.names(of: check.contents(vessel).portions))). Change the tip, or "
                    + "dispense from above.",
                fix: check.literalFix("tip", "each", "take a new tip each time")
            )
        }
    }
}
