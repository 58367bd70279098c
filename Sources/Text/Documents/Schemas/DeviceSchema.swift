import Devices

/// The schema of device profiles.
enum DeviceSchema {
    private typealias Piece = SchemaPiece

    static var root: DocumentValue {
        Piece.object(
            "What a model of device is, and how it is spoken to.",
            [
                "athanor": Piece.constant("device/1"),
                "name": Piece.name,
                "manufacturer": Piece.text(),
                "model": Piece.text(),
                "summary?": Piece.text(),
                "sources": Piece.list(Piece.text(), "Manuals, drivers, captures.", least: 1),
                "verification": Piece.choice(of: Verification.self),
                "capabilities": Piece.list(Piece.choice(of: Capability.self)),
                "parameters?": LabSchema.parameters,
                "link": Piece.anyOf([
                    Piece.object("", ["modbus": ModbusSchema.link]),
                    Piece.object("", ["serial": serialLink]),
                ]),
                "points": Piece.list(point),
                "actions": Piece.list(action),
                "limits?": Piece.list(
                    Piece.object(
                        "",
                        [
                            "name": Piece.name,
                            "from": Piece.expression("The least."),
                            "to": Piece.expression("The greatest."),
                        ]
                    )
                ),
                "refresh?": Piece.list(
                    Piece.object("", ["point": Piece.name, "every": Piece.quantity("2 s")])
                ),
                "watchdog?": Piece.object(
                    "What the device must hold to watch its host at all.",
                    [
                        "point": Piece.name,
                        "value": Piece.typed(["string", "number", "boolean"], "Written at start."),
                        "every?": Piece.quantity("60 s", "Where it cannot be read back."),
                    ]
                ),
                "jog?": jog,
                "manual-end?": Piece.text("The action that undoes what a person left on."),
                "on-communication-loss": loss,
                "on-power-return": loss,
                "probe?": Piece.object(
                    "How to tell that the right device answers.",
                    ["point": Piece.name, "expect": Piece.expression("True for the right one.")]
                ),
                "restarted?": Piece.expression(
                    "True where it was switched on or reset since it was made ready."
                ),
                "simulator": Piece.object(
                    "",
                    [
                        "model": Piece.choice(of: SimulatorModel.self),
                        "parameters?": LabSchema.parameters,
                    ]
                ),
                "vectors": Piece.list(vector, "Literal exchanges.", least: 1),
            ]
        )
    }

    private static var jog: DocumentValue {
        Piece.object(
            "How a person moves it by hand.",
            [
                "stop": Piece.name,
                "after-stop?": Piece.choice(of: JogDefinition.AfterStop.self),
                "home?": Piece.name,
                "axes": Piece.list(
                    Piece.object(
                        "",
                        [
                            "name": Piece.name,
                            "point": Piece.name,
                            "action": Piece.name,
                            "argument": Piece.name,
                            "speed": Piece.name,
                            "fastest": Piece.quantity("20 mm/s"),
                            "steps": Piece.list(Piece.quantity("1 mm"), least: 1),
                            "retreat?": Piece.choice(of: JogAxis.Retreat.self),
                        ]
                    ),
                    least: 1
                ),
            ]
        )
    }

    private static var loss: DocumentValue {
        Piece.object(
            "What it does by itself.",
            [
                "does": Piece.choice(of: LossBehaviour.Outcome.self),
                "after?": Piece.quantity("5 s"),
                "note?": Piece.text(),
            ]
        )
    }

    private static var serialLink: DocumentValue {
        Piece.object(
            "",
            [
                "protocol": Piece.name,
                "baud": Piece.integer(50...4_000_000),
                "data-bits?": Piece.integer(5...8),
                "parity?": Piece.choice(of: SerialSettings.Parity.self),
                "stop-bits?": Piece.integer(1...2),
                "flow?": Piece.choice(of: SerialSettings.Flow.self),
            ]
        )
    }

    private static var point: DocumentValue {
        Piece.object(
            "A named value: with “unit”, “choices” or “kind: flag”; read by “modbus” or “serial”.",
            [
                "name": Piece.name,
                "unit?": Piece.text("degC, uL/s, %; “number” for plain numbers."),
                "choices?": Piece.list(Piece.text(), least: 2),
                "kind?": Piece.constant("flag"),
                "access?": Piece.choice(of: PointDefinition.Access.self, "Default read."),
                "every?": Piece.quantity("500 ms", "How often it is read."),
                "stale": Piece.quantity("2 s", "Older readings are bad."),
                "modbus?": ModbusSchema.field,
                "serial?": serialField,
                "summary?": Piece.text(),
            ]
        )
    }

    private static var serialField: DocumentValue {
        Piece.object(
            "",
            [
                "request": Piece.name,
                "field": Piece.name,
                "bit?": Piece.integer(0...31),
                "bits?": Piece.integer(1...32),
                "scale?": Piece.expression("value = raw x scale + offset."),
                "offset?": Piece.expression("In the point's unit."),
                "invert?": Piece.flag("Of a flag."),
                "words?": Piece.list(Piece.text(), "Wire words, in the order of the choices."),
                "write?": Piece.name,
            ]
        )
    }

    private static var action: DocumentValue {
        let write = Piece.object(
            "",
            ["point": Piece.name, "value": Piece.expression("What is written.")]
        )
        let send = Piece.object(
            "",
            [
                "request": Piece.name,
                "fields?": Piece.list(
                    Piece.object(
                        "",
                        [
                            "name": Piece.name,
                            "value": Piece.expression("What is sent."),
                            "unit?": Piece.text("The unit on the wire."),
                        ]
                    )
                ),
            ]
        )
        return Piece.object(
            "What the device can be told, and how it is told.",
            [
                "name": Piece.name,
                "arguments?": Piece.list(argument),
                "commands": Piece.list(
                    Piece.anyOf([
                        Piece.object("", ["write": write]), Piece.object("", ["send": send]),
                    ]),
                    least: 1
                ),
                "confirm?": Piece.expression("True once it is done."),
                "within": Piece.quantity("10 s", "The longest time until it is confirmed."),
                "repeat": Piece.choice(of: RepeatClass.self),
                "faults?": FaultSchema.rules,
            ]
        )
    }

    private static var argument: DocumentValue {
        Piece.object(
            "With one of “unit”, “whole”, “choices” or “kind: flag”.",
            [
                "name": Piece.name,
                "unit?": Piece.text(),
                "whole?": Piece.tuple(2, Piece.integer(-1_000_000...1_000_000), "Least, greatest."),
                "choices?": Piece.list(Piece.text(), least: 1),
                "kind?": Piece.constant("flag"),
                "summary?": Piece.text(),
            ]
        )
    }

    private static var vector: DocumentValue {
        let hex = Piece.text("Bytes in hexadecimal.")
        return Piece.object(
            "",
            [
                "address": LabSchema.address,
                "request": hex,
                "reply": hex,
                "values?": Piece.list(
                    Piece.object(
                        "",
                        [
                            "name": Piece.name,
                            "value": Piece.typed(
                                ["string", "number", "boolean"],
                                "The point's value after the exchange."
                            ),
                        ]
                    )
                ),
                "meaning?": Piece.text(),
                "source": Piece.text("Manual, capture or driver."),
            ]
        )
    }
}
