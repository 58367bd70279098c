import Devices

/// The schema of what profiles say about Modbus.
enum ModbusSchema {
    private typealias Piece = SchemaPiece

    static let wireAddress = SchemaPiece.typed(
        ["integer", "string"],
        "An address, decimal or as 0x8002."
    )

    static var link: DocumentValue {
        Piece.object(
            "",
            [
                "address-base?": Piece.integer(0...1, "What the first register is called."),
                "baud": Piece.integer(50...4_000_000),
                "data-bits?": Piece.integer(5...8),
                "parity?": Piece.choice(of: SerialSettings.Parity.self),
                "stop-bits?": Piece.integer(1...2),
                "tcp-unit?": Piece.integer(0...255, "The unit it wants on TCP."),
                "greatest-read?": Piece.integer(1...125),
                "greatest-bit-read?": Piece.integer(1...2000),
                "greatest-write?": Piece.integer(1...123),
                "forbidden?": Piece.list(Piece.tuple(2, wireAddress, "First, last.")),
                "grouping?": Piece.choice(of: ModbusLink.Grouping.self),
                "starts?": Piece.list(wireAddress, "Reads begin here only.", least: 1),
                "blocks?": Piece.list(block, "Read exactly so, or not at all.", least: 1),
                "frame-silence?": Piece.quantity("5 ms", "Where 3.5 characters are too short."),
                "reply-timeout?": Piece.quantity("500 ms"),
                "greatest-lateness?": Piece.quantity("1 s"),
                "write-timeout?": Piece.quantity("1 s", "Of writes, where longer."),
                "write-lateness?": Piece.quantity("3 s", "Of writes, where longer."),
                "turnaround?": Piece.quantity("5 ms"),
                "pause-after-write?": Piece.quantity("10 ms"),
                "pause-between?": Piece.quantity("5 ms"),
                "pause-after-connect?": Piece.quantity("2 s"),
                "repeats-within?": Piece.quantity("50 ms", "A reply may come twice."),
                "busy-pause?": Piece.quantity("100 ms", "After exception 6 to a read."),
                "completion?": Piece.object(
                    "How it is watched while it carries out a command (exception 5).",
                    ["every?": Piece.quantity("200 ms"), "within": Piece.quantity("60 s")]
                ),
                "broadcast?": Piece.quantity(
                    "150 ms",
                    "May be told things at address 0; the line then waits so long."
                ),
                "unlocks?": Piece.list(unlock, "Written before and after some writes."),
                "idle-drop?": Piece.quantity("60 s", "It drops idle TCP connections."),
                "clients?": Piece.choice(of: ConnectionHabits.Clients.self),
                "reconnect-pause?": Piece.quantity("2 s"),
                "silence-limit?": Piece.quantity("10 s", "A silent TCP connection is renewed."),
            ]
        )
    }

    private static var block: DocumentValue {
        Piece.object(
            "",
            [
                "table": Piece.choice(of: ModbusField.Table.self), "address": wireAddress,
                "count": Piece.integer(1...2000),
                "read-timeout?": Piece.quantity("2 s", "Of this block, where not the usual."),
                "read-lateness?": Piece.quantity("5 s", "Of this block, where not the usual."),
            ]
        )
    }

    private static var unlock: DocumentValue {
        let writes = Piece.object(
            "",
            [
                "address": wireAddress,
                "value": Piece.typed(["integer", "string"], "Raw, decimal or as 0x55AA."),
                "function?": Piece.integer(5...16, "5, 6 or 16; default 6."),
            ]
        )
        return Piece.object(
            "",
            [
                "name": Piece.name, "before": Piece.list(writes, least: 1),
                "after?": Piece.list(writes),
            ]
        )
    }

    static var field: DocumentValue {
        Piece.object(
            "",
            [
                "table": Piece.choice(of: ModbusField.Table.self),
                "address": wireAddress,
                "encoding?": Piece.choice(of: ModbusField.Encoding.self),
                "bit?": Piece.integer(0...63),
                "bits?": Piece.integer(1...32, "From “bit” upward; of coils, from “address”."),
                "word-order?": Piece.choice(of: ModbusField.Order.self),
                "byte-order?": Piece.choice(of: ModbusField.Order.self),
                "scale?": Piece.expression("value = raw x scale + offset."),
                "offset?": Piece.expression("In the point's unit."),
                "invert?": Piece.flag("Of a flag."),
                "bad?": Piece.list(wireAddress, "Raw values that mean no reading."),
                "registers?": Piece.integer(1...60, "Of a text."),
                "byte-lane?": Piece.choice(of: ModbusField.ByteLane.self, "Of a text."),
                "words?": Piece.list(Piece.text(), "What a text says for a flag or each choice."),
                "decimals-from?": Piece.text("A point that tells the digits behind the point."),
                "scale-from?": Piece.text("A point whose value is one more factor."),
                "offset-from?": Piece.text("A point whose value is added."),
                "companions?": Piece.choice(
                    of: ModbusField.CompanionReading.self,
                    "How those are read: in the same transaction, or each by its own request."
                ),
                "group?": Piece.text("Points of one group are read in one transaction."),
                "read-timeout?": Piece.quantity("2 s", "Of this point, where not the usual."),
                "read-lateness?": Piece.quantity("5 s", "Of this point, where not the usual."),
                "write-function?": Piece.integer(5...23, "5, 6, 15, 16, 22 or 23."),
                "modify?": Piece.choice(of: ModbusField.Modification.self, "How bits are written."),
                "read-back?": wireAddress,
                "settle?": Piece.quantity("1 s", "How long it shows the old value."),
                "unlock?": Piece.text("One of the link's unlocks."),
                "write-timeout?": Piece.quantity("5 s"),
                "write-lateness?": Piece.quantity("10 s"),
                "endurance?": Piece.integer(1...1_000_000_000, "Writes its memory survives."),
            ]
        )
    }
}
