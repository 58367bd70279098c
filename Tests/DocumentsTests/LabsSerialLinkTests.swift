import Devices
import Documents
import Findings
import Foundation
import Labs
import Testing

/// What profiles and labs say of serial lines, held against the protocol.
struct LabsSerialLinkTests {
    private func protocols(
        _ change: (inout ProtocolDefinition) -> Void
    ) throws
        -> [ProtocolDefinition]
    {
        var value = try LabsFixtures.simpleProtocol()
        change(&value)
        return [value]
    }

    private func refusals(
        _ old: String,
        _ new: String,
        _ known: [ProtocolDefinition]
    ) throws
        -> [Finding]
    {
        let fault = LabsFault("", old, new, .badProfile)
        let text = try fault.applied(to: LabsFixtures.serialDevice)
        return LabDocument.decodeProfile(Array(text.utf8), file: "f.yaml", protocols: known).1
            .filter { $0.code == .badProfile && $0.location?.line == 8 }
    }

    @Test func `flow control and character format are read`() throws {
        let link = "baud: 9600, data-bits: 7, parity: E, flow: rts-cts"
        let fault = LabsFault("", "baud: 9600", link, .badProfile)
        let (value, findings) = LabDocument.decodeProfile(
            Array(try fault.applied(to: LabsFixtures.serialDevice).utf8),
            file: "f.yaml",
            protocols: [try LabsFixtures.simpleProtocol()]
        )
        #expect(findings.spoken == [])
        guard case .serial(_, let settings)? = value?.link else {
            Issue.record("no serial link")
            return
        }
        #expect(settings.flow == .rtsCTS && settings.dataBits == 7 && settings.parity == .even)
        #expect(settings.bitsPerCharacter == 10)
    }

    @Test func `seven bits carry no byte above 7F`() throws {
        let high = try protocols { $0.framing = .delimited(out: [13], in: [13]) }
        #expect(try refusals("9600", "9600, data-bits: 7", high).isEmpty)
        let sum = try protocols {
            $0.checksum = ChecksumDefinition(algorithm: .sum8, encoding: .raw, from: 0)
        }
        #expect(try refusals("9600", "9600, data-bits: 7", sum).count == 1)
        let xor = try protocols {
            $0.checksum = ChecksumDefinition(algorithm: .xor, encoding: .raw, from: 0)
        }
        #expect(try refusals("9600", "9600, data-bits: 7", xor).isEmpty)
    }

    @Test func `flow control by bytes and raw bytes do not go together`() throws {
        let sum = try protocols {
            $0.checksum = ChecksumDefinition(algorithm: .sum8, encoding: .raw, from: 0)
        }
        #expect(try refusals("9600", "9600, flow: xon-xoff", sum).count == 1)
        #expect(try refusals("9600", "9600, flow: xon-xoff", try protocols { _ in }).isEmpty)
    }

    @Test func `a busy bit is read only where it is true`() throws {
        let known = try protocols {
            $0.status = StatusDefinition(
                field: "state",
                errorBit: 0,
                errorBits: 4,
                codes: [],
                busyBit: 5,
                busyToldBy: ["put"]
            )
        }
        let fault = LabsFault(
            "",
            "  choices: [idle, run]\n",
            "  kind: flag\n",
            .badProfile
        )
        let text = try fault.applied(to: LabsFixtures.serialDevice)
        let bit = LabsFault("", ", words: [I, R]", ", bit: 5", .badProfile, says: "busy")
        let whole = try bit.applied(to: text)
        let findings = LabDocument.decodeProfile(
            Array(whole.utf8),
            file: "f.yaml",
            protocols: known
        ).1
        try bit.expect(in: findings, of: whole)
    }

    @Test(arguments: [("A", true), ("C", false), ("_", false)])
    func `a device's address is one of its protocol's, and no group's`(
        address: String,
        isSound: Bool
    ) throws {
        var known = try Shipped.protocols()
        let index = try #require(known.firstIndex { $0.name == "alicat-ascii" })
        known[index].addresses = [65...66]
        known[index].groups = [GroupAddress(address: 95)]
        let text = LabsFixtures.lab.replacingOccurrences(
            of: "line: gas\n  address: A",
            with: "line: gas\n  address: \(address)"
        )
        let findings = LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: try Shipped.profiles(),
            protocols: known
        ).1.filter { $0.code == .badLab && $0.path.description.contains("address") }
        #expect(findings.isEmpty == isSound, "\(findings.spoken)")
    }
}
