import Findings
import Labs
import Quantities

/// Nothing that heats, flows or is switched stays on after the run.
///
/// Exhaust, water and light are only a warning: they harm nobody by staying on.
enum EnergyOff: Rule {
    static let codes: [FindingCode] = [.leftEnergised]
    static let moments: Moments = .ended

    static func ended(in check: Inspection) {
        let end = DocumentPath([.key("steps")])
        for (index, furnace) in check.facts.furnaces.enumerated()
        where check.world.furnaces[index].energised != .no {
            check.report(.leftEnergised, path: end.key(furnace.name)) {
                Report(
                    "\(furnace.name) may still be heating when the plan ends.",
                    fix: check.appendStep("\(furnace.name).heat-off", "switch the heating off")
                )
            }
        }
        for gas in check.facts.gases where check.world.flows[gas.assembly].high > 0 {
            check.report(.leftEnergised, path: end.key(gas.name)) {
                Report(
                    "\(gas.name) may still be flowing when the plan ends.",
                    fix: check.appendStep("\(gas.name).shut", "shut the gas")
                )
            }
        }
        for service in check.facts.services where check.isOn(service.assembly) != .no {
            let verb = service.style == .valve ? "close" : "switch-off"
            check.report(.leftEnergised, path: end.key(service.name)) {
                Report(
                    "\(service.name) may still be on when the plan ends.",
                    severity: service.purpose == .other ? .error : .warning,
                    fix: check.appendStep("\(service.name).\(verb)", "switch it off")
                )
            }
        }
    }
}
