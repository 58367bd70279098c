import Devices
import Labs

/// JSON Schemas of labs, device profiles and protocols, for editors and other programs.
///
/// They say less than the decoders: what has to do with names, units and sums only these judge.
package enum LabSchema {
    /// Of `athanor: lab/1`.
    package static var lab: DocumentValue { SchemaPiece.document("Athanor lab", labBody) }

    /// Of `athanor: device/1`.
    package static var device: DocumentValue {
        SchemaPiece.document("Athanor device profile", DeviceSchema.root)
    }

    /// Of `athanor: protocol/1`.
    package static var `protocol`: DocumentValue {
        SchemaPiece.document("Athanor serial protocol", ProtocolSchema.root)
    }

    private typealias Piece = SchemaPiece

    private static var labBody: DocumentValue {
        Piece.object(
            "One site: lines, devices, assemblies, zones, deck, materials, limits, interlocks.",
            [
                "athanor": Piece.constant("lab/1"),
                "name": Piece.name,
                "title?": Piece.text(),
                "lines": Piece.list(line),
                "zones": Piece.list(zone, "Devices that are made safe together."),
                "devices": Piece.list(deviceInstance),
                "assemblies": Piece.list(LabSchemaAssemblies.assembly, "What plans address."),
                "deck?": LabSchemaDeck.deck,
                "labware?": Piece.list(LabSchemaDeck.type),
                "liquid-classes?": Piece.list(LabSchemaDeck.liquidClass),
                "materials?": Piece.list(LabSchemaDeck.material),
                "chemistry?": LabSchemaDeck.chemistry,
                "limits": limits,
                "interlocks": Piece.list(interlock),
                "alarms?": Piece.list(alarm),
                "horn?": Piece.text("DEVICE.POINT: true while an alarm asks for attention."),
                "restart?": restart,
                "start-up?": Piece.list(
                    startUpAction,
                    "What is done by hand each morning before the first run."
                ),
                "people": Piece.list(person),
                "attendance?": Piece.list(hours, "When somebody is there for operator tasks."),
            ]
        )
    }

    private static var line: DocumentValue {
        Piece.object(
            "One physical connection.",
            [
                "name": Piece.name,
                "kind": Piece.choice(of: LineDefinition.Kind.self),
                "baud?": Piece.integer(50...4_000_000, "Needed but on modbus-tcp."),
                "data-bits?": Piece.integer(5...8),
                "parity?": Piece.choice(of: SerialSettings.Parity.self),
                "stop-bits?": Piece.integer(1...2),
                "flow?": Piece.choice(of: SerialSettings.Flow.self),
                "port?": Piece.text("Device file or host:port; absent in a lab only simulated."),
                "echo?": Piece.choice(of: LineDefinition.Echo.self),
                "adapter-latency?": Piece.quantity("1 ms"),
                "rts?": Piece.object(
                    "The host turns the RS-485 driver on so long before, and off so long after.",
                    ["before?": Piece.quantity("1 ms"), "after?": Piece.quantity("1 ms")]
                ),
                "discard-after-open?": Piece.quantity("100 ms", "Adapters emit noise when opened."),
            ]
        )
    }

    static let parameters = SchemaPiece.list(
        SchemaPiece.object(
            "",
            ["name": SchemaPiece.name, "value": SchemaPiece.anyQuantity("Its value.")]
        )
    )

    static let address = SchemaPiece.typed(
        ["integer", "string"],
        "A number, or one character that stands for its ASCII code."
    )

    private static var zone: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "within": Piece.quantity("4 s", "Safe within this time of the trip."),
                "safe": Piece.list(
                    Piece.object(
                        "",
                        ["device": Piece.name, "action": Piece.name, "arguments?": parameters]
                    ),
                    "Carried out in order, whatever fails."
                ),
            ]
        )
    }

    private static var deviceInstance: DocumentValue {
        Piece.object(
            "A profile at an address on a line.",
            [
                "name": Piece.name,
                "profile": Piece.name,
                "line": Piece.name,
                "address": address,
                "zone": Piece.name,
                "parameters?": parameters,
                "aliases?": Piece.list(
                    Piece.object("", ["name": Piece.name, "point": Piece.name]),
                    "This lab's names of the device's points."
                ),
                "manual-end?": Piece.list(
                    Piece.name,
                    "Actions that undo what a person left on; before the profile's."
                ),
            ]
        )
    }

    private static var restart: DocumentValue {
        Piece.object(
            "What becomes of a run that its host has died with.",
            [
                "safe-state": Piece.choice(
                    of: RestartPolicy.SafeState.self,
                    "taken: its zones are made safe. left: it may go on."
                ),
                "longest-outage?": Piece.quantity("2 min", "Longer away, and they are made safe."),
                "resume?": Piece.choice(
                    of: RestartPolicy.Resumption.self,
                    "Who lets it go on once nothing is in doubt; by-person unless said."
                ),
            ]
        )
    }

    private static var startUpAction: DocumentValue {
        let value = Piece.typed(
            ["string", "number", "boolean"],
            "A quantity with its unit, a number, a choice's word, true or false."
        )
        return Piece.object(
            "One action of a device's profile, which a person has it carry out.",
            [
                "device": Piece.name,
                "action": Piece.name,
                "arguments?": Piece.list(Piece.object("", ["name": Piece.name, "value": value])),
                "reason?": Piece.text("Why, for the technician."),
            ]
        )
    }

    private static var limits: DocumentValue {
        Piece.object(
            "Limits of the lab as a whole.",
            [
                "greatest-temperature": Piece.quantity("1500 degC"),
                "greatest-power": Piece.quantity("3 kW"),
                "longest-plan": Piece.quantity("30 d"),
                "open-liquid-temperature": Piece.quantity("40 degC"),
                "open-liquid-time": Piece.quantity("8 h"),
                "greatest-reaction-gas": Piece.quantity("50 mL"),
                "greatest-reaction-heat": Piece.quantity("500 J"),
                "inventory?": Piece.list(
                    Piece.object(
                        "",
                        ["hazard": Piece.name, "greatest": Piece.quantity("1 L")]
                    )
                ),
            ]
        )
    }

    private static let channel = Piece.object(
        "One sensor's opinion.",
        ["name": Piece.name, "trip": Piece.expression("Asks for the trip while this is true.")]
    )

    private static var interlock: DocumentValue {
        Piece.object(
            "A rule that trips, whatever the plan does: by “trip”, or by “vote”.",
            [
                "name": Piece.name,
                "trip?": Piece.expression("Trips while this is true or a point it reads is bad."),
                "vote?": Piece.choice(of: Voting.Scheme.self),
                "channels?": Piece.list(channel, "What votes."),
                "degrade?": Piece.list(
                    Piece.choice(Voting.Scheme.allCases.map(\.rawValue) + ["trip"]),
                    "What it votes with one channel bad, with two."
                ),
                "debounce?": Piece.quantity("1 s"),
                "process-safety-time": Piece.quantity(
                    "10 s",
                    "From the hazard to the safe output."
                ),
                "zone": Piece.name,
                "happened": Piece.text("What happened, for the technician."),
                "did": Piece.text("What the box did."),
                "mend": Piece.text("What to do, and what not."),
            ]
        )
    }

    private static var alarm: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "when": Piece.expression("While this is true."),
                "debounce?": Piece.quantity("5 s"),
                "priority": Piece.choice(of: AlarmDefinition.Priority.self),
                "message": Piece.text(),
            ]
        )
    }

    private static var person: DocumentValue {
        Piece.object(
            "",
            ["user": Piece.text("Unix user."), "role": Piece.choice(of: Person.Role.self)]
        )
    }

    private static var hours: DocumentValue {
        let days = [
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        ]
        return Piece.object(
            "",
            [
                "days": Piece.list(Piece.choice(days), least: 1),
                "from": Piece.text("08:00"),
                "to": Piece.text("18:00"),
            ]
        )
    }
}
