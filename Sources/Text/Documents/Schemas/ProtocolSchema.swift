import Devices

/// The schema of serial protocols.
enum ProtocolSchema {
    private typealias Piece = SchemaPiece
    private static let template = SchemaPiece.text(
        "Literal text with fields {name:format} and escapes such as \\r and \\x03."
    )
    private static let bytes = SchemaPiece.text("Literal bytes, such as \\x02.")
    private static let wireNumber = SchemaPiece.typed(
        ["integer", "string"],
        "A number, decimal or as 0x20."
    )

    static var root: DocumentValue {
        Piece.object(
            "How a family of serial devices is spoken.",
            [
                "athanor": Piece.constant("protocol/1"),
                "name": Piece.name,
                "summary?": Piece.text(),
                "sources?": Piece.list(Piece.text()),
                "content?": Piece.choice(
                    of: ProtocolDefinition.Content.self,
                    "Default text; binary where every byte counts."
                ),
                "framing": framing,
                "starts-with?": Piece.text("Replies begin so; what comes before is noise."),
                "checksum?": checksum,
                "status?": status,
                "sequence?": sequence,
                "echo?": Piece.choice(
                    of: ProtocolDefinition.Echo.self,
                    "Whether the device repeats each request before it answers."
                ),
                "addresses?": Piece.list(addressRange, "The addresses a device can have."),
                "groups?": Piece.list(group, "Addresses of several devices; none answers."),
                "reply-timeout": Piece.quantity("200 ms", "Until the first byte."),
                "read-timeout": Piece.quantity("50 ms", "The longest gap inside a reply."),
                "greatest-lateness?": Piece.quantity("1 s"),
                "turnaround?": Piece.quantity("5 ms"),
                "pause-between?": Piece.quantity("0 ms"),
                "requests": Piece.list(request),
                "errors?": Piece.list(
                    Piece.object(
                        "",
                        [
                            "match": template,
                            "means": Piece.choice(of: ErrorReply.Meaning.self),
                            "text": Piece.text(),
                        ]
                    )
                ),
                "unsolicited?": Piece.list(template),
            ]
        )
    }

    private static let addressRange = SchemaPiece.anyOf([
        LabSchema.address, SchemaPiece.tuple(2, LabSchema.address, "First, last."),
    ])

    private static var group: DocumentValue {
        Piece.object(
            "",
            ["address": LabSchema.address, "members?": addressRange]
        )
    }

    private static var checksum: DocumentValue {
        Piece.object(
            "",
            [
                "algorithm": Piece.choice(of: ChecksumDefinition.Algorithm.self),
                "encoding": Piece.choice(of: ChecksumDefinition.Encoding.self),
                "from?": Piece.integer(0...64, "The first byte it covers, from the frame's first."),
                "reply-from?": Piece.integer(0...64, "The same in replies, where it differs."),
                "order?": Piece.choice(of: ChecksumDefinition.Order.self, "Default low-first."),
                "place?": Piece.choice(of: ChecksumDefinition.Place.self, "Default before-end."),
                "adding?": Piece.choice(of: ChecksumDefinition.Addition.self),
            ]
        )
    }

    private static var status: DocumentValue {
        Piece.object(
            "A field of replies that tells busy and error in bits.",
            [
                "field": Piece.name,
                "error": Piece.object(
                    "",
                    ["bit": Piece.integer(0...30), "bits?": Piece.integer(1...16)]
                ),
                "busy?": Piece.object(
                    "",
                    [
                        "bit": Piece.integer(0...30),
                        "told-by?": Piece.list(
                            Piece.name,
                            "The only requests whose replies tell it truly."
                        ),
                    ]
                ),
                "codes": Piece.list(
                    Piece.object(
                        "",
                        [
                            "number": Piece.integer(1...65_535),
                            "means": Piece.choice(of: ErrorReply.Meaning.self),
                            "text": Piece.text(),
                        ]
                    ),
                    least: 1
                ),
            ]
        )
    }

    private static var sequence: DocumentValue {
        Piece.object(
            "The numbers in {sequence}.",
            [
                "first": Piece.integer(0...255),
                "last": Piece.integer(0...255),
                "repeat-bit?": Piece.integer(0...7, "Set in a message that is sent again."),
                "repeats?": Piece.integer(0...9, "How often it is, while nobody answers."),
            ]
        )
    }

    private static var framing: DocumentValue {
        Piece.anyOf([
            frame("delimited", [("out", bytes), ("in", bytes)]),
            frame("silence", [("out", bytes)]),
            frame("enclosed", [("begin", bytes), ("end", bytes), ("out?", bytes)]),
            frame("fixed", [("length?", Piece.integer(1...1024))]),
            frame(
                "length-prefixed",
                [
                    ("offset", Piece.integer(0...64)), ("plus", Piece.integer(-64...64)),
                    ("begin?", bytes), ("end?", bytes),
                ]
            ),
            frame(
                "prompt",
                [("out", bytes), ("after", bytes), ("prompts", Piece.list(template, least: 1))]
            ),
        ])
    }

    private static func frame(
        _ kind: String,
        _ own: [(key: String, value: DocumentValue)]
    ) -> DocumentValue {
        let stuffing = Piece.anyOf([
            Piece.object("", ["kind": Piece.constant("doubled"), "byte": bytes]),
            Piece.object(
                "",
                [
                    "kind": Piece.constant("escaped"), "with": bytes, "mask": wireNumber,
                    "bytes": bytes,
                ]
            ),
        ])
        return Piece.object(
            "",
            [("kind", Piece.constant(kind))] + own + [
                ("stuffing?", stuffing), ("preamble?", bytes), ("tokens?", Piece.list(bytes)),
            ]
        )
    }

    private static var request: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "send": template,
                "reply?": template,
                "then?": Piece.list(template, "Further lines of the reply.", least: 1),
                "ask?": Piece.text("What is said after the first line to be told the others."),
                "check?": Piece.text("The request that tells whether this one was refused."),
                "reply-timeout?": Piece.quantity("90 s"),
                "greatest-lateness?": Piece.quantity("10 s"),
                "pause-after?": Piece.quantity("250 ms"),
                "style?": Piece.choice(of: RequestDefinition.Style.self),
                "errors?": Piece.choice(of: RequestDefinition.ErrorReading.self),
                "checksum?": Piece.constant("none"),
            ]
        )
    }
}
