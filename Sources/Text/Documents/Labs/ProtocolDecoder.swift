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
            let rest = rest(&members)
            guard let name, let framing, let replyTimeout, let readTimeout else { return nil }
            var definition = ProtocolDefinition(
                name: name,
                summary: summary,
                sources: sources,
                framing: framing,
                checksum: rest.checksum,
                replyTimeout: replyTimeout,
                readTimeout: readTimeout,
                greatestLateness: lateness,
                turnaround: turnaround,
                pauseBetween: pause,
                requests: requests,
                errors: errors ?? [],
                unsolicited: unsolicited ?? []
            )
            rest.complete(&definition)
            if !root.reader.hasErrors { ProtocolLint(definition, root).report() }
            return definition
        }
    }

    /// What most protocols do without.
    private struct Rest {
        var content = ProtocolDefinition.Content.text
        var startsWith: [UInt8] = []
        var checksum: ChecksumDefinition?
        var status: StatusDefinition?
        var sequence: SequenceDefinition?
        var echo = ProtocolDefinition.Echo.none
        var addresses: [ClosedRange<Int>] = []
        var groups: [GroupAddress] = []

        func complete(_ definition: inout ProtocolDefinition) {
            definition.content = content
            definition.startsWith = startsWith
            definition.status = status
            definition.sequence = sequence
            definition.echo = echo
            definition.addresses = addresses
            definition.groups = groups
        }
    }

    private static func rest(_ members: inout Members) -> Rest {
        var rest = Rest()
        rest.content =
            members.optional("content")?.choice(of: ProtocolDefinition.Content.self) ?? .text
        rest.startsWith = members.optional("starts-with").flatMap { bytes($0) } ?? []
        rest.checksum = members.optional("checksum")?.mapping { checksum(&$0) }
        rest.status = members.optional("status")?.mapping { status(&$0) }
        rest.sequence = members.optional("sequence")?.mapping { sequence(&$0) }
        rest.echo = members.optional("echo")?.choice(of: ProtocolDefinition.Echo.self) ?? .none
        rest.addresses = members.optional("addresses")?.list(0...32) { addressRange($0) } ?? []
        rest.groups =
            members.optional("groups")?.list(0...256) { $0.mapping { group(&$0) } } ?? []
        return rest
    }

    /// `['1', '?']`, or one address.
    private static func addressRange(_ field: Field) -> ClosedRange<Int>? {
        guard field.form == .sequence else { return field.deviceAddress().map { $0...$0 } }
        guard let ends = field.list(2...2, { $0.deviceAddress() }), ends.count == 2 else {
            return nil
        }
        guard ends[0] <= ends[1] else {
            field.report(.badProfile, "A range of addresses is [FIRST, LAST].")
            return nil
        }
        return ends[0]...ends[1]
    }

    private static func group(_ members: inout Members) -> GroupAddress? {
        let address = members.required("address")?.deviceAddress()
        let listeners = members.optional("members").flatMap { addressRange($0) }
        return address.map { GroupAddress(address: $0, members: listeners) }
    }

    private static func status(_ members: inout Members) -> StatusDefinition? {
        let field = members.required("field")?.nonEmptyText()
        let error = members.required("error")?.mapping { bits in
            (
                bits.required("bit")?.integer(in: 0...30),
                bits.optional("bits")?.integer(in: 1...16) ?? 1
            )
        }
        var told: [String] = []
        let busy = members.optional("busy")?.mapping { members in
            let bit = members.required("bit")?.integer(in: 0...30)
            told = members.optional("told-by")?.list(1...100) { $0.nonEmptyText() } ?? []
            return bit
        }
        let codes =
            members.required("codes")?.list(1...256) { $0.mapping { Self.code(&$0) } } ?? []
        guard let field, let bit = error?.0, let bits = error?.1 else { return nil }
        return StatusDefinition(
            field: field,
            errorBit: bit,
            errorBits: bits,
            codes: codes,
            busyBit: busy,
            busyToldBy: told
        )
    }

    private static func code(_ members: inout Members) -> StatusDefinition.Code? {
        let number = members.required("number")?.integer(in: 1...65_535)
        let means = members.required("means")?.choice(of: ErrorReply.Meaning.self)
        let text = members.required("text")?.nonEmptyText()
        guard let number, let means, let text else { return nil }
        return StatusDefinition.Code(number: number, meaning: means, text: text)
    }

    private static func sequence(_ members: inout Members) -> SequenceDefinition? {
        let first = members.required("first")?.integer(in: 0...255)
        let last = members.required("last")?.integer(in: 0...255)
        let bit = members.optional("repeat-bit")?.integer(in: 0...7)
        let repeats = members.optional("repeats")?.integer(in: 0...9) ?? 0
        guard let first, let last else { return nil }
        return SequenceDefinition(first: first, last: last, repeatBit: bit, repeats: repeats)
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
    static func bytes(_ field: Field) -> [UInt8]? {
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
