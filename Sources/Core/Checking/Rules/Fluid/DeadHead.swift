import Execution
import Findings
import Labs

/// A pump never pushes against a valve of its zone that is not surely open.
enum DeadHead: Rule {
    static let codes: [FindingCode] = [.deadHead]
    static let moments: Moments = .otherActs

    static func before(_ act: Act, in check: Inspection) {
        guard case .pump(let index, volume: _, rate: _, _) = act,
            let device = check.lab.assemblies[index].devices.first,
            check.lab.devices.indices.contains(device)
        else { return }
        let zone = check.lab.devices[device].zone
        for valve in check.facts.services
        where valve.style == .valve && valve.purpose == .other && valve.zone == zone {
            guard check.isOn(valve.assembly) != .yes else { continue }
            check.report(.deadHead, .assembly(index)) {
                Report(
                    "\(check.lab.assemblies[index].name) pumps while the valve \(valve.name) is "
                        + "not surely open.",
                    fix: check.insertStep(before: "\(valve.name).open", "open the valve first")
                )
            }
        }
    }
}
