/// Where the gantry goes for a vessel, and how high: the one convention of deck coordinates.
///
/// x grows along columns, y along rows, z upward from the deck. z is the height of the tip's lower
/// end; a bare nozzle ends one tip's length (the rack's depth) higher. Hence a tip is taken by
/// going down to where its end stands in the rack, and dropped by going into the tip waste, whose
/// stripper holds it back.
package struct DeckGeometry: Hashable, Sendable {
    /// The middle of the well, m.
    package var x: Double
    package var y: Double
    /// Height of the vessel's rim and of its inner bottom, m.
    package var rim: Double
    package var bottom: Double

    /// The tip's end hangs so far above the bottom while it draws.
    package static let clearance = 0.001
    /// The tip's end stays so far above the rim while it dispenses without touching.
    package static let dropHeight = 0.002

    /// Where the well in `row` and `column` of a `type` in `slot` is.
    package init(type: LabwareType, slot: Slot, row: Int, column: Int) {
        x = slot.x + type.offsetX + Double(column) * type.pitch
        y = slot.y + type.offsetY + Double(row) * type.pitch
        rim = slot.z + type.height
        bottom = rim - type.depth
    }

    /// Where the vessel is while its item stands in `slot`.
    package init(vessel: Int, table: VesselTable, slot: Slot) {
        self.init(
            type: table.type(of: vessel),
            slot: slot,
            row: table.row(of: vessel),
            column: table.column(of: vessel)
        )
    }

    /// For drawing, and for dispensing into the liquid: just above the bottom.
    package var drawHeight: Double { min(bottom + Self.clearance, rim) }
    /// For dispensing from above, clear of the liquid.
    package var aboveHeight: Double { rim + Self.dropHeight }
    /// For taking a tip of a rack, and for dropping one into the tip waste.
    package var seatHeight: Double { bottom }
}
