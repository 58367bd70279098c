import Execution
import Findings
import Labs
import Quantities

/// No setpoint, and no overshoot of one, goes above what device, chamber, ware, contents and lab
/// allow.
enum HighestTemperature: Rule {
    static let codes: [FindingCode] = [.temperatureTooHigh]
    static let moments: Moments = [.heating]

    static func before(_ act: Act, in check: Inspection) {
        guard case .ramp(let index, to: _, rate: _) = act, let furnace = check.furnace(index) else {
            return
        }
        let setpoint = check.operands.amount.high
        let limit = greatestSetpoint(furnace, in: check)
        guard setpoint > limit.value + 1e-6 else { return }
        check.report(.temperatureTooHigh, .assembly(index)) {
            let overshoot = check.facts.furnaces[furnace].assembly.physics.overshoot
            return Report(
                "The setpoint can be \(Say.temperature(setpoint)), but \(limit.reason) allows at "
                    + "most \(Say.temperature(limit.value))"
                    + (limit.isChamber
                        ? " (overshoot \(Say.difference(overshoot)) counted)." : "."),
                [
                    NamedQuantity("setpoint", Say.temperature(setpoint)),
                    NamedQuantity("greatest", Say.temperature(limit.value)),
                ],
                allowed: AllowedRange(high: Say.temperature(limit.value)),
                key: "to",
                fix: check.literalFix("to", Say.temperature(limit.value), "stay below the limit")
            )
        }
    }

    struct Limit {
        var value: Double
        var reason: String
        var isChamber: Bool
    }

    /// The strictest limit of everything that gets as hot as the chamber.
    private static func greatestSetpoint(_ furnace: Int, in check: Inspection) -> Limit {
        let found = check.facts.furnaces[furnace]
        let overshoot = found.assembly.physics.overshoot
        var limit = Limit(
            value: found.assembly.temperature.high - overshoot,
            reason: "the chamber of \(found.name)",
            isChamber: true
        )
        func consider(_ value: Double, _ reason: @autoclosure () -> String) {
            if value - overshoot < limit.value {
                limit = Limit(value: value - overshoot, reason: reason(), isChamber: true)
            }
        }
        consider(check.lab.limits.greatestTemperature, "the lab")
        for item in check.warmable(furnace) {
            let type = check.facts.type(ofItem: item)
            consider(
                type.greatestTemperature,
                "\(check.facts.items[item].name) (\(type.name))"
            )
            for vessel in check.facts.vessels(of: item) {
                for portion in check.contents(vessel).portions {
                    let material = Int(portion.material)
                    guard check.lab.materials.indices.contains(material),
                        let greatest = check.lab.materials[material].greatestTemperature
                    else { continue }
                    consider(
                        greatest,
                        "\(check.material(material)) in \(check.name(ofVessel: vessel))"
                    )
                }
            }
        }
        if let device = found.temperatureLimit, device.high < limit.value {
            limit = Limit(value: device.high, reason: "the controller", isChamber: false)
        }
        return limit
    }
}
