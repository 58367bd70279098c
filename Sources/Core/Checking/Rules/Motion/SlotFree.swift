import Execution
import Findings
import Labs
import Quantities

/// A place takes as many items as it has room for; nothing is stacked.
enum SlotFree: Rule {
    static let codes: [FindingCode] = [.slotOccupied]
    static let moments: Moments = .person

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .move(let item, let slot) = change,
            check.lab.deck.slots.indices.contains(slot)
        else { return }
        let there = check.items(possiblyIn: slot).filter { $0 != item }
        let place = check.lab.deck.slots[slot]
        guard there.count + 1 > place.places else { return }
        check.report(.slotOccupied, .item(item)) {
            let names = Say.list(there.map { check.facts.items[$0].name })
            return Report(
                "\(place.name) takes \(place.places), and \(names) may stand there already; move "
                    + "it away before \(check.facts.items[item].name) comes.",
                [NamedQuantity("places", Say.count(Double(place.places)))]
            )
        }
    }
}
