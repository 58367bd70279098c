import Execution
import Findings
import Labs
import Quantities

/// No setpoint goes below what device and chamber allow.
enum LowestTemperature: Rule {
    static let codes: [FindingCode] = [.temperatureTooLow]
    static let moments: Moments = [.heating]

    static func before(_ act: Act, in check: Inspection) {
        let index: Int
        switch act {
        case .ramp(let assembly, to: _, rate: _), .cool(let assembly, to: _, rate: _):
            index = assembly
        default: return
        }
        guard let furnace = check.furnace(index) else { return }
        let found = check.facts.furnaces[furnace]
        let limit = max(found.assembly.temperature.low, found.temperatureLimit?.low ?? 0)
        let setpoint = check.operands.amount.low
        guard setpoint < limit - 1e-6 else { return }
        check.report(.temperatureTooLow, .assembly(index)) {
            Report(
                "\(Say.temperature(setpoint)) is below the \(Say.temperature(limit)) that "
                    + "\(found.name) allows.",
                [
                    NamedQuantity("setpoint", Say.temperature(setpoint)),
                    NamedQuantity("least", Say.temperature(limit)),
                ],
                allowed: AllowedRange(low: Say.temperature(limit)),
                key: "to",
                fix: check.literalFix("to", Say.temperature(limit), "stay above the limit")
            )
        }
    }
}
