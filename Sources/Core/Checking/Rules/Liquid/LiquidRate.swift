import Execution
import Findings
import Labs
import Quantities

/// Viscous and volatile liquids are moved no faster than their class allows.
enum LiquidRate: Rule {
    static let codes: [FindingCode] = [.flowTooFast]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, let liquid) = act, let rate = check.operands.rate else { return }
        switch liquid {
        case .aspirate(let vessel, _, _), .mix(let vessel, _, _, _):
            for portion in check.contents(vessel).portions where portion.volume.high > 0 {
                compare(Int(portion.material), rate, in: check)
            }
        case .dispense:
            for portion in check.world.tip.portions where portion.volume.high > 0 {
                compare(Int(portion.material), rate, in: check)
            }
        default: break
        }
    }

    private static func compare(_ material: Int, _ rate: Bounds, in check: Inspection) {
        guard check.lab.materials.indices.contains(material),
            let number = check.lab.materials[material].liquidClass,
            check.lab.liquidClasses.indices.contains(number)
        else { return }
        let limit = check.lab.liquidClasses[number]
        guard rate.high > limit.greatestRate * (1 + 1e-9) else { return }
        check.report(.flowTooFast) {
            Report(
                "\(Say.flow(rate.high)) is too fast for \(check.material(material)) "
                    + "(liquid class \(limit.name)): at most \(Say.flow(limit.greatestRate)).",
                [
                    NamedQuantity("rate", Say.flow(rate.high)),
                    NamedQuantity("greatest", Say.flow(limit.greatestRate)),
                ],
                allowed: AllowedRange(high: Say.flow(limit.greatestRate)),
                key: "rate",
                fix: check.literalFix("rate", Say.flow(limit.greatestRate), "slow down")
            )
        }
    }
}
