import Execution
import Findings
import Quantities

/// No more is dispensed than was drawn.
enum HeldVolume: Rule {
    static let codes: [FindingCode] = [.dispensesMoreThanHeld]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, let liquid) = act, check.world.tip.on != .no else { return }
        switch liquid {
        case .dispense(_, let volume, _, _), .discard(let volume):
            if volume == check.world.tip.written { return }
        default: return
        }
        // Air drawn last leaves first.
        let held = check.world.tip.nominal.low + check.world.tip.gap.low
        let asked = check.operands.amount.high
        guard asked > held * (1 + 1e-9) + 1e-15 else { return }
        check.report(.dispensesMoreThanHeld) {
            Report(
                "\(Say.volume(asked)) is dispensed, but the tip surely holds only "
                    + "\(Say.volume(held)).",
                [
                    NamedQuantity("asked", Say.volume(asked)),
                    NamedQuantity("held", Say.volume(held)),
                ],
                allowed: AllowedRange(high: Say.volume(held)),
                fix: held > 0
                    ? check.literalFix("volume", Say.volume(held), "dispense what is held") : nil
            )
        }
    }
}
