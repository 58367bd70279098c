import Devices

/// The schema of serial protocols.
enum ProtocolSchema {
    private typealias Piece = SchemaPiece
    private static let template = SchemaPiece.text(
        "Literal text with fields {name:format} and escapes such as \\r and \\x03."
    )

    static var root: DocumentValue {
        Piece.object(
            "How a family of serial devices is spoken.",
            [
                "athanor": Piece.constant("protocol/1"),
                "name": Piece.name,
                "summary?": Piece.text(),
                "sources?": Piece.list(Piece.text()),
                "framing": framing,
                "starts-with?": Piece.text("Replies begin so; what comes before is noise."),
                "checksum?": Piece.object(
                    "",
                    [
                        "algorithm": Piece.choice(of: ChecksumDefinition.Algorithm.self),
                        "encoding": Piece.choice(of: ChecksumDefinition.Encoding.self),
                        "from?": Piece.integer(0...64),
                    ]
                ),
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

    private static var framing: DocumentValue {
        Piece.anyOf([
            Piece.object(
                "",
                ["kind": Piece.constant("delimited"), "out": Piece.text(), "in": Piece.text()]
            ),
            Piece.object(
                "",
                ["kind": Piece.constant("fixed"), "length": Piece.integer(1...1024)]
            ),
            Piece.object(
                "",
                [
                    "kind": Piece.constant("length-prefixed"),
                    "offset": Piece.integer(0...64),
                    "plus": Piece.integer(-64...64),
                ]
            ),
        ])
    }

    private static var request: DocumentValue {
        Piece.object(
            "",
            [
                "name": Piece.name,
                "send": template,
                "reply?": template,
                "reply-timeout?": Piece.quantity("90 s"),
                "style?": Piece.choice(of: RequestDefinition.Style.self),
                "errors?": Piece.choice(of: RequestDefinition.ErrorReading.self),
            ]
        )
    }
}
