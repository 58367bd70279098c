import Execution
import Findings
import Labs
import Quantities

/// Ware is not moved between places further apart in temperature than it stands at once.
enum ThermalStep: Rule {
    static let codes: [FindingCode] = [.thermalShock]
    static let moments: Moments = .person

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .move(let item, let slot) = change else { return }
        let type = check.facts.type(ofItem: item)
        guard type.greatestStep.isFinite, type.greatestStep > 0 else { return }
        let from = check.temperature(ofItem: item)
        var to = check.facts.ambient
        if let furnace = check.facts.furnaces.firstIndex(where: { $0.slot == slot }) {
            to = check.world.furnaces[furnace].temperature
        }
        let largest = max(from.high - to.low, to.high - from.low)
        guard largest > type.greatestStep * (1 + 1e-9) else { return }
        check.report(.thermalShock, .item(item)) {
            Report(
                "\(check.facts.items[item].name) (\(type.name)) goes from "
                    + "\(Say.temperature(from.high)) to \(Say.temperature(to.low)) at once, up to "
                    + "\(Say.difference(largest)); it stands \(Say.difference(type.greatestStep)).",
                [
                    NamedQuantity("step", Say.difference(largest)),
                    NamedQuantity("greatest", Say.difference(type.greatestStep)),
                ],
                allowed: AllowedRange(high: Say.difference(type.greatestStep))
            )
        }
    }
}
