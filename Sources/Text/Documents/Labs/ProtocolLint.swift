import Devices
import Findings
import Quantities

/// What the parts of a protocol must be to each other, so that no reply can be taken for another.
struct ProtocolLint {
    let definition: ProtocolDefinition
    let root: Field

    init(_ definition: ProtocolDefinition, _ root: Field) {
        self.definition = definition
        self.root = root
    }

    func report() {
        lintShape()
        lintChecksum()
        lintStuffing()
        lintPrompts()
        lintNumbers()
        lintStatus()
        lintGroups()
        for request in definition.requests { lint(request) }
    }

    /// The place of `keys`, or of the nearest mapping around it.
    func place(_ keys: String...) -> Field {
        var field = root
        for key in keys {
            guard let next = field.form == .mapping ? field.peek(key) : nil else { break }
            field = next
        }
        return field
    }

    /// The place of a key of a request, or of the request.
    func place(of request: String, _ key: String) -> Field {
        guard let list = root.peek("requests"), let items = list.items() else { return root }
        for item in items
        where item.form == .mapping && item.peek("name")?.scalarText == request {
            return item.peek(key) ?? item
        }
        return list
    }

    private func lintShape() {
        switch definition.framing.replies {
        case .fixed(let length):
            let replies = definition.requests.flatMap(\.replyLines)
            let isAnchored =
                definition.checksum != nil || !definition.startsWith.isEmpty
                || replies.allSatisfy { !$0.opening.isEmpty }
            if !isAnchored {
                place("framing").report(
                    .badProfile,
                    "Noise would shift such a frame unnoticed: give “checksum” or “starts-with”."
                )
            }
            if length == nil { lintWidths() }
        case .ended(let end) where end.isEmpty:
            if let sequence = definition.sequence, sequence.repeats > 0 {
                place("sequence", "repeats").report(
                    .badProfile,
                    "A reply that ends by silence cannot be told from none: repeats would cross it."
                )
            }
        case .counted(let field): lintLengths(field)
        default: break
        }
        for token in definition.framing.tokens {
            guard case .enclosed(let begin, _) = definition.framing.replies,
                begin.first == token.first
            else { continue }
            place("framing", "tokens").report(
                .badProfile,
                "A frame begins like this token, so that neither could be told from the other."
            )
        }
    }

    private func lintWidths() {
        for request in definition.requests where request.style == .framed {
            for line in request.replyLines where line.width == nil {
                place(of: request.name, "reply").report(
                    .badProfile,
                    "How long is this reply? Give “length” in the framing, or only fields of a "
                        + "fixed width (u16, hex4, int3)."
                )
            }
        }
        for error in definition.errors where error.match.width == nil {
            place("errors").report(
                .badProfile,
                "How long is the reply “\(error.match.source)”? Its fields need a fixed width."
            )
        }
    }

    /// Requests bear their length where the device looks for it.
    private func lintLengths(_ field: LengthField) {
        for request in definition.requests where request.style == .framed {
            var offset = field.begin.count
            var found: (offset: Int, width: Int?)?
            for segment in request.send.segments {
                switch segment {
                case .literal(let bytes): offset += bytes.count
                case .field("length", let format): found = (offset, format.width)
                case .field(_, let format): offset += format.width ?? 1000
                }
                if found != nil { break }
            }
            guard let found, found.offset == field.offset, found.width == 1 else {
                place(of: request.name, "send").report(
                    .badProfile,
                    "The frame's byte \(field.offset) says how long it is: put “{length:byte}” "
                        + "there, and only fields of a fixed width before it."
                )
                continue
            }
        }
    }

    private func lintChecksum() {
        guard let sum = definition.checksum else { return }
        if sum.encoding == .decimal3, sum.algorithm.width == 2 {
            place("checksum", "encoding").report(
                .badProfile,
                "Three decimals cannot hold a sum of 16 bits; say raw or hex."
            )
        }
        let isSum =
            switch sum.algorithm {
            case .sum8, .sum16, .sum16Words, .lrc, .sum8Complement: true
            default: false
            }
        if sum.adding == .address, !isSum {
            place("checksum", "adding").report(
                .badProfile,
                "Only to a sum can the address be added, not to \(sum.algorithm.rawValue)."
            )
        }
        guard sum.place == .afterEnd else { return }
        let hasEnd =
            switch definition.framing.replies {
            case .ended(let end): !end.isEmpty
            case .enclosed: definition.framing.stuffing == nil
            case .counted(let field): !field.end.isEmpty
            case .fixed, .prompted: false
            }
        if !hasEnd {
            place("checksum", "place").report(
                .badProfile,
                "Behind which end? Only frames that end with bytes of their own, without stuffing, "
                    + "have a checksum after them."
            )
        }
    }

    private func lintStuffing() {
        guard let stuffing = definition.framing.stuffing else { return }
        let place = place("framing", "stuffing")
        guard case .enclosed(let begin, let end) = definition.framing.replies,
            definition.framing.requests == definition.framing.replies
        else {
            place.report(.badProfile, "Only frames of the kind “enclosed”, both ways, are stuffed.")
            return
        }
        switch stuffing {
        case .doubled(let mark):
            let isMarked = [begin, end].allSatisfy {
                $0.count == 2 && $0[0] == mark && $0[1] != mark
            }
            if !isMarked || begin == end {
                place.report(
                    .badProfile,
                    "A doubled byte stands for itself; so the frame begins and ends with that byte "
                        + "and one other: “\\x10\\x02”, “\\x10\\x03”."
                )
            }
        case .escaped(let bytes, let mark, _):
            let isMarked = [begin, end].allSatisfy { $0.count == 1 && bytes.contains($0[0]) }
            if !isMarked || !bytes.contains(mark) {
                place.report(
                    .badProfile,
                    "“bytes” must list every byte that is escaped: those that begin and end the "
                        + "frame, one each, and “with” itself."
                )
            }
        }
    }

    private func lintPrompts() {
        guard case .prompted(_, let prompts) = definition.framing.replies else { return }
        for (index, prompt) in prompts.enumerated() {
            for other in prompts[..<index]
            where prompt.source.hasPrefix(other.source) || other.source.hasPrefix(prompt.source) {
                place("framing", "prompts").report(
                    .badProfile,
                    "The prompt “\(prompt.source)” begins like “\(other.source)”; where it ends "
                        + "cannot be told."
                )
            }
        }
    }
}
