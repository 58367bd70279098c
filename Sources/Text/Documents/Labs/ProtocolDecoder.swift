import Devices
import Findings
import Quantities

/// Reads `athanor: protocol/1`.
enum ProtocolDecoder {
    static func definition(_ root: Field) -> ProtocolDefinition? {
        root.mapping { members in
            Version.check(&members, kind: "protocol")
            let name = members.required("name")?.identifier()
            let summary = members.optional("summary")?.text() ?? ""
            let sources = members.optional("sources")?.list(0...100) { $0.nonEmptyText() } ?? []
            let framing = members.required("framing")?.mapping { Self.framing(&$0) }
            let start = members.optional("starts-with").flatMap { Self.bytes($0) } ?? []
            let checksum = members.optional("checksum")?.mapping { Self.checksum(&$0) }
            let replyTimeout = members.required("reply-timeout")?.lapse()
            let readTimeout = members.required("read-timeout")?.lapse()
            let lateness = members.optional("greatest-lateness")?.lapse() ?? .milliseconds(1000)
            let turnaround = members.optional("turnaround")?.lapse() ?? .milliseconds(5)
            let pause = members.optional("pause-between")?.lapse() ?? .zero
            let requests =
                members.required("requests")?.uniqueList(of: "a request", by: \.name) {
                    $0.mapping { Self.request(&$0) }
                } ?? []
            let errors = members.optional("errors")?.list(0...500) {
                $0.mapping { Self.error(&$0) }
            }
            let unsolicited = members.optional("unsolicited")?.list(0...100) { Self.template($0) }
            guard let name, let framing, let replyTimeout, let readTimeout else { return nil }
            var definition = ProtocolDefinition(
                name: name,
                summary: summary,
                sources: sources,
                framing: framing,
                checksum: checksum,
                replyTimeout: replyTimeout,
                readTimeout: readTimeout,
                greatestLateness: lateness,
                turnaround: turnaround,
                pauseBetween: pause,
                requests: requests,
                errors: errors ?? [],
                unsolicited: unsolicited ?? []
            )
            definition.startsWith = start
            return definition
        }
    }

    private static func framing(_ members: inout Members) -> Framing? {
        let kinds = ["delimited", "fixed", "length-prefixed"]
        switch members.required("kind")?.choice(among: kinds) {
        case 0:
            let out = members.required("out").flatMap { Self.bytes($0) }
            let terminator = members.required("in")
            guard let end = terminator.flatMap({ Self.bytes($0) }) else { return nil }
            if end.isEmpty {
                terminator?.report(.badProfile, "Replies must end with something: “\\r”.")
            }
            return out.map { .delimited(out: $0, in: end) }
        case 1: return members.required("length")?.integer(in: 1...1024).map { .fixed(length: $0) }
        case 2:
            let offset = members.required("offset")?.integer(in: 0...64)
            let plus = members.required("plus")?.integer(in: -64...64)
            guard let offset, let plus else { return nil }
            return .lengthPrefixed(offset: offset, plus: plus)
        default: return nil
        }
    }

    private static func checksum(_ members: inout Members) -> ChecksumDefinition? {
        let algorithm = members.required("algorithm")?.choice(of: ChecksumDefinition.Algorithm.self)
        let encoding = members.required("encoding")?.choice(of: ChecksumDefinition.Encoding.self)
        let from = members.optional("from")?.integer(in: 0...64) ?? 0
        guard let algorithm, let encoding else { return nil }
        return ChecksumDefinition(algorithm: algorithm, encoding: encoding, from: from)
    }

    private static func request(_ members: inout Members) -> RequestDefinition? {
        let name = members.required("name")?.identifier()
        let sending = members.required("send")
        let send = sending.flatMap { template($0) }
        let answer = members.optional("reply")
        let reply = answer.flatMap { template($0) }
        let timeout = members.optional("reply-timeout")?.lapse()
        let style = members.optional("style")?.choice(of: RequestDefinition.Style.self) ?? .framed
        let errors = members.optional("errors")?.choice(of: RequestDefinition.ErrorReading.self)
        if let sending, let send, send.segments.isEmpty {
            sending.report(.badProfile, "This request sends nothing.")
        }
        if let answer, let reply { checkReply(reply, answer) }
        guard let name, let send else { return nil }
        var request = RequestDefinition(
            name: name,
            send: send,
            reply: reply,
            replyTimeout: timeout,
            style: style
        )
        request.errors = errors ?? .judge
        return request
    }

    private static func error(_ members: inout Members) -> ErrorReply? {
        let match = members.required("match").flatMap { template($0) }
        let means = members.required("means")?.choice(of: ErrorReply.Meaning.self)
        let text = members.required("text")?.nonEmptyText()
        guard let match, let means, let text else { return nil }
        return ErrorReply(match: match, meaning: means, text: text)
    }

    /// A reply's fields must be told apart: no name twice, and a literal between two fields of
    /// open length.
    private static func checkReply(_ reply: Template, _ field: Field) {
        var names: [String] = []
        var openField: String?
        for segment in reply.segments {
            guard case .field(let name, let format) = segment else {
                openField = nil
                continue
            }
            if names.contains(name) {
                field.report(.duplicateName, "The field “\(name)” is there twice.")
            }
            names.append(name)
            if let before = openField {
                field.report(
                    .badProfile,
                    "Where “\(before)” ends and “\(name)” begins cannot be told: put literal text "
                        + "between them, or give “\(before)” a fixed width (char, hex2, int3)."
                )
            }
            openField = format.isOpen ? name : nil
        }
    }

    static func template(_ field: Field) -> Template? {
        guard let text = field.text() else { return nil }
        do throws(TemplateError) {
            return try Template(parsing: text)
        } catch {
            field.report(
                .badProfile,
                "In this template, \(error.message) (character \(error.offset + 1))."
            )
            return nil
        }
    }

    /// Literal bytes, written with the escapes of templates.
    private static func bytes(_ field: Field) -> [UInt8]? {
        guard let template = template(field) else { return nil }
        var bytes: [UInt8] = []
        for segment in template.segments {
            guard case .literal(let literal) = segment else {
                field.report(.badProfile, "Only literal bytes may stand here, no fields.")
                return nil
            }
            bytes += literal
        }
        return bytes
    }
}

extension FieldFormat {
    /// Whether its length is not fixed.
    fileprivate var isOpen: Bool {
        switch self {
        case .integer(let digits, _): digits == 0
        case .decimal, .word, .text: true
        case .hexadecimal, .character: false
        }
    }
}

extension Template {
    /// The names of its fields, in order.
    var fieldNames: [String] {
        segments.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
    }
}
