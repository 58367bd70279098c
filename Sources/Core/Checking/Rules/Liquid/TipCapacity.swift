import Devices
import Execution
import Findings
import Labs
import Quantities

/// Tip and syringe hold what is drawn into them, air included.
enum TipCapacity: Rule {
    static let codes: [FindingCode] = [.tipOverfilled]
    static let moments: Moments = [.liquid, .otherActs]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .liquid(let index, .aspirate), .liquid(let index, .airGap):
            let tip = check.world.tip
            let stroke = check.handler(index)?.assembly.stroke ?? .infinity
            let capacity = tip.on == .no ? stroke : min(tip.capacity, stroke)
            let held = tip.nominal.high + tip.gap.high + tip.innerGap.high
            compare(held, check.operands.amount.high, capacity, "the tip", in: check)
        case .liquid(let index, .mix), .liquid(let index, .prime), .liquid(let index, .wash):
            let stroke = check.handler(index)?.assembly.stroke ?? .infinity
            let tip = check.world.tip
            let isMix = if case .liquid(_, .mix) = act { true } else { false }
            let capacity = isMix && tip.on != .no ? min(tip.capacity, stroke) : stroke
            guard isMix else { return }
            compare(tip.nominal.high, check.operands.amount.high, capacity, "the tip", in: check)
        case .pump(let index, volume: _, rate: _, .draw):
            let profile = check.lab.assemblies[index].devices.first.flatMap(check.lab.profile(of:))
            guard let limit = profile?.limit("volume") else { return }
            let held = check.world.flows[index].high
            compare(held, check.operands.amount.high, limit.high, "the syringe", in: check)
        default: break
        }
    }

    private static func compare(
        _ held: Double,
        _ drawn: Double,
        _ capacity: Double,
        _ what: String,
        in check: Inspection
    ) {
        guard held + drawn > capacity * (1 + 1e-9) else { return }
        check.report(.tipOverfilled) {
            Report(
                "\(Say.volume(drawn)) more would make \(Say.volume(held + drawn)); \(what) holds "
                    + "\(Say.volume(capacity)).",
                [
                    NamedQuantity("held", Say.volume(held)),
                    NamedQuantity("drawn", Say.volume(drawn)),
                    NamedQuantity("capacity", Say.volume(capacity)),
                ],
                allowed: AllowedRange(high: Say.volume(max(0, capacity - held))),
                fix: check.literalFix("volume", Say.volume(max(0, capacity - held)), "fill the tip")
            )
        }
    }
}
