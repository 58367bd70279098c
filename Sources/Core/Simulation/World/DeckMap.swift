import Labs

/// What stands where, and what is inside and around a spot.
struct DeckMap: Sendable {
    let items: [LabwareItem]
    let types: [LabwareType]
    let slots: [Slot]
    let vessels: VesselTable
    /// Slot of each item; nil where the state names none that exists.
    private(set) var slotOfItem: [Int?]
    private(set) var covers: [ItemState.Cover]

    init(_ lab: Lab, _ state: LabState) {
        items = lab.deck.items
        types = lab.labwareTypes
        slots = lab.deck.slots
        vessels = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        let known = lab.deck.slots
        slotOfItem = lab.deck.items.indices.map { item in
            let name =
                state.items.indices.contains(item)
                ? state.items[item].slot : lab.deck.items[item].slot
            return known.firstIndex { $0.name == name }
        }
        covers = lab.deck.items.indices.map { item in
            state.items.indices.contains(item) ? state.items[item].cover : .off
        }
    }

    mutating func move(item: Int, to slot: Int) {
        guard slotOfItem.indices.contains(item), slots.indices.contains(slot) else { return }
        slotOfItem[item] = slot
    }

    mutating func cover(item: Int, _ cover: ItemState.Cover) {
        if covers.indices.contains(item) { covers[item] = cover }
    }

    func type(of item: Int) -> LabwareType { types[items[item].type] }

    func isCovered(_ vessel: Int) -> Bool { covers[Int(vessels.itemOfVessel[vessel])] == .on }

    /// The deck slot an item stands in, if the gantry reaches it.
    private func deckSlot(_ item: Int) -> Slot? {
        guard let index = slotOfItem[item], case .deck = slots[index].kind else { return nil }
        return slots[index]
    }

    /// The item whose footprint is under a spot.
    ///
    /// Ware is as long behind its last well as before its first.
    func item(under spot: Spot) -> Int? {
        items.indices.first { item in
            guard let slot = deckSlot(item) else { return false }
            let type = type(of: item)
            let width = 2 * type.offsetX + Double(max(type.columns - 1, 0)) * type.pitch
            let depth = 2 * type.offsetY + Double(max(type.rows - 1, 0)) * type.pitch
            return spot.x >= slot.x && spot.x <= slot.x + width
                && spot.y >= slot.y && spot.y <= slot.y + depth
        }
    }

    /// Rim of the item under a spot; minus infinity over the bare deck.
    func rim(under spot: Spot) -> Double {
        guard let item = item(under: spot), let slot = deckSlot(item) else { return -.infinity }
        return slot.z + type(of: item).height
    }

    /// The vessel under a spot, and how it stands.
    func vessel(under spot: Spot) -> (vessel: Int, geometry: DeckGeometry)? {
        guard let item = item(under: spot), let slot = deckSlot(item) else { return nil }
        let type = type(of: item)
        let column = Self.nearest(spot.x - slot.x - type.offsetX, type.pitch, type.columns)
        let row = Self.nearest(spot.y - slot.y - type.offsetY, type.pitch, type.rows)
        guard let vessel = vessels.vessel(item: item, row: row, column: column) else { return nil }
        let geometry = DeckGeometry(type: type, slot: slot, row: row, column: column)
        let off = Spot(x: spot.x - geometry.x, y: spot.y - geometry.y, z: 0).lateral
        return off <= Self.reach(of: type) ? (vessel, geometry) : nil
    }

    private static func nearest(_ distance: Double, _ pitch: Double, _ count: Int) -> Int {
        guard pitch > 0, count > 1 else { return 0 }
        let place = (distance / pitch).rounded()
        return Int(min(max(place, 0), Double(count - 1)))
    }

    /// How far off a well's middle still counts as inside it.
    private static func reach(of type: LabwareType) -> Double {
        guard type.pitch <= 0 else { return type.pitch * 0.4 }
        return type.depth > 0 ? (type.capacity / type.depth).squareRoot() * 0.45 : 0.005
    }

    /// What does not come out of a vessel when the tip's end is at height `z`, m³.
    ///
    /// Close to the bottom a real well gives more than its declared dead volume leaves; higher up
    /// the level decides.
    func residue(_ vessel: Int, _ geometry: DeckGeometry, tipAt z: Double) -> Double {
        let type = vessels.type(of: vessel)
        let height = max(z - geometry.bottom, 0)
        guard height > 0.003, type.depth > 0 else { return type.deadVolume / 2 }
        return type.capacity * min(height / type.depth, 1)
    }

    func items(in kind: Slot.Kind) -> [Int] {
        items.indices.filter { item in
            guard let slot = slotOfItem[item] else { return false }
            return slots[slot].kind == kind
        }
    }
}
