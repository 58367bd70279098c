import Execution
import Findings
import Labs
import Quantities

/// Nothing is dosed that the instrument is too coarse for.
enum SmallestVolume: Rule {
    static let codes: [FindingCode] = [.belowSmallestVolume]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(let index, let liquid) = act, let handler = check.handler(index) else {
            return
        }
        switch liquid {
        case .aspirate, .dispense, .mix, .wash, .prime: break
        default: return
        }
        let least = handler.assembly.smallestVolume
        let asked = check.operands.amount.low
        guard asked < least * (1 - 1e-9) else { return }
        check.report(.belowSmallestVolume) {
            Report(
                "\(Say.volume(asked)) is less than the \(Say.volume(least)) that \(handler.name) "
                    + "can dose.",
                [
                    NamedQuantity("asked", Say.volume(asked)),
                    NamedQuantity("smallest", Say.volume(least)),
                ],
                allowed: AllowedRange(low: Say.volume(least)),
                fix: check.literalFix("volume", Say.volume(least), "dose the smallest volume")
            )
        }
    }
}
