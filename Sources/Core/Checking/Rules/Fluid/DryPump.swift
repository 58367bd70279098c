import Execution
import Findings
import Labs
import Quantities

/// A pump pushes no more than it has drawn.
enum DryPump: Rule {
    static let codes: [FindingCode] = [.pumpDry]
    static let moments: Moments = .otherActs

    static func before(_ act: Act, in check: Inspection) {
        guard case .pump(let index, let volume, rate: _, .push) = act,
            !check.isWholeLoad(index, volume)
        else { return }
        let held = check.world.flows[index].low
        let asked = check.operands.amount.high
        guard asked > held * (1 + 1e-9) + 1e-15 else { return }
        check.report(.pumpDry, .assembly(index)) {
            Report(
                "\(check.lab.assemblies[index].name) pushes \(Say.volume(asked)), but surely holds "
                    + "only \(Say.volume(held)); it would run dry.",
                [
                    NamedQuantity("asked", Say.volume(asked)),
                    NamedQuantity("held", Say.volume(held)),
                ],
                allowed: AllowedRange(high: Say.volume(held)),
                fix: held > 0
                    ? check.literalFix("volume", Say.volume(held), "push what it holds") : nil
            )
        }
    }
}
