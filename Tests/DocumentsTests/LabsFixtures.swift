import Devices
import Documents
import Findings
import Labs
import Testing

/// One change to a sound document, and the finding it must give.
struct LabsFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: String
    let new: String
    let code: FindingCode
    /// Text of the line the finding must stand at; the changed line where nil.
    let line: String?
    /// Lines above that one.
    let above: Int
    /// Part of the finding's sentence.
    let says: String

    init(
        _ name: String,
        _ old: String,
        _ new: String,
        _ code: FindingCode,
        at line: String? = nil,
        above: Int = 0,
        says: String = ""
    ) {
        self.above = above
        testDescription = name
        self.old = old
        self.new = new
        self.code = code
        self.line = line
        self.says = says
    }

    /// The changed document.
    func applied(to text: String) throws -> String {
        let range = try #require(text.range(of: old), "the fixture has no “\(old)”")
        return text.replacingCharacters(in: range, with: new)
    }

    /// Expects this finding, at its line, with a column.
    func expect(in findings: [Finding], of text: String) throws {
        let wanted = line ?? new
        let first = wanted.split(separator: "\n").last.map(String.init) ?? wanted
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let number = try #require(lines.firstIndex { $0.contains(first) }) + 1 - above
        let hits = findings.filter {
            $0.code == code && $0.location?.line == number && $0.message.contains(says)
        }
        #expect(!hits.isEmpty, "line \(number): \(findings.spoken)")
        #expect(hits.allSatisfy { ($0.location?.column ?? 0) > 0 && $0.location?.file == "f.yaml" })
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        guard !part.isEmpty else { return startIndex..<startIndex }
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) {
                return start..<index(start, offsetBy: part.count)
            }
            start = index(after: start)
        }
        return nil
    }

    fileprivate func replacingCharacters(in range: Range<String.Index>, with new: String) -> String
    {
        self[..<range.lowerBound] + new + self[range.upperBound...]
    }
}

/// Sound documents for tests to break.
enum LabsFixtures {
    static let modbusDevice = """
        athanor: device/1
        name: heater
        manufacturer: Nobody
        model: H-1
        sources: [made up]
        verification: unverified
        parameters: [{name: gain, value: 0.1}]
        capabilities: [furnace]
        link:
          modbus:
            address-base: 1
            baud: 9600
            greatest-read: 8
            forbidden: [[101, 110]]
            reply-timeout: 200 ms
            turnaround: 5 ms
        points:
        - name: temperature
          unit: degC
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 2, encoding: int16, scale: $gain}
        - name: pair
          unit: W
          stale: 4 s
          modbus: {table: input, address: 20, encoding: float32}
        - name: setpoint
          unit: degC
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 4, encoding: int16, write-function: 6}
        - name: broken
          kind: flag
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 6, encoding: uint16, bit: 3}
        - name: mode
          choices: [normal, standby]
          access: read-write
          stale: 4 s
          modbus: {table: holding, address: 8, encoding: uint16}
        actions:
        - name: set
          arguments: [{name: to, unit: degC}]
          commands:
          - write: {point: setpoint, value: $to}
          - write: {point: mode, value: normal}
          confirm: setpoint within 1 K of $to
          within: 5 s
          repeat: absolute
        limits:
        - {name: temperature, from: 0 degC, to: 900 degC}
        refresh:
        - {point: setpoint, every: 2 s}
        on-communication-loss: {does: falls-back, after: 5 s}
        on-power-return: {does: 'off'}
        probe: {point: mode, expect: mode == 'normal'}
        simulator: {model: furnace-controller}
        vectors:
        - address: 1
          request: 01 03 00 01 00 01 D5 CA
          reply: 01 03 02 03 E8 B8 FA
          values: [{name: temperature, value: 100 degC}]
          source: composed
        """

    static let serialDevice = """
        athanor: device/1
        name: scale
        manufacturer: Nobody
        model: S-1
        sources: [made up]
        verification: unverified
        capabilities: [balance]
        link: {serial: {protocol: simple, baud: 9600}}
        points:
        - name: weight
          unit: g
          every: 1 s
          stale: 4 s
          serial: {request: ask, field: value}
        - name: state
          choices: [idle, run]
          every: 1 s
          stale: 4 s
          serial: {request: ask, field: state, words: [I, R]}
        - name: target
          unit: g
          access: read-write
          stale: 4 s
          serial: {request: ask, field: value, write: put}
        actions:
        - name: go
          arguments: [{name: far, unit: mm}]
          commands:
          - send: {request: move, fields: [{name: far, value: $far, unit: mm}]}
          within: 5 s
          repeat: absolute
        on-communication-loss: {does: not-applicable}
        on-power-return: {does: resumes}
        simulator: {model: balance}
        vectors:
        - {address: A, request: 41 0D, reply: 49 20 31 0D, source: composed}
        """

    static let serialProtocol = """
        athanor: protocol/1
        name: simple
        framing: {kind: delimited, out: '\\r', in: '\\r'}
        reply-timeout: 100 ms
        read-timeout: 50 ms
        requests:
        - name: ask
          send: '{address:char}'
          reply: '{state:word} {value:dec}'
        - name: put
          send: '{address:char}P{value:dec2}'
          reply: ok
        - name: move
          send: 'M{far:int}'
          reply: ok
        errors:
        - {match: '?', means: refused, text: No.}
        """

    static func simpleProtocol() throws -> ProtocolDefinition {
        let (value, findings) = LabDocument.decodeProtocol(
            Array(serialProtocol.utf8),
            file: "p.yaml"
        )
        #expect(findings.spoken == [])
        return try #require(value)
    }

    static let lab = """
        athanor: lab/1
        name: small
        lines:
        - {name: bus, kind: modbus-rtu, baud: 9600}
        - {name: io, kind: modbus-rtu, baud: 9600}
        - {name: gas, kind: serial, baud: 19200}
        zones:
        - name: hot
          within: 6 s
          safe:
          - {device: board, action: off-1}
          - {device: control, action: release}
        devices:
        - {name: control, profile: eurotherm-3216, line: bus, address: 1, zone: hot}
        - {name: board, profile: relay-board-8, line: io, address: 1, zone: hot}
        - name: inputs
          profile: digital-inputs-8
          line: io
          address: 2
          zone: hot
          aliases: [{name: shut, point: input-1}]
        - name: mfc
          profile: alicat-mc
          line: gas
          address: A
          zone: hot
          parameters: [{name: full-scale, value: 100 sccm}]
        assemblies:
        - name: furnace
          kind: furnace
          controller: control
          contactor: board.relay-1
          door: inputs.shut
          services: [exhaust]
          temperature: [0 degC, 1200 degC]
          ramp-rate: [0 K/min, 10 K/min]
          open-below: 80 degC
          physics:
            heat-capacity: [1000 J/K, 1400 J/K]
            loss: [0.25 W/K, 0.4 W/K]
            power: 1200 W
            ambient: [15 degC, 30 degC]
            overshoot: 8 K
            lag: 10 min
        - {name: argon, kind: gas, controller: mfc, gas: argon, feeds: furnace, flow: [0 sccm, 100 sccm], cut-out: inputs.input-3}
        - {name: exhaust, kind: relay, output: board.relay-2, purpose: exhaust}
        deck:
          reach: {x: [0 mm, 300 mm], y: [0 mm, 200 mm], z: [0 mm, 100 mm]}
          slots:
          - {name: d1, kind: deck, at: [10 mm, 10 mm, 0 mm]}
          - {name: chamber, kind: chamber, assembly: furnace}
          items:
          - {name: plate, type: plate-96, slot: d1}
        labware:
        - {name: plate-96, use: plate, rows: 8, columns: 12, capacity: 360 uL, dead-volume: 5 uL, depth: 11 mm, pitch: 9 mm, offset: [14 mm, 11 mm], height: 14 mm}
        liquid-classes:
        - {name: aqueous, greatest-rate: 500 uL/s, aspirate-rate: 200 uL/s, dispense-rate: 300 uL/s}
        materials:
        - {name: water, phase: liquid, liquid-class: aqueous}
        - {name: acid, phase: liquid, liquid-class: aqueous, hazards: [acid]}
        - {name: argon, phase: gas}
        chemistry:
          order:
          - {a: water, b: acid, because: It splashes.}
        limits:
          greatest-temperature: 1200 degC
          greatest-power: 3 kW
          longest-plan: 30 d
          open-liquid-temperature: 40 degC
          open-liquid-time: 4 h
          greatest-reaction-gas: 50 mL
          greatest-reaction-heat: 500 J
          inventory:
          - {hazard: acid, greatest: 1 L}
        interlocks:
        - name: door
          trip: not inputs.shut and control.output > 1 %
          debounce: 1 s
          process-safety-time: 20 s
          zone: hot
          happened: The door is open.
          did: Stopped heating.
          mend: Close it.
        - name: cut-out
          trip: not inputs.input-2
          process-safety-time: 15 s
          zone: hot
          happened: The cut-out has acted.
          did: Stopped heating.
          mend: Let it cool.
        people:
        - {user: root, role: admin}
        attendance:
        - {days: [monday], from: '08:00', to: '18:00'}
        """
}
