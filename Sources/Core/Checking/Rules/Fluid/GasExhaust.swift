import Execution
import Findings
import Labs
import Quantities

/// No gas flows where no exhaust takes it away.
enum GasExhaust: Rule {
    static let codes: [FindingCode] = [.gasWithoutExhaust]
    static let moments: Moments = .otherActs

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .flow(let index, to: _):
            guard check.operands.amount.high > 0,
                let gas = check.facts.gases.first(where: { $0.assembly == index })
            else { return }
            let exhausts = exhausts(of: gas, in: check)
            guard !exhausts.isEmpty, !exhausts.contains(where: { check.isOn($0) == .yes }) else {
                return
            }
            check.report(.gasWithoutExhaust, .assembly(index)) {
                let names = exhausts.map { check.lab.assemblies[$0].name }
                return Report(
                    "\(gas.name) flows while \(Say.list(names)) is not surely on.",
                    fix: check.insertSwitches([exhausts[0]])
                )
            }
        case .switched(let index, .off): switchOff(index, in: check)
        default: break
        }
    }

    private static func switchOff(_ service: Int, in check: Inspection) {
        for gas in check.facts.gases where check.world.flows[gas.assembly].high > 0 {
            let exhausts = exhausts(of: gas, in: check)
            guard exhausts.contains(service),
                !exhausts.contains(where: { $0 != service && check.isOn($0) == .yes })
            else { continue }
            check.report(.gasWithoutExhaust, .assembly(gas.assembly)) {
                Report(
                    "\(check.lab.assemblies[service].name) is switched off while \(gas.name) may "
                        + "still flow; shut it first.",
                    fix: check.insertStep(before: "\(gas.name).shut", "shut the gas first")
                )
            }
        }
    }

    /// The exhausts that take a gas away: its furnace's, or any of the lab.
    private static func exhausts(of gas: LabFacts.Gas, in check: Inspection) -> [Int] {
        let all = check.facts.services.filter { $0.purpose == .exhaust }.map(\.assembly)
        guard let furnace = gas.feeds else { return all }
        let own = check.facts.furnaces[furnace].assembly.services.filter(all.contains)
        return own.isEmpty ? all : own
    }
}
