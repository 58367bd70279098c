import Labs

/// Deck, labware, materials and chemistry in the lab's schema.
enum LabSchemaDeck {
    private typealias Piece = SchemaPiece

    static var deck: DocumentValue {
        let side = Piece.tuple(2, Piece.quantity("600 mm"), "From, to.")
        return Piece.object(
            "Where labware can stand, and what stands there at first.",
            [
                "reach": Piece.object("The gantry's.", ["x": side, "y": side, "z": side]),
                "slots": Piece.list(
                    Piece.object(
                        "",
                        [
                            "name": Piece.name,
                            "kind": Piece.choice(["deck", "bench", "chamber", "pan"]),
                            "assembly?": Piece.name,
                            "at?": Piece.tuple(3, Piece.quantity("10 mm"), "Corner: x, y, z."),
                            "places?": Piece.integer(1...1000),
                        ]
                    )
                ),
                "items": Piece.list(
                    Piece.object(
                        "",
                        ["name": Piece.name, "type": Piece.name, "slot": Piece.name]
                    )
                ),
            ]
        )
    }

    static var type: DocumentValue {
        Piece.object(
            "A model of labware.",
            [
                "name": Piece.name,
                "use": Piece.choice(of: LabwareType.Use.self),
                "rows?": Piece.integer(1...64),
                "columns?": Piece.integer(1...96),
                "capacity": Piece.quantity("360 uL", "Of a well; of a tip."),
                "dead-volume?": Piece.quantity("5 uL"),
                "depth": Piece.quantity("11 mm"),
                "pitch?": Piece.quantity("9 mm"),
                "offset?": Piece.tuple(2, Piece.quantity("14.38 mm"), "First well: x, y."),
                "height": Piece.quantity("14.4 mm"),
                "cover?": Piece.choice(of: LabwareType.Cover.self),
                "greatest-temperature?": Piece.quantity("60 degC", "Default 60 degC."),
                "greatest-ramp?": Piece.quantity("10 K/min"),
                "greatest-step?": Piece.quantity("150 K"),
            ]
        )
    }

    static var liquidClass: DocumentValue {
        Piece.object(
            "How a kind of liquid is pipetted.",
            [
                "name": Piece.name,
                "greatest-rate": Piece.quantity("500 uL/s"),
                "aspirate-rate": Piece.quantity("200 uL/s"),
                "dispense-rate": Piece.quantity("300 uL/s"),
            ]
        )
    }

    static var material: DocumentValue {
        Piece.object(
            "A substance the lab knows.",
            [
                "name": Piece.text("Its name; for solids of recipes the formula."),
                "phase": Piece.choice(of: Material.Phase.self),
                "formula?": Piece.text(),
                "density?": Piece.quantity("1 g/mL", "Default 1 g/mL, gases 1 kg/m3."),
                "flash-point?": Piece.quantity("13 degC"),
                "boiling-point?": Piece.quantity("78 degC"),
                "greatest-temperature?": Piece.quantity("40 degC"),
                "greatest-ramp?": Piece.quantity("5 K/min"),
                "hazards?": Piece.list(Piece.name),
                "liquid-class?": Piece.name,
                "restriction?": Piece.anyOf([
                    Piece.choice(["free", "forbidden"]),
                    Piece.object("", ["needs": Piece.choice(of: Person.Role.self)]),
                ]),
            ]
        )
    }

    static var chemistry: DocumentValue {
        let side = Piece.text("A material or a hazard word.")
        let pair = Piece.object("", ["a": side, "b": side, "because": Piece.text()])
        return Piece.object(
            "Which substances must not meet, in which order they may, what they give off.",
            [
                "incompatible?": Piece.list(pair),
                "order?": Piece.list(pair, "“a” must be there before “b” is added."),
                "reactions?": Piece.list(
                    Piece.object(
                        "",
                        [
                            "a": side, "b": side,
                            "gas": Piece.anyQuantity("Gas for each volume of “a”, as L/L."),
                            "heat": Piece.quantity("30 kJ/L", "For each volume of “a”."),
                            "because": Piece.text(),
                        ]
                    )
                ),
            ]
        )
    }
}
