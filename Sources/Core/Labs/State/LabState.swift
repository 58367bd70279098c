/// What use changes: what stands where, what is in it, which tips are used, what is calibrated.
package struct LabState: Hashable, Sendable {
    /// By item, in the lab's order.
    package var items: [ItemState]
    /// By vessel number (see `VesselTable`).
    package var contents: [VesselContents]
    /// By vessel number; meaningful in tip racks only.
    package var tips: [TipState]
    /// Item of tip waste: how many tips it has taken.
    package var wastedTips: Int
    /// By device.
    package var devices: [DeviceState]
    /// Counts every change since the file was begun.
    package var revision: Int

    package init(
        items: [ItemState],
        contents: [VesselContents],
        tips: [TipState],
        wastedTips: Int,
        devices: [DeviceState],
        revision: Int
    ) {
        self.items = items
        self.contents = contents
        self.tips = tips
        self.wastedTips = wastedTips
        self.devices = devices
        self.revision = revision
    }

    /// The state of a lab nobody has used: items where the lab puts them, vessels empty, tips new.
    package init(of lab: Lab) {
        let table = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        items = lab.deck.items.map { ItemState(slot: $0.slot, cover: .off) }
        contents = Array(repeating: VesselContents(), count: table.count)
        tips = (0..<table.count).map { table.type(of: $0).use == .tipRack ? .new : .none }
        wastedTips = 0
        devices = lab.devices.map { _ in DeviceState() }
        revision = 0
    }
}

package struct ItemState: Hashable, Sendable {
    package enum Cover: String, Hashable, Sendable, CaseIterable {
        case off, on
    }

    package var slot: String
    package var cover: Cover
    /// Barcode read or given by a person.
    package var barcode: String?

    package init(slot: String, cover: Cover, barcode: String? = nil) {
        self.slot = slot
        self.cover = cover
        self.barcode = barcode
    }
}

/// What is in one vessel.
package struct VesselContents: Hashable, Sendable {
    package var portions: [Portion]

    package init(_ portions: [Portion] = []) { self.portions = portions }

    /// Liquid in m³.
    package var volume: Double { portions.reduce(0) { $0 + $1.volume } }
    /// Solid in kg.
    package var mass: Double { portions.reduce(0) { $0 + $1.mass } }
    /// Whether nobody can tell how much of something is there.
    package var isUncertain: Bool { portions.contains(where: \.isUncertain) }
}

/// So much of one material: a volume (m³) for liquids, a mass (kg) for solids.
package struct Portion: Hashable, Sendable {
    /// Index into `Lab.materials`.
    package var material: Int
    package var volume: Double
    package var mass: Double
    /// So much less, and so much more, of a liquid may be there, m³: what nobody could tell whether
    /// it was moved.
    package var less: Double
    package var more: Double

    package init(
        material: Int,
        volume: Double = 0,
        mass: Double = 0,
        less: Double = 0,
        more: Double = 0
    ) {
        self.material = material
        self.volume = volume
        self.mass = mass
        self.less = less
        self.more = more
    }

    package var isUncertain: Bool { less > 0 || more > 0 }
}

package enum TipState: String, Hashable, Sendable, CaseIterable {
    case none, new, used
}

package struct DeviceState: Hashable, Sendable {
    package enum Mode: String, Hashable, Sendable, CaseIterable, Codable {
        case automatic, manual, maintenance
        case outOfService = "out-of-service"
    }

    package enum Homing: String, Hashable, Sendable, CaseIterable {
        case unknown, homed
    }

    package var mode: Mode
    package var homing: Homing
    /// Calibrated until, as a date `2026-12-31`; nil where it needs none or has none.
    package var calibratedUntil: String?

    package init(
        mode: Mode = .automatic,
        homing: Homing = .unknown,
        calibratedUntil: String? = nil
    ) {
        self.mode = mode
        self.homing = homing
        self.calibratedUntil = calibratedUntil
    }
}
