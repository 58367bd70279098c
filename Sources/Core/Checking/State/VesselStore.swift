import Labs
import Quantities

/// How much of one material can be in a vessel or tip: m³ of liquids, kg of solids.
struct PortionRange: Hashable, Sendable {
    var material: Int32
    var volume: Bounds
    var mass: Bounds
}

/// What can be in one vessel.
struct VesselRecord: Sendable {
    var vessel: Int
    /// Liquid, m³, and solid, kg; tighter than the sums of the portions.
    var volume: Bounds
    var mass: Bounds
    /// Vessels with the same number hold the same liquid; 0 is none (see `LiquidNumber`).
    var liquid: Int32
    var portions: [PortionRange]
    /// Since when the plan has handled it, s since the run's start, on the quickest path.
    var since: Double

    var isEmpty: Bool { volume.high <= 0 && mass.high <= 0 }
}

/// Which liquids count as the same for a tip that goes from one to the next.
///
/// One material in bottles is one liquid wherever it stands; what fills a plate's well from the
/// beginning is a sample of its own; every mixture is new.
enum LiquidNumber {
    static let none: Int32 = 0
    private static let firstSample: Int32 = 1_000_000
    static let firstMixture: Int32 = 100_000_000

    static func initial(_ contents: VesselContents, vessel: Int, use: LabwareType.Use) -> Int32 {
        guard let first = contents.portions.first else { return none }
        if contents.portions.count == 1, use != .plate {
            return 1 + Int32(clamping: first.material)
        }
        return firstSample + Int32(clamping: vessel)
    }
}

/// The contents of vessels the plan has touched; the rest are as the lab state says.
struct VesselStore: Sendable {
    /// By vessel: its record, -1 where untouched.
    private(set) var index: [Int32]
    var records: [VesselRecord] = []

    init(count: Int) { index = Array(repeating: -1, count: count) }

    /// The record of `vessel`, read from the lab state at its first touch.
    mutating func touch(_ vessel: Int, facts: LabFacts, at clock: Bounds) -> Int {
        let known = index[vessel]
        if known >= 0 { return Int(known) }
        let record = facts.initialRecord(vessel, since: clock.low)
        index[vessel] = Int32(records.count)
        records.append(record)
        return records.count - 1
    }

    /// The record of `vessel` as it is now, without touching it.
    func peek(_ vessel: Int, facts: LabFacts) -> VesselRecord {
        let known = index[vessel]
        return known >= 0 ? records[Int(known)] : facts.initialRecord(vessel, since: 0)
    }

    /// Everything either can hold.
    mutating func merge(_ other: VesselStore, facts: LabFacts, mixture: inout Int32) {
        for record in other.records {
            let mine = touch(record.vessel, facts: facts, at: Bounds(record.since))
            records[mine].merge(record, mixture: &mixture)
        }
        for position in records.indices where other.index[records[position].vessel] < 0 {
            let vessel = records[position].vessel
            let initial = facts.initialRecord(vessel, since: records[position].since)
            records[position].merge(initial, mixture: &mixture)
        }
    }
}

extension VesselRecord {
    mutating func merge(_ other: VesselRecord, mixture: inout Int32) {
        volume = volume.hull(other.volume)
        mass = mass.hull(other.mass)
        since = min(since, other.since)
        if liquid != other.liquid {
            mixture += 1
            liquid = mixture
        }
        if portions != other.portions { PortionRange.merge(&portions, other.portions) }
    }
}

extension PortionRange {
    /// What either list can hold; a material missing from one can be absent.
    static func merge(_ portions: inout [PortionRange], _ others: [PortionRange]) {
        for position in portions.indices {
            let mine = portions[position]
            let theirs = others.first { $0.material == mine.material }
            portions[position].volume = mine.volume.hull(theirs?.volume ?? .zero)
            portions[position].mass = mine.mass.hull(theirs?.mass ?? .zero)
        }
        for other in others where !portions.contains(where: { $0.material == other.material }) {
            portions.append(
                PortionRange(
                    material: other.material,
                    volume: other.volume.hull(.zero),
                    mass: other.mass.hull(.zero)
                )
            )
        }
    }
}
