import Labs

/// The unused tips of the deck, in the order they are taken.
struct TipPool {
    /// Vessels of tip racks on the deck whose tip is new, column-major, rack by rack.
    private(set) var fresh: [Int] = []
    /// Where the next one is looked for.
    var cursor = 0
    /// What the smallest of them holds, m³.
    private(set) var capacity = Double.infinity
    private(set) var needed = 0
    private(set) var missing = 0
    private var racks: Set<Int> = []
    private var named: Set<Int> = []
    private var isFilled = false

    /// Collects the tips that stand on the deck at first.
    mutating func fill(_ lab: Lab, _ names: LabNames, _ state: LabState) {
        guard !isFilled else { return }
        isFilled = true
        var onDeck: Set<String> = []
        for slot in lab.deck.slots where slot.kind == .deck { onDeck.insert(slot.name) }
        for (item, ware) in lab.deck.items.enumerated()
        where lab.labwareTypes[ware.type].use == .tipRack {
            let place = state.items.indices.contains(item) ? state.items[item].slot : ware.slot
            if onDeck.contains(place) { add(rack: item, names, state) }
        }
    }

    /// Adds the new tips of a rack that comes onto the deck.
    mutating func add(rack item: Int, _ names: LabNames, _ state: LabState) {
        guard racks.insert(item).inserted else { return }
        let wells = names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1]
        for vessel in wells
        where state.tips.indices.contains(vessel) && state.tips[vessel] == .new {
            fresh.append(vessel)
            capacity = min(capacity, names.vessels.type(ofItem: item).capacity)
        }
    }

    /// The next new tip; nil where there is none left.
    mutating func take() -> Int? {
        needed += 1
        while cursor < fresh.count {
            let tip = fresh[cursor]
            cursor += 1
            if !named.contains(tip) { return tip }
        }
        missing += 1
        return nil
    }

    /// A tip the plan names itself.
    mutating func take(named tip: Int) {
        needed += 1
        named.insert(tip)
    }
}
