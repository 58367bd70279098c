import Labs

/// The deck of `SmallLab`.
enum SmallDeck {
    private static func slot(_ name: String, _ kind: Slot.Kind, _ places: Int = 1) -> Slot {
        Slot(name: name, kind: kind, x: 0, y: 0, z: 0, places: places)
    }

    private static func type(
        _ name: String,
        _ use: LabwareType.Use,
        _ rows: Int,
        _ columns: Int,
        _ capacity: Double
    ) -> LabwareType {
        LabwareType(
            name: name,
            use: use,
            rows: rows,
            columns: columns,
            capacity: capacity,
            deadVolume: 0,
            depth: 0.01,
            pitch: 0.009,
            offsetX: 0,
            offsetY: 0,
            height: 0.02,
            cover: .lid,
            greatestTemperature: 1800,
            greatestRamp: 1,
            greatestStep: 1000
        )
    }

    static let types = [
        type("plate", .plate, 4, 6, 3e-7), type("rack", .tipRack, 2, 2, 3e-7),
        type("trough", .reservoir, 1, 1, 1e-4), type("bin", .waste, 1, 1, 1e-3),
        type("cup", .crucible, 1, 1, 2e-5),
    ]

    private static let placed: [(String, Int, String)] = [
        ("plate", 0, "d1"), ("plate-2", 0, "d2"), ("tips-1", 1, "d3"), ("tips-2", 1, "d4"),
        ("tips-3", 1, "bench"), ("buffer", 2, "d5"), ("acid", 2, "d6"), ("waste", 3, "d7"),
        ("tip-waste", 3, "d8"), ("cup-0", 4, "bench"), ("cup-1", 4, "bench"),
        ("cup-2", 4, "bench"), ("mortar", 4, "bench"),
    ]

    static let deck = Deck(
        slots: (1...9).map { slot("d\($0)", .deck) } + [
            slot("bench", .bench, 20), slot("pan", .pan(assembly: "balance")),
            slot("chamber", .chamber(assembly: "furnace"), 4),
        ],
        items: placed.map { LabwareItem(name: $0.0, type: $0.1, slot: $0.2) },
        reach: Box(x: 0...1, y: 0...1, z: 0...1)
    )

    private static func material(_ name: String, _ phase: Material.Phase) -> Material {
        Material(
            name: name,
            phase: phase,
            formula: "",
            density: 1000,
            flashPoint: nil,
            boilingPoint: nil,
            greatestTemperature: nil,
            greatestRamp: nil,
            hazards: [],
            liquidClass: nil,
            restriction: .free
        )
    }

    static let materials = [
        material("water", .liquid), material("CuO", .solid), material("argon", .gas),
    ]
}
