import Execution
import Findings

/// A furnace that heats is not opened; whoever reaches into a place where something moves meets
/// `Inspection.noteUses`, which compares threads.
enum DoorShut: Rule {
    static let codes: [FindingCode] = [.doorOpen]
    static let moments: Moments = .person

    static func before(_ change: PersonChange, in check: Inspection) {
        guard let furnace = check.chamber(openedBy: change),
            check.world.furnaces[furnace].energised != .no
        else { return }
        check.report(.doorOpen, .assembly(check.facts.furnaces[furnace].index)) {
            let name = check.facts.furnaces[furnace].name
            return Report(
                "\(name) is still heating while its door is opened; end with \(name).cool or "
                    + "\(name).heat-off first.",
                fix: check.insertStep(before: "\(name).heat-off", "stop heating first")
            )
        }
    }
}

extension Inspection {
    /// The furnace whose door a change of place opens.
    func chamber(openedBy change: PersonChange) -> Int? {
        let items: [Int]
        switch change {
        case .move(let item, let slot):
            if let into = facts.furnaces.firstIndex(where: { $0.slot == slot }) { return into }
            items = [item]
        case .pour(let from, let to): items = [facts.item(of: from), facts.item(of: to)]
        case .add(material: _, amount: _, let vessel): items = [facts.item(of: vessel)]
        case .cover(let item, _), .identify(let item, barcode: _): items = [item]
        case .calibrate: return nil
        }
        return facts.furnaces.firstIndex { furnace in
            guard let slot = furnace.slot else { return false }
            return items.contains { world.places(of: $0).contains(Int32(slot)) }
        }
    }
}
