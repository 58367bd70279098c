/// Where labware can stand, and what stands there when the lab state says nothing else.
package struct Deck: Hashable, Sendable {
    package var slots: [Slot]
    package var items: [LabwareItem]
    /// The gantry's reach, m.
    package var reach: Box

    package init(slots: [Slot], items: [LabwareItem], reach: Box) {
        self.slots = slots
        self.items = items
        self.reach = reach
    }
}

/// A place.
///
/// Positions are metres in the gantry's coordinates.
package struct Slot: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The gantry reaches it.
        case deck
        /// Only people reach it: a bench, a shelf.
        case bench
        /// Inside the chamber of this assembly.
        case chamber(assembly: String)
        /// On the pan of this assembly.
        case pan(assembly: String)
    }

    package var name: String
    package var kind: Kind
    package var x: Double
    package var y: Double
    package var z: Double
    /// How many items may stand here.
    package var places: Int

    package init(name: String, kind: Kind, x: Double, y: Double, z: Double, places: Int) {
        self.name = name
        self.kind = kind
        self.x = x
        self.y = y
        self.z = z
        self.places = places
    }
}

/// A cuboid, m.
package struct Box: Hashable, Sendable {
    package var x: ClosedRange<Double>
    package var y: ClosedRange<Double>
    package var z: ClosedRange<Double>

    package init(x: ClosedRange<Double>, y: ClosedRange<Double>, z: ClosedRange<Double>) {
        self.x = x
        self.y = y
        self.z = z
    }
}

/// One plate, rack, reservoir, crucible.
package struct LabwareItem: Hashable, Sendable {
    package var name: String
    /// Index into `Lab.labwareTypes`.
    package var type: Int
    /// Where it stands at first, by slot name.
    package var slot: String

    package init(name: String, type: Int, slot: String) {
        self.name = name
        self.type = type
        self.slot = slot
    }
}

/// A model of labware.
///
/// One well and no grid is a single vessel.
package struct LabwareType: Hashable, Sendable {
    package enum Use: String, Hashable, Sendable, CaseIterable {
        case plate, reservoir, vessel, crucible, mortar, waste
        case tipRack = "tip-rack"
        case tipWaste = "tip-waste"
    }

    package enum Cover: String, Hashable, Sendable, CaseIterable {
        /// No lid fits.
        case none
        case lid
        case seal
    }

    package var name: String
    package var use: Use
    package var rows: Int
    package var columns: Int
    /// m³ a well; for a tip rack, the tip's volume.
    package var capacity: Double
    /// m³ that can not be drawn from a well.
    package var deadVolume: Double
    /// Well depth, spacing of wells, and the first well's offset from the slot's corner, m.
    package var depth: Double
    package var pitch: Double
    package var offsetX: Double
    package var offsetY: Double
    /// Height of the rim above the slot, m.
    package var height: Double
    package var cover: Cover
    /// Safety limits of the ware itself: K, K/s, and the largest sudden step, K.
    package var greatestTemperature: Double
    package var greatestRamp: Double
    package var greatestStep: Double

    package init(
        name: String,
        use: Use,
        rows: Int,
        columns: Int,
        capacity: Double,
        deadVolume: Double,
        depth: Double,
        pitch: Double,
        offsetX: Double,
        offsetY: Double,
        height: Double,
        cover: Cover,
        greatestTemperature: Double,
        greatestRamp: Double,
        greatestStep: Double
    ) {
        self.name = name
        self.use = use
        self.rows = rows
        self.columns = columns
        self.capacity = capacity
        self.deadVolume = deadVolume
        self.depth = depth
        self.pitch = pitch
        self.offsetX = offsetX
        self.offsetY = offsetY
        self.height = height
        self.cover = cover
        self.greatestTemperature = greatestTemperature
        self.greatestRamp = greatestRamp
        self.greatestStep = greatestStep
    }

    package var wells: Int { rows * columns }

    /// `A1` for row 0, column 0; rows beyond Z are AA, AB and so on.
    package static func wellName(row: Int, column: Int) -> String {
        rowName(row) + String(column + 1)
    }

    package static func rowName(_ row: Int) -> String {
        let letter = String(Character(Unicode.Scalar(UInt8(65 + row % 26))))
        return row < 26 ? letter : rowName(row / 26 - 1) + letter
    }
}
