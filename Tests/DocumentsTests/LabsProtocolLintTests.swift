import Devices
import Documents
import Findings
import Foundation
import Labs
import Testing

/// The keys of serial protocols, each broken in turn.
struct LabsProtocolLintTests {
    private static let folder = Shipped.root.appending(path: "Tests/Fixtures/Serial")

    private static func files(_ kind: String) -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(
            at: folder.appending(path: kind),
            includingPropertiesForKeys: nil
        )
        return (found ?? []).sorted { $0.path < $1.path }
    }

    @Test func `every fixture decodes without a finding`() throws {
        let spoken = try Self.files("protocols").compactMap { file in
            let (value, findings) = LabDocument.decodeProtocol(
                try Shipped.bytes(file),
                file: file.lastPathComponent
            )
            #expect(findings.spoken == [])
            return value
        }
        #expect(spoken.count == 15)
        for file in Self.files("devices") {
            let (value, findings) = LabDocument.decodeProfile(
                try Shipped.bytes(file),
                file: file.lastPathComponent,
                protocols: spoken
            )
            #expect(findings.spoken == [])
            #expect(value != nil)
        }
    }

    @Test func `every key of the fixtures is in the schema`() throws {
        var allowed: [String] = []
        Self.keys(LabSchema.protocol, into: &allowed)
        for file in Self.files("protocols") {
            let tree = try DocumentTree.read(try Shipped.bytes(file), file: "f")
            var used: [String] = []
            Self.mappingKeys(DocumentValue(tree), into: &used)
            #expect(used.filter { !allowed.contains($0) } == [], "\(file.lastPathComponent)")
        }
    }

    private static func keys(_ value: DocumentValue, into found: inout [String]) {
        switch value {
        case .mapping(let members):
            for member in members {
                if member.key == "properties", case .mapping(let own) = member.value {
                    found += own.map(\.key)
                }
                keys(member.value, into: &found)
            }
        case .list(let items): for item in items { keys(item, into: &found) }
        default: break
        }
    }

    private static func mappingKeys(_ value: DocumentValue, into found: inout [String]) {
        switch value {
        case .mapping(let members):
            for member in members {
                found.append(member.key)
                mappingKeys(member.value, into: &found)
            }
        case .list(let items): for item in items { mappingKeys(item, into: &found) }
        default: break
        }
    }

    /// A sound protocol that uses most keys.
    static let sound = """
        athanor: protocol/1
        name: full
        framing: {kind: enclosed, begin: '\\x02', end: '\\x03', preamble: '\\xFF'}
        checksum: {algorithm: xor, encoding: raw, from: 0, place: after-end}
        sequence: {first: 1, last: 7, repeat-bit: 3, repeats: 2}
        status:
          field: status
          error: {bit: 0, bits: 4}
          busy: {bit: 5, told-by: [ask]}
          codes:
          - {number: 1, means: fault, text: Broken.}
          - {number: 2, means: refused, text: Unknown.}
        addresses: [['1', '9']]
        groups:
        - {address: A, members: ['1', '2']}
        reply-timeout: 100 ms
        read-timeout: 50 ms
        requests:
        - name: ask
          send: '{address:char}{sequence:byte+48}Q'
          reply: '0{status:char}'
        - name: value
          send: '{address:char}{sequence:byte+48}?'
          reply: '0{status:char}{value:int}'
        - name: put
          send: '{address:char}{sequence:byte+48}P{value:int}'
          check: ask
        """

    static let faults: [LabsFault] = [
        LabsFault(
            "a lateness of what nobody answers",
            "  check: ask",
            "  check: ask\n  greatest-lateness: 2 s",
            .badProfile,
            says: "Nothing answers"
        ),
        LabsFault(
            "three decimals of a CRC",
            "xor, encoding: raw",
            "crc16-arc, encoding: decimal3",
            .badProfile
        ),
        LabsFault(
            "a CRC with the address",
            "place: after-end",
            "adding: address",
            .badProfile,
            says: "xor"
        ),
        LabsFault(
            "a sum behind a stuffed end",
            "preamble: '\\xFF'",
            "stuffing: {kind: escaped, with: '\\x7D', mask: 32, bytes: '\\x02\\x03\\x7D'}",
            .badProfile,
            at: "checksum:",
            says: "end"
        ),
        LabsFault("an unknown place", "after-end", "after", .wrongType),
        LabsFault(
            "repeats without a flag",
            ", repeat-bit: 3",
            "",
            .badProfile,
            at: "sequence:",
            says: "twice"
        ),
        LabsFault("numbers into the flag", "last: 7", "last: 9", .badProfile, says: "repeat bit"),
        LabsFault("too few numbers to repeat", "last: 7", "last: 2", .badProfile, says: "three"),
        LabsFault("a message without its number", "{sequence:byte+48}Q", "Q", .badProfile),
        LabsFault("a number of open width", "{sequence:byte+48}Q", "{sequence:int}Q", .badProfile),
        LabsFault(
            "a bias above a byte",
            "{sequence:byte+48}Q",
            "{sequence:byte+480}Q",
            .badProfile
        ),
        LabsFault("a status no reply has", "field: status", "field: state", .badProfile),
        LabsFault(
            "an error twice",
            "{number: 2,",
            "{number: 1,",
            .duplicateName,
            at: "codes:",
            above: -1
        ),
        LabsFault(
            "an error beyond its bits",
            "{number: 2,",
            "{number: 16,",
            .badProfile,
            at: "codes:",
            above: -1
        ),
        LabsFault(
            "busy told by nobody known",
            "told-by: [ask]",
            "told-by: [asks]",
            .unknownName,
            says: "ask"
        ),
        LabsFault(
            "busy told where there is no status",
            "told-by: [ask]",
            "told-by: [put]",
            .badProfile
        ),
        LabsFault(
            "a group at a device's address",
            "address: A",
            "address: '1'",
            .badProfile,
            at: "groups:",
            above: -1
        ),
        LabsFault("addresses the wrong way round", "['1', '9']", "['9', '1']", .badProfile),
        LabsFault(
            "a check of an unknown request",
            "check: ask",
            "check: aks",
            .unknownName,
            says: "ask"
        ),
        LabsFault("a check that needs values", "check: ask", "check: put", .badProfile),
        LabsFault(
            "a check of what is answered",
            "  check: ask",
            "  check: ask\n  reply: ok",
            .badProfile,
            at: "check: ask",
            says: "answered"
        ),
        LabsFault("lines without a first", "  check: ask", "  then: [ok]", .badProfile),
        LabsFault(
            "an ask for nothing",
            "  check: ask",
            "  reply: ok\n  ask: '\\x05'",
            .badProfile,
            says: "then"
        ),
        LabsFault("a length where frames have none", "Q'", "{length:byte}Q'", .badProfile),
        LabsFault(
            "a field without meaning in a request",
            "P{value:int}",
            "P{value:int}{rest:any2}",
            .badProfile
        ),
        LabsFault(
            "an unknown binary format",
            "{value:int}'\n- name: put",
            "{value:u12}'\n- name: put",
            .badProfile,
            at: "{value:u12}"
        ),
        LabsFault("nothing to begin with", "begin: '\\x02'", "begin: ''", .badProfile),
        LabsFault(
            "a real-time byte inside a line",
            "  check: ask",
            "  check: ask\n- {name: stop, send: Q, style: immediate}",
            .badProfile,
            at: "{sequence:byte+48}Q",
            says: "middle"
        ),
        LabsFault(
            "a real-time request of two bytes",
            "  check: ask",
            "  check: ask\n- {name: stop, send: '!!', style: immediate}",
            .badProfile,
            at: "name: stop"
        ),
        LabsFault(
            "a token like a frame's beginning",
            "preamble: '\\xFF'",
            "tokens: ['\\x02']",
            .badProfile,
            at: "tokens:"
        ),
    ]

    @Test func `the sound protocol gives no finding`() {
        let (value, findings) = LabDocument.decodeProtocol(Array(Self.sound.utf8), file: "f.yaml")
        #expect(findings.spoken == [])
        #expect(value?.sequence?.repeats == 2)
        #expect(value?.status?.busyToldBy == ["ask"])
        #expect(value?.framing.preamble == [0xFF])
    }

    @Test(arguments: faults)
    func `a faulty protocol is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: Self.sound)
        let findings = LabDocument.decodeProtocol(Array(text.utf8), file: "f.yaml").1
        try fault.expect(in: findings, of: text)
    }

    static let shapes: [(shape: String, says: String)] = [
        ("{kind: fixed}", "long"),
        ("{kind: fixed, length: 4}", "Noise"),
        ("{kind: length-prefixed, offset: 1, plus: 1, begin: '\\x02'}", "{length:byte}"),
        ("{kind: prompt, out: '\\r', after: '\\n', prompts: ['>', '>>']}", "begins like"),
        ("{kind: prompt, out: '\\r', after: '\\n', prompts: ['{value:int}>']}", "prompt"),
        ("{kind: delimited, out: '\\r', in: ''}", "silence"),
        (
            "{kind: enclosed, begin: '\\x02', end: '\\x03', stuffing: {kind: doubled, byte: '\\x10'}}",
            "doubled"
        ),
        (
            "{kind: enclosed, begin: '\\x7E', end: '\\x7E', stuffing: {kind: escaped, with: '\\x7D', "
                + "mask: 0x20, bytes: '\\x7E'}}",
            "every byte"
        ),
        (
            "{kind: delimited, out: '\\r', in: '\\r', stuffing: {kind: doubled, byte: '\\x10'}}",
            "enclosed"
        ),
        (
            "{kind: enclosed, begin: '\\x7E', end: '\\x7E', stuffing: {kind: escaped, with: '\\x7D', "
                + "mask: 0x200, bytes: '\\x7E\\x7D'}}",
            "one byte"
        ),
    ]

    @Test(arguments: shapes)
    func `a framing that cannot be told apart is refused at its line`(
        shape: String,
        says: String
    ) {
        let text = """
            athanor: protocol/1
            name: shaped
            framing: \(shape)
            reply-timeout: 100 ms
            read-timeout: 50 ms
            requests:
            - {name: ask, send: R, reply: '{value:dec}'}
            """
        let findings = LabDocument.decodeProtocol(Array(text.utf8), file: "f.yaml").1
        let hits = findings.filter { $0.code == .badProfile && $0.message.contains(says) }
        #expect(!hits.isEmpty, "\(findings.spoken)")
        #expect(hits.allSatisfy { [3, 7].contains($0.location?.line) })
    }

    @Test func `a reply that silence ends is sound when it is said`() {
        let text = """
            athanor: protocol/1
            name: quiet
            framing: {kind: silence, out: '\\r'}
            reply-timeout: 100 ms
            read-timeout: 50 ms
            requests:
            - {name: ask, send: R, reply: '{value:dec}'}
            """
        let (value, findings) = LabDocument.decodeProtocol(Array(text.utf8), file: "f.yaml")
        #expect(findings.spoken == [])
        #expect(value?.framing == .delimited(out: [13], in: []))
    }
}
