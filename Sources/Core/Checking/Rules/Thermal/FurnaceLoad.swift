import Execution
import Findings
import Labs
import Quantities

/// A furnace is heated only with the right ware in it.
enum FurnaceLoad: Rule {
    static let codes: [FindingCode] = [.furnaceEmpty]
    static let moments: Moments = .heating

    static func before(_ act: Act, in check: Inspection) {
        guard case .ramp(let index, to: _, rate: _) = act, let furnace = check.furnace(index),
            let slot = check.facts.furnaces[furnace].slot
        else { return }
        let name = check.facts.furnaces[furnace].name
        let inside = check.warmable(furnace)
        let isLoaded = inside.contains { item in
            check.world.places(of: item).allSatisfy { $0 == Int32(slot) }
        }
        if !isLoaded {
            check.report(.furnaceEmpty, .assembly(index)) {
                Report(
                    inside.isEmpty
                        ? "\(name) is heated with nothing in it; load it first."
                        : "\(name) may be empty when it is heated."
                )
            }
        }
        for item in inside {
            let type = check.facts.type(ofItem: item)
            switch type.use {
            case .plate, .reservoir, .waste, .tipRack, .tipWaste:
                check.report(.furnaceEmpty, .item(item)) {
                    Report(
                        "\(check.facts.items[item].name), a \(type.use.rawValue), does not belong "
                            + "in \(name)."
                    )
                }
            case .vessel, .crucible, .mortar: break
            }
        }
    }
}
