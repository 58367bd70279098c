import Devices
import Documents
import Findings
import Labs
import Quantities
import Testing

/// What a lab asks of its Modbus lines and units.
struct LabModbusTests {
    private func profile(_ changes: [(String, String)] = []) throws -> DeviceProfile {
        var text = QuirkyDevice.text
        for (old, new) in changes {
            text = try LabsFault("", old, new, .badProfile).applied(to: text)
        }
        let (value, findings) = LabDocument.decodeProfile(Array(text.utf8), file: "d.yaml")
        return try #require(value, "\(findings.spoken)")
    }

    private static let lab = """
        athanor: lab/1
        name: small
        lines:
        - {name: bus, kind: modbus-rtu, baud: 9600, rts: {before: 1 ms, after: 2 ms}, discard-after-open: 100 ms}
        - {name: net, kind: modbus-tcp, port: 'localhost:1502'}
        zones:
        - name: hot
          within: 6 s
          safe: [{device: first, action: set, arguments: [{name: to, value: 20 degC}]}]
        devices:
        - {name: first, profile: quirky, line: bus, address: 1, zone: hot}
        - {name: second, profile: quirky, line: net, address: 7, zone: hot}
        assemblies: []
        limits:
          greatest-temperature: 1200 degC
          greatest-power: 3 kW
          longest-plan: 30 d
          open-liquid-temperature: 40 degC
          open-liquid-time: 4 h
          greatest-reaction-gas: 50 mL
          greatest-reaction-heat: 500 J
          inventory: []
        interlocks: []
        people: [{user: root, role: admin}]
        """

    private func decode(
        _ profiles: [DeviceProfile],
        _ changes: (String, String)...
    ) throws -> (Lab?, [Finding], String) {
        var text = Self.lab
        for (old, new) in changes {
            text = try LabsFault("", old, new, .badLab).applied(to: text)
        }
        let (lab, findings) = LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: profiles,
            protocols: []
        )
        return (lab, findings, text)
    }

    @Test func `the line's driver delays and opening noise arrive`() throws {
        let (lab, findings, _) = try decode([try profile()])
        #expect(findings.spoken == [])
        let line = try #require(lab?.lines.first)
        #expect(line.rts?.before == .milliseconds(1))
        #expect(line.rts?.after == .milliseconds(2))
        #expect(line.discardAfterOpen == .milliseconds(100))
    }

    private func expect(
        _ says: String,
        at line: String,
        _ result: (Lab?, [Finding], String)
    ) throws {
        let lines = result.2.split(separator: "\n", omittingEmptySubsequences: false)
        let number = try #require(lines.firstIndex { $0.contains(line) }) + 1
        #expect(
            result.1.contains {
                $0.code == .badLab && $0.location?.line == number && $0.message.contains(says)
            },
            "\(result.1.spoken)"
        )
    }

    @Test func `a driver that stands longer than the device waits is refused`() throws {
        let result = try decode([try profile()], ("after: 2 ms", "after: 6 ms"))
        try expect("would be lost", at: "name: first", result)
    }

    @Test func `a network has no driver`() throws {
        let result = try decode(
            [try profile()],
            ("port: 'localhost:1502'", "rts: {before: 1 ms}, port: 'localhost:1502'")
        )
        try expect("RTS", at: "name: net", result)
    }

    @Test func `a broadcast needs the profile's leave, and points nobody reads`() throws {
        let never = try profile([("    broadcast: 150 ms\n", "")])
        try expect(
            "does not allow",
            at: "name: first",
            try decode([never], ("line: bus, address: 1", "line: bus, address: 0"))
        )
        try expect(
            "is never read here",
            at: "name: first",
            try decode([try profile()], ("line: bus, address: 1", "line: bus, address: 0"))
        )
    }

    @Test func `units of a bus are 1 to 247, those of a network what the device wants`() throws {
        try expect(
            "1 to 247",
            at: "name: first",
            try decode([try profile()], ("line: bus, address: 1", "line: bus, address: 248"))
        )
        for address in [0, 255] {
            let result = try decode([try profile()], ("address: 7", "address: \(address)"))
            #expect(result.1.spoken == [])
        }
    }

    @Test func `two devices that want the same unit need two connections`() throws {
        let result = try decode(
            [try profile()],
            (
                "assemblies: []",
                "- {name: third, profile: quirky, line: net, address: 8, zone: hot}\nassemblies: []"
            )
        )
        try expect("tcp-unit", at: "name: third", result)
    }

    @Test func `a safe state does not hang on a reading`() throws {
        let read = try profile([
            (
                "commands: [{write: {point: limit, value: $to}}]",
                "commands: [{write: {point: limit, value: $to}}, {write: {point: mode, value: cold}}]"
            )
        ])
        try expect("read first", at: "action: set", try decode([read]))
    }
}
