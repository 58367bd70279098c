import Execution
import Findings
import Labs
import Quantities

/// Vacuum and heat together need a cold trap.
enum VacuumTrap: Rule {
    static let codes: [FindingCode] = [.vacuumHeat]
    static let moments: Moments = [.heating, .otherActs]

    static func before(_ act: Act, in check: Inspection) {
        guard let vacuum = check.facts.services.first(where: { $0.purpose == .vacuum }) else {
            return
        }
        var isVacuum = check.isOn(vacuum.assembly).canBeYes
        var isHot = check.facts.furnaces.indices.contains { furnace in
            let present = check.world.furnaces[furnace]
            return present.energised.canBeYes
                || present.temperature.high > check.facts.furnaces[furnace].assembly.openBelow
        }
        var trap = check.facts.services.contains {
            $0.purpose == .coldTrap && check.isOn($0.assembly) == .yes
        }
        switch act {
        case .ramp: isHot = true
        case .switched(let index, let switching):
            if index == vacuum.assembly { isVacuum = switching == .on }
            if let service = check.facts.services.first(where: { $0.assembly == index }),
                service.purpose == .coldTrap
            {
                trap = switching == .on
            }
        default: return
        }
        guard isVacuum, isHot, !trap else { return }
        check.report(.vacuumHeat, .assembly(vacuum.assembly)) {
            Report("\(vacuum.name) pumps on something hot without a cold trap before it.")
        }
    }
}
