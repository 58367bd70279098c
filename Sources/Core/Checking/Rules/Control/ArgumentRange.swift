import Devices
import Execution
import Findings
import Labs
import Quantities

/// Gas flows and weights are within what their devices take.
enum ArgumentRange: Rule {
    static let codes: [FindingCode] = [.argumentOutOfRange]
    static let moments: Moments = .otherActs

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .flow(let index, to: _):
            guard case .gas(let supply) = check.lab.assemblies[index].role else { return }
            var limit = supply.flow
            if let device = check.lab.profile(of: supply.controller)?.limit("flow") {
                limit = limit.intersection(device) ?? limit
            }
            guard
                check.operands.amount.high > limit.high * (1 + 1e-9)
                    || check.operands.amount.low < limit.low
            else { return }
            check.report(.argumentOutOfRange, .assembly(index)) {
                Report(
                    "\(Say.gasFlow(check.operands.amount.high)) is outside the "
                        + "\(Say.gasFlow(limit.low)) to \(Say.gasFlow(limit.high)) of "
                        + "\(check.lab.assemblies[index].name).",
                    [NamedQuantity("flow", Say.gasFlow(check.operands.amount.high))],
                    allowed: AllowedRange(
                        low: Say.gasFlow(limit.low),
                        high: Say.gasFlow(limit.high)
                    ),
                    key: "to",
                    fix: check.literalFix("to", Say.gasFlow(limit.high), "flow the most it takes")
                )
            }
        case .weigh(let weigh):
            guard let device = check.lab.assemblies[weigh.assembly].devices.first,
                let limit = check.lab.profile(of: device)?.limit("weight")
            else { return }
            let present = check.contents(weigh.vessel)
            let most = check.operands.amount.high + check.operands.extra.high + present.mass.high
            guard most > limit.high * (1 + 1e-9) else { return }
            check.report(.argumentOutOfRange, .assembly(weigh.assembly)) {
                Report(
                    "\(Say.mass(most)) is more than the \(Say.mass(limit.high)) that "
                        + "\(check.lab.assemblies[weigh.assembly].name) weighs.",
                    [NamedQuantity("mass", Say.mass(most))],
                    allowed: AllowedRange(high: Say.mass(limit.high)),
                    key: "target"
                )
            }
        default: break
        }
    }
}
