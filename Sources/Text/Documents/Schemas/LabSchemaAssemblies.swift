import Labs

/// The assemblies in the lab's schema, told apart by `kind`.
enum LabSchemaAssemblies {
    private typealias Piece = SchemaPiece
    private static let cutOut = SchemaPiece.text("The contact of what ends it without a host.")
    private static let point = SchemaPiece.text("device.point, or device.alias.")

    static var assembly: DocumentValue {
        Piece.anyOf([
            furnace, liquidHandler, gas, switched("relay"), switched("valve"),
            single("balance"), single("meter"), single("sensor"), single("pump"), single("axes"),
        ])
    }

    private static func single(_ kind: String) -> DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name, "kind": Piece.constant(kind), "device": Piece.name,
                "faults?": FaultSchema.rules,
            ]
        )
    }

    private static func range(_ example: String) -> DocumentValue {
        Piece.tuple(2, Piece.quantity(example), "The least and the greatest.")
    }

    private static var furnace: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "kind": Piece.constant("furnace"),
                "faults?": FaultSchema.rules,
                "controller": Piece.name,
                "guardian?": Piece.name,
                "contactor?": point,
                "door?": point,
                "services?": Piece.list(Piece.name, "Assemblies that must be on while it is hot."),
                "meter?": Piece.name,
                "places?": Piece.integer(1...1000),
                "temperature": range("1500 degC"),
                "ramp-rate": range("10 K/min"),
                "open-below": Piece.quantity("80 degC"),
                "physics": Piece.object(
                    "Bounds on what the chamber can do.",
                    [
                        "heat-capacity": range("1200 J/K"),
                        "loss": range("0.3 W/K"),
                        "power": Piece.quantity("1200 W"),
                        "ambient": range("22 degC"),
                        "overshoot": Piece.quantity("8 K"),
                        "lag": Piece.quantity("10 min"),
                    ]
                ),
                "supervision?": supervision,
            ]
        )
    }

    private static var supervision: DocumentValue {
        Piece.object(
            "What watches the heat; every rule is on unless it stands under “off”.",
            [
                "off?": Piece.list(Piece.choice(of: HeatSupervision.Rule.self)),
                "sensors-apart?": Piece.quantity("60 K"),
                "above-setpoint?": Piece.quantity("20 K"),
                "other-power?": Piece.quantity("400 W"),
            ]
        )
    }

    private static var liquidHandler: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "kind": Piece.constant("liquid-handler"),
                "faults?": FaultSchema.rules,
                "pump": Piece.name,
                "gantry": Piece.name,
                "tip-sensor?": point,
                "door?": point,
                "tip-port": Piece.integer(1...9),
                "system-port": Piece.integer(1...9),
                "stroke": Piece.quantity("1 mL"),
                "smallest-volume": Piece.quantity("5 uL"),
                "dead-volume": Piece.quantity("120 uL"),
                "inaccuracy": Piece.anyQuantity("Relative error of a dose."),
                "travel-height": Piece.quantity("150 mm"),
                "default-rate": Piece.quantity("200 uL/s"),
                "waste": Piece.name,
                "tip-waste": Piece.name,
            ]
        )
    }

    private static var gas: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "kind": Piece.constant("gas"),
                "faults?": FaultSchema.rules,
                "controller": Piece.name,
                "gas": Piece.text("A material."),
                "feeds?": Piece.name,
                "flow": range("500 sccm"),
                "cut-out?": cutOut,
            ]
        )
    }

    private static func switched(_ kind: String) -> DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "kind": Piece.constant(kind),
                "faults?": FaultSchema.rules,
                "output": point,
                "proof?": point,
                "purpose?": Piece.choice(of: SwitchedService.Purpose.self),
                "power?": Piece.quantity("120 W"),
                "cut-out?": cutOut,
            ]
        )
    }
}
