package import Labs

/// What stands where at the end, and what is in it.
package struct DeckReport: Hashable, Sendable {
    /// Names of materials present, in the lab's order; portions count into these.
    package var materials: [String] = []
    package var items: [DeckItem] = []
    package var wastedTips = 0

    package init() {}
}

package struct DeckItem: Hashable, Sendable {
    package var name: String
    package var type: String
    package var use: LabwareType.Use
    package var slot: String
    package var kind: Slot.Kind
    /// Of the slot, m.
    package var x: Double
    package var y: Double
    package var rows: Int
    package var columns: Int
    package var cover: ItemState.Cover
    /// Column-major.
    package var wells: [WellReport]

    package init(
        name: String,
        type: String,
        use: LabwareType.Use,
        slot: String,
        kind: Slot.Kind,
        x: Double,
        y: Double,
        rows: Int,
        columns: Int,
        cover: ItemState.Cover,
        wells: [WellReport]
    ) {
        self.name = name
        self.type = type
        self.use = use
        self.slot = slot
        self.kind = kind
        self.x = x
        self.y = y
        self.rows = rows
        self.columns = columns
        self.cover = cover
        self.wells = wells
    }
}

package struct WellReport: Hashable, Sendable {
    package var name: String
    /// m³.
    package var capacity: Double
    /// Materials by index into `DeckReport.materials`.
    package var portions: [Portion]
    package var tip: TipState

    package init(name: String, capacity: Double, portions: [Portion], tip: TipState) {
        self.name = name
        self.capacity = capacity
        self.portions = portions
        self.tip = tip
    }

    /// m³.
    package var volume: Double { portions.reduce(0) { $0 + $1.volume } }
    /// kg.
    package var mass: Double { portions.reduce(0) { $0 + $1.mass } }
}
