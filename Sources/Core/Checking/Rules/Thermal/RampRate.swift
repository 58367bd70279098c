import Execution
import Findings
import Labs
import Quantities

/// Ramps are no steeper than device, chamber, ware and contents allow, and no steeper than the
/// heater can follow.
///
/// What cools by itself faster than that is a warning: no command does it.
enum RampRate: Rule {
    static let codes: [FindingCode] = [.rampTooSteep]
    static let moments: Moments = [.heating]

    static func before(_ act: Act, in check: Inspection) {
        guard let index = act.assembly, let furnace = check.furnace(index) else { return }
        switch act {
        case .ramp, .cool:
            guard let rate = check.operands.rate else { return natural(furnace, index, in: check) }
            let limit = steepest(furnace, in: check)
            if rate.high > limit.rate * (1 + 1e-9) {
                refuse(rate.high, limit.rate, limit.reason, index, in: check)
            } else if case .ramp = act {
                power(rate.high, furnace, index, in: check)
            }
        default: break
        }
    }

    private static func refuse(
        _ rate: Double,
        _ limit: Double,
        _ reason: String,
        _ index: Int,
        in check: Inspection
    ) {
        check.report(.rampTooSteep, .assembly(index)) {
            Report(
                "\(Say.rampRate(rate)) is steeper than the \(Say.rampRate(limit)) that \(reason) "
                    + "allows.",
                [
                    NamedQuantity("rate", Say.rampRate(rate)),
                    NamedQuantity("greatest", Say.rampRate(limit)),
                ],
                allowed: AllowedRange(high: Say.rampRate(limit)),
                key: "rate",
                fix: check.literalFix("rate", Say.rampRate(limit), "ramp no steeper")
            )
        }
    }

    /// Whether the heater surely follows the ramp to its end.
    private static func power(
        _ rate: Double,
        _ furnace: Int,
        _ index: Int,
        in check: Inspection
    ) {
        let physics = check.facts.furnaces[furnace].assembly.physics
        let target = check.operands.amount.high
        let present = check.world.furnaces[furnace].temperature
        guard target > present.low else { return }
        let steepest = FurnaceTimes.steepestRate(upTo: target, physics: physics)
        guard rate > steepest * (1 + 1e-9), steepest > 0 else { return }
        refuse(
            rate,
            steepest,
            "the heater of \(check.facts.furnaces[furnace].name), with "
                + "\(Say.power(physics.power)), surely follows up to \(Say.temperature(target)) "
                + "and",
            index,
            in: check
        )
    }

    private static func natural(_ furnace: Int, _ index: Int, in check: Inspection) {
        let physics = check.facts.furnaces[furnace].assembly.physics
        let hottest = check.world.furnaces[furnace].temperature.high
        let fastest =
            physics.loss.high / physics.heatCapacity.low * (hottest - physics.ambient.low)
        let limit = steepest(furnace, in: check)
        guard fastest > limit.rate * (1 + 1e-9) else { return }
        check.report(.rampTooSteep, .assembly(index)) {
            Report(
                "By itself the chamber may cool at \(Say.rampRate(fastest)) from "
                    + "\(Say.temperature(hottest)), faster than the \(Say.rampRate(limit.rate)) "
                    + "that \(limit.reason) stands; give a rate to cool more slowly.",
                [NamedQuantity("rate", Say.rampRate(fastest))],
                allowed: AllowedRange(high: Say.rampRate(limit.rate)),
                severity: .warning,
                fix: check.keyFix("rate", Say.rampRate(limit.rate), "cool no faster")
            )
        }
    }

    private static func steepest(
        _ furnace: Int,
        in check: Inspection
    ) -> (rate: Double, reason: String) {
        let found = check.facts.furnaces[furnace]
        var limit = (rate: found.assembly.rampRate.high, reason: found.name)
        if let device = found.rateLimit, device.high < limit.rate {
            limit = (device.high, "the controller of \(found.name)")
        }
        for item in check.warmable(furnace) {
            let type = check.facts.type(ofItem: item)
            if type.greatestRamp < limit.rate {
                limit = (type.greatestRamp, "\(check.facts.items[item].name) (\(type.name))")
            }
            for vessel in check.facts.vessels(of: item) {
                for portion in check.contents(vessel).portions {
                    let material = Int(portion.material)
                    guard check.lab.materials.indices.contains(material),
                        let greatest = check.lab.materials[material].greatestRamp,
                        greatest < limit.rate
                    else { continue }
                    limit = (greatest, check.material(material))
                }
            }
        }
        return limit
    }
}
