import Devices
import Findings
import Quantities

extension ProtocolDecoder {
    static func framing(_ members: inout Members) -> Framing? {
        var framing = shape(&members)
        framing?.stuffing = members.optional("stuffing")?.mapping { stuffing(&$0) }
        framing?.preamble = members.optional("preamble").flatMap { bytes($0) } ?? []
        framing?.tokens = members.optional("tokens")?.list(1...16) { someBytes($0) } ?? []
        return framing
    }

    private static func shape(_ members: inout Members) -> Framing? {
        let kinds = ["delimited", "silence", "enclosed", "fixed", "length-prefixed", "prompt"]
        switch members.required("kind")?.choice(among: kinds) {
        case 0:
            let out = members.required("out").flatMap { bytes($0) }
            let terminator = members.required("in")
            guard let end = terminator.flatMap({ bytes($0) }) else { return nil }
            if end.isEmpty {
                terminator?.report(
                    .badProfile,
                    "Replies must end with something: “\\r”. If only silence ends them, say "
                        + "“kind: silence”."
                )
            }
            return out.map { .delimited(out: $0, in: end) }
        case 1:
            let out = members.required("out").flatMap { bytes($0) }
            return out.map { .delimited(out: $0, in: []) }
        case 2:
            let begin = members.required("begin").flatMap { someBytes($0) }
            let end = members.required("end").flatMap { someBytes($0) }
            let out = members.optional("out").flatMap { bytes($0) }
            guard let begin, let end else { return nil }
            let replies = FrameShape.enclosed(from: begin, to: end)
            return Framing(requests: out.map { .ended(by: $0) } ?? replies, replies: replies)
        case 3:
            let place = members.optional("length")
            let length = place?.integer(in: 1...1024)
            guard place == nil || length != nil else { return nil }
            return .fixed(length: length)
        case 4: return lengthPrefixed(&members)
        case 5:
            let out = members.required("out").flatMap { bytes($0) }
            let before = members.required("after").flatMap { someBytes($0) }
            let prompts = members.required("prompts")?.list(1...16) { prompt($0) }
            guard let out, let before, let prompts else { return nil }
            return Framing(
                requests: .ended(by: out),
                replies: .prompted(after: before, prompts: prompts)
            )
        default: return nil
        }
    }

    private static func lengthPrefixed(_ members: inout Members) -> Framing? {
        let offset = members.required("offset")?.integer(in: 0...64)
        let plus = members.required("plus")?.integer(in: -64...64)
        let begin = members.optional("begin").flatMap { someBytes($0) } ?? []
        let end = members.optional("end").flatMap { someBytes($0) } ?? []
        guard let offset, let plus else { return nil }
        return .lengthPrefixed(LengthField(offset: offset, plus: plus, begin: begin, end: end))
    }

    private static func prompt(_ field: Field) -> Template? {
        guard let prompt = template(field) else { return nil }
        guard !prompt.segments.isEmpty, prompt.fieldNames.allSatisfy({ $0 == "address" }) else {
            field.report(.badProfile, "A prompt is literal text, with {address} at most.")
            return nil
        }
        return prompt
    }

    private static func stuffing(_ members: inout Members) -> Stuffing? {
        switch members.required("kind")?.choice(among: ["doubled", "escaped"]) {
        case 0: return members.required("byte").flatMap { oneByte($0) }.map { .doubled($0) }
        case 1:
            let mark = members.required("with").flatMap { oneByte($0) }
            let place = members.required("mask")
            let special = members.required("bytes").flatMap { someBytes($0) }
            guard let mark, let place, let mask = place.wireAddress(), let special else {
                return nil
            }
            guard (1...255).contains(mask) else {
                place.report(.badProfile, "The mask is one byte, such as 0x20.")
                return nil
            }
            return .escaped(bytes: special, with: mark, mask: UInt8(mask))
        default: return nil
        }
    }

    static func checksum(_ members: inout Members) -> ChecksumDefinition? {
        typealias Definition = ChecksumDefinition
        let algorithm = members.required("algorithm")?.choice(of: Definition.Algorithm.self)
        let encoding = members.required("encoding")?.choice(of: Definition.Encoding.self)
        let from = members.optional("from")?.integer(in: 0...64) ?? 0
        let replyFrom = members.optional("reply-from")?.integer(in: 0...64)
        let order = members.optional("order")?.choice(of: Definition.Order.self)
        let place = members.optional("place")?.choice(of: Definition.Place.self)
        let adding = members.optional("adding")?.choice(of: Definition.Addition.self)
        guard let algorithm, let encoding else { return nil }
        var definition = ChecksumDefinition(
            algorithm: algorithm,
            encoding: encoding,
            from: from,
            replyFrom: replyFrom
        )
        definition.order = order ?? .lowFirst
        definition.place = place ?? .beforeEnd
        definition.adding = adding ?? .nothing
        return definition
    }

    private static func oneByte(_ field: Field) -> UInt8? {
        guard let bytes = bytes(field) else { return nil }
        guard bytes.count == 1 else {
            field.report(.badProfile, "One byte belongs here, such as “\\x10”.")
            return nil
        }
        return bytes[0]
    }

    static func someBytes(_ field: Field) -> [UInt8]? {
        guard let bytes = bytes(field) else { return nil }
        guard !bytes.isEmpty else {
            field.report(.badProfile, "Something must stand here, such as “\\x02”.")
            return nil
        }
        return bytes
    }
}
