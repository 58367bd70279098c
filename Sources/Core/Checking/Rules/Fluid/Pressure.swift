import Devices
import Execution
import Findings
import Labs
import Quantities

/// No plunger is forced, and nothing sealed is heated with liquid in it.
enum Pressure: Rule {
    static let codes: [FindingCode] = [.overPressure]
    static let moments: Moments = [.otherActs, .liquid, .heated]

    static func before(_ act: Act, in check: Inspection) {
        guard let rate = check.operands.rate else { return }
        let limit: Bounds?
        switch act {
        case .pump(let index, volume: _, rate: _, _):
            limit = check.lab.assemblies[index].devices.first
                .flatMap { check.lab.profile(of: $0)?.limit("rate") }
        case .liquid(let index, .aspirate), .liquid(let index, .dispense),
            .liquid(let index, .mix):
            limit = check.handler(index)?.rate
        default: return
        }
        guard let limit, rate.high > limit.high * (1 + 1e-9) else { return }
        check.report(.overPressure) {
            Report(
                "\(Say.flow(rate.high)) is faster than the plunger's \(Say.flow(limit.high)); it "
                    + "would stall against the pressure.",
                [
                    NamedQuantity("rate", Say.flow(rate.high)),
                    NamedQuantity("greatest", Say.flow(limit.high)),
                ],
                allowed: AllowedRange(low: Say.flow(limit.low), high: Say.flow(limit.high)),
                key: "rate",
                fix: check.literalFix("rate", Say.flow(limit.high), "slow down")
            )
        }
    }

    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection) {
        guard range.high > check.lab.limits.openLiquidTemperature else { return }
        for item in check.warmable(furnace)
        where check.world.covers[item] != .no && check.facts.type(ofItem: item).cover == .seal {
            for vessel in check.facts.vessels(of: item)
            where check.contents(vessel).volume.high > 0 {
                check.report(.overPressure, .vessel(vessel)) {
                    Report(
                        "\(check.name(ofVessel: vessel)) is sealed with liquid in it and reaches "
                            + "\(Say.temperature(range.high)); its pressure has nowhere to go.",
                        [NamedQuantity("reached", Say.temperature(range.high))],
                        allowed: AllowedRange(
                            high: Say.temperature(check.lab.limits.openLiquidTemperature)
                        )
                    )
                }
            }
        }
    }
}
