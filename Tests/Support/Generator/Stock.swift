/// The generator's own books: what it believes is where.
///
/// Volumes are in µL.
/// The numbers are the demonstration laboratory's; books are kept simple on purpose, with nothing
/// taken from how the program checks plans.
struct Stock {
    struct Well {
        var volume = 0.0
        /// Wells with equal labels hold the same liquid; nil where empty.
        var label: String?
    }

    /// Doses err by up to this; the books leave twice as much.
    static let margin = 0.04

    var plates: [String: [Well]]
    /// What may still be drawn, above the dead volume.
    var bottles: [String: Double] = [
        "buffer": 140_000, "diluent": 110_000, "rinse": 170_000, "substrate": 17_000,
        "acid": 17_000, "standard": 3_800, "standard-2": 1_800,
    ]
    static let liquid = [
        "buffer": "PBS", "diluent": "PBS", "rinse": "water", "substrate": "TMB",
        "acid": "acid", "standard": "IgG", "standard-2": "IgG",
    ]
    var tips = 370
    var waste = 250_000.0
    var cups = Array(0...19)
    private var mixtures = 0

    init() {
        let empty = Array(repeating: Well(), count: 96)
        plates = ["plate": empty, "plate-2": empty]
        plates["samples"] = (0..<96).map { Well(volume: 500, label: "sample-\($0)") }
    }

    static func capacity(_ item: String) -> Double { item == "samples" ? 2000 : 360 }
    static func dead(_ item: String) -> Double { item == "samples" ? 30 : 5 }

    func wells(_ region: Region) -> [Well] {
        let plate = plates[region.item] ?? []
        return region.wells.map { plate[$0] }
    }

    func isEmpty(_ region: Region) -> Bool { wells(region).allSatisfy { $0.label == nil } }
    func isFull(_ region: Region) -> Bool { wells(region).allSatisfy { $0.label != nil } }

    /// The greatest volume every well of the region can still take.
    func room(_ region: Region) -> Double {
        let fullest = wells(region).map(\.volume).max() ?? 0
        return Self.capacity(region.item) * (1 - Self.margin) - fullest
    }

    /// The greatest volume every well of the region can surely give.
    func supply(_ region: Region) -> Double {
        let least = wells(region).map(\.volume).min() ?? 0
        return (least - Self.dead(region.item)) * (1 - 2 * Self.margin)
    }

    mutating func newLabel() -> String {
        mixtures += 1
        return "mixture-\(mixtures)"
    }

    mutating func add(_ volume: Double, _ label: String, to well: Int, of item: String) {
        guard var plate = plates[item] else { return }
        plate[well].volume += volume
        let before = plate[well].label
        plate[well].label = before == nil || before == label ? label : newLabel()
        plates[item] = plate
    }

    mutating func draw(_ volume: Double, from well: Int, of item: String) {
        plates[item]?[well].volume -= volume
    }
}
