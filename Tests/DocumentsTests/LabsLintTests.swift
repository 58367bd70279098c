import Devices
import Documents
import Findings
import Labs
import Testing

struct LabsLintTests {
    private func decode(_ text: String) throws -> (Lab?, [Finding]) {
        LabDocument.decodeLab(
            Array(text.utf8),
            file: "f.yaml",
            profiles: try Shipped.profiles(),
            protocols: try Shipped.protocols()
        )
    }

    @Test func `the sound small lab gives no finding`() throws {
        let (lab, findings) = try decode(LabsFixtures.lab)
        #expect(findings.spoken == [])
        #expect(lab?.profiles.map(\.name).contains("alicat-mc") == true)
        #expect(lab?.protocols.map(\.name) == ["alicat-ascii"])
    }

    static let devices: [LabsFault] = [
        LabsFault(
            "going on after a fault of a relay",
            "{name: exhaust, kind: relay,",
            "{name: exhaust, faults: {late: continue}, kind: relay,",
            .faultPolicyGap
        ),
        LabsFault(
            "an unknown profile",
            "profile: eurotherm-3216",
            "profile: eurotherm-3215",
            .unknownName,
            says: "eurotherm-3216"
        ),
        LabsFault(
            "a zone with less time than its lines may need",
            "within: 6 s",
            "within: 300 ms",
            .badLab,
            says: "may wait 450 ms"
        ),
        LabsFault("an unknown line", "line: bus", "line: buss", .unknownName, says: "bus"),
        LabsFault(
            "an unknown zone",
            "address: 1, zone: hot}",
            "address: 1, zone: hto}",
            .unknownName
        ),
        LabsFault(
            "a device's name twice",
            "name: board",
            "name: control",
            .duplicateName,
            at: "profile: relay-board-8"
        ),
        LabsFault(
            "one address twice on a line",
            "  line: io\n  address: 2",
            "  line: io\n  address: 1",
            .badLab,
            at: "- name: inputs",
            says: "board"
        ),
        LabsFault("a Modbus device on a serial line", "line: bus", "line: gas", .badLab),
        LabsFault(
            "a serial device on a bus",
            "line: gas",
            "line: io",
            .badLab,
            at: "  address: A",
            above: 1
        ),
        LabsFault("a unit beyond 247", "line: bus, address: 1", "line: bus, address: 248", .badLab),
        LabsFault(
            "an unknown parameter",
            "name: full-scale",
            "name: fullscale",
            .unknownName,
            says: "full-scale"
        ),
        LabsFault("a parameter in another unit", "value: 100 sccm", "value: 100 mm", .unitMismatch),
        LabsFault("an alias of nothing", "point: input-1}", "point: input-9}", .unknownName),
        LabsFault(
            "a line nobody uses",
            "- {name: gas, kind: serial, baud: 19200}",
            "- {name: gas, kind: serial, baud: 19200}\n- {name: idle, kind: serial, baud: 9600}",
            .unusedValue
        ),
        LabsFault(
            "an action the device has not",
            "action: release",
            "action: relaese",
            .unknownName,
            says: "release"
        ),
        LabsFault(
            "an action without its arguments",
            "action: release",
            "action: set-target",
            .badLab
        ),
    ]

    static let assemblies: [LabsFault] = [
        LabsFault(
            "a controller that cannot control",
            "controller: control",
            "controller: board",
            .badLab,
            says: "set-target"
        ),
        LabsFault(
            "a contactor that is only read",
            "contactor: board.relay-1",
            "contactor: inputs.input-2",
            .badLab
        ),
        LabsFault(
            "a door that is no flag",
            "door: inputs.shut",
            "door: control.temperature",
            .badLab
        ),
        LabsFault(
            "an unknown point",
            "door: inputs.shut",
            "door: inputs.shutt",
            .unknownName,
            says: "shut"
        ),
        LabsFault("an unknown service", "services: [exhaust]", "services: [exhuast]", .unknownName),
        LabsFault(
            "a service that is not switched",
            "services: [exhaust]",
            "services: [argon]",
            .badLab,
            at: "- name: furnace"
        ),
        LabsFault(
            "a difference in degC",
            "overshoot: 8 K",
            "overshoot: 8 degC",
            .temperatureDifference
        ),
        LabsFault(
            "a range the wrong way round",
            "[0 degC, 1200 degC]",
            "[1200 degC, 0 degC]",
            .wrongType
        ),
        LabsFault("a gas that is a liquid", "gas: argon,", "gas: water,", .badLab),
        LabsFault(
            "a flow beyond full scale",
            "flow: [0 sccm, 100 sccm]",
            "flow: [0 sccm, 1 slm]",
            .badLab
        ),
        LabsFault("a gas that feeds no furnace", "feeds: furnace", "feeds: exhaust", .badLab),
        LabsFault("a chamber of no furnace", "assembly: furnace}", "assembly: exhaust}", .badLab),
        LabsFault("an unknown kind", "kind: gas,", "kind: gass,", .wrongType),
    ]

    static let deck: [LabsFault] = [
        LabsFault("an unknown labware type", "type: plate-96", "type: plate-69", .unknownName),
        LabsFault("an unknown slot", "slot: d1}", "slot: d2}", .unknownName),
        LabsFault(
            "two items in one place",
            "- {name: plate, type: plate-96, slot: d1}",
            "- {name: plate, type: plate-96, slot: d1}\n  - {name: more, type: plate-96, slot: d1}",
            .slotOccupied
        ),
        LabsFault(
            "wells out of reach",
            "at: [10 mm, 10 mm, 0 mm]",
            "at: [250 mm, 10 mm, 0 mm]",
            .outOfReach,
            at: "name: plate, type"
        ),
        LabsFault(
            "several wells without pitch",
            "pitch: 9 mm, ",
            "",
            .missingKey,
            at: "name: plate-96"
        ),
        LabsFault(
            "a dead volume above capacity",
            "dead-volume: 5 uL",
            "dead-volume: 400 uL",
            .badLab
        ),
        LabsFault(
            "a rate above the greatest",
            "aspirate-rate: 200 uL/s",
            "aspirate-rate: 2 mL/s",
            .badLab
        ),
        LabsFault(
            "a liquid without a class",
            "phase: liquid, liquid-class: aqueous}",
            "phase: liquid}",
            .missingKey
        ),
        LabsFault(
            "a rule about nothing",
            "{a: water, b: acid",
            "{a: water, b: acdi",
            .unknownName,
            says: "acid"
        ),
        LabsFault("an inventory of nothing", "hazard: acid", "hazard: oxidiser", .unknownName),
        LabsFault("an inventory in another unit", "greatest: 1 L", "greatest: 1 m", .unitMismatch),
    ]

    static let safety: [LabsFault] = [
        LabsFault(
            "an interlock on an unknown point",
            "control.output >",
            "control.ouput >",
            .unknownName,
            says: "control.output"
        ),
        LabsFault(
            "an interlock that is no flag",
            "trip: not inputs.shut and control.output > 1 %",
            "trip: control.output",
            .unitMismatch
        ),
        LabsFault(
            "an interlock in other units",
            "control.output > 1 %",
            "control.output > 1 K",
            .unitMismatch
        ),
        LabsFault(
            "an interlock that reads nothing",
            "trip: not inputs.shut and control.output > 1 %",
            "trip: 1 > 2",
            .guardConstant
        ),
        LabsFault(
            "an interlock that can never trip",
            "control.output > 1 %",
            "control.output > 1 % and control.output < 0.5 %",
            .guardConstant,
            says: "never trip"
        ),
        LabsFault(
            "an interlock that always trips",
            "trip: not inputs.shut and control.output > 1 %",
            "trip: inputs.shut or not inputs.shut",
            .guardConstant,
            says: "always trips"
        ),
        LabsFault(
            "an interlock that divides by zero",
            "control.output > 1 %",
            "1 / control.output > 0.5",
            .guardConstant,
            says: "divide by zero"
        ),
        LabsFault(
            "two interlocks that contradict each other",
            "interlocks:",
            """
            interlocks:
            - name: shut
              trip: inputs.shut or control.output < 50 %
              debounce: 1 s
              process-safety-time: 20 s
              zone: hot
              happened: It is shut.
              did: Stopped.
              mend: Open it.
            - name: open
              trip: not inputs.shut and control.output > 40 %
              debounce: 1 s
              process-safety-time: 20 s
              zone: hot
              happened: It is open.
              did: Stopped.
              mend: Shut it.
            """,
            .guardConstant,
            at: "trip: not inputs.shut and control.output > 40 %",
            says: "contradicts"
        ),
        LabsFault(
            "an interlock on what is not polled",
            "control.output > 1 %",
            "control.instrument-id > 1",
            .unpolledGuard
        ),
        LabsFault(
            "a process safety time that does not fit",
            "process-safety-time: 20 s",
            "process-safety-time: 6 s",
            .badLab,
            says: "may be 5 s old"
        ),
        LabsFault(
            "an interlock of no zone",
            "time: 20 s\n  zone: hot",
            "time: 20 s\n  zone: cold",
            .unknownName,
            at: "zone: cold"
        ),
        LabsFault(
            "a person twice",
            "- {user: root, role: admin}",
            "- {user: root, role: admin}\n- {user: root, role: safety}",
            .duplicateName
        ),
        LabsFault("an unknown role", "role: admin", "role: admn", .wrongType, says: "admin"),
        LabsFault("hours that end before they begin", "to: '18:00'", "to: '07:00'", .badLab),
        LabsFault("hours that are none", "from: '08:00'", "from: '8'", .wrongType),
    ]

    @Test(arguments: devices + assemblies + deck + safety)
    func `a faulty lab is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.lab)
        let (lab, findings) = try decode(text)
        try fault.expect(in: findings, of: text)
        #expect(lab == nil || fault.code.severity == .warning)
    }

    @Test func `a controller that heats again when power returns is refused`() throws {
        var profiles = try Shipped.profiles()
        let index = try #require(profiles.firstIndex { $0.name == "eurotherm-3216" })
        profiles[index].onPowerReturn = LossBehaviour(.resumes)
        let (lab, findings) = LabDocument.decodeLab(
            Array(LabsFixtures.lab.utf8),
            file: "f.yaml",
            profiles: profiles,
            protocols: try Shipped.protocols()
        )
        #expect(lab == nil)
        #expect(findings.map(\.code) == [.badLab])
    }

    @Test func `a controller that holds its last value needs a guardian`() throws {
        var profiles = try Shipped.profiles()
        let index = try #require(profiles.firstIndex { $0.name == "eurotherm-3216" })
        profiles[index].onCommunicationLoss = LossBehaviour(.holdsLast)
        let (lab, findings) = LabDocument.decodeLab(
            Array(LabsFixtures.lab.utf8),
            file: "f.yaml",
            profiles: profiles,
            protocols: try Shipped.protocols()
        )
        #expect(lab == nil)
        #expect(findings.first?.message.contains("guardian") == true)
    }

    @Test func `a fault in a device is reported once, not wherever its name is used`() throws {
        let text = LabsFixtures.lab.replacing("profile: eurotherm-3216", with: "profile: nothing")
        #expect(try decode(text).1.count == 1)
    }

    @Test func `two instances with other parameters have profiles of their own`() throws {
        let lab = try #require(try Shipped.lab())
        let flows = lab.devices.filter { lab.profiles[$0.profile].name == "alicat-mc" }
        #expect(flows.count == 2)
        #expect(Set(flows.map(\.profile)).count == 2)
    }

    @Test func `comments and layout leave the hash, a value changes it`() throws {
        let base = try #require(try decode(LabsFixtures.lab).0)
        let same = try #require(try decode("# more\n" + LabsFixtures.lab + "\n").0)
        let other = try #require(
            try decode(LabsFixtures.lab.replacing("power: 1200 W", with: "power: 1300 W")).0
        )
        #expect(base.hash.count == 64)
        #expect(base.hash == same.hash)
        #expect(base.hash != other.hash)
    }

    @Test func `the profiles in use are part of the hash`() throws {
        var profiles = try Shipped.profiles()
        let base = try #require(try decode(LabsFixtures.lab).0)
        let index = try #require(profiles.firstIndex { $0.name == "relay-board-8" })
        profiles[index].hash = "0"
        let other = LabDocument.decodeLab(
            Array(LabsFixtures.lab.utf8),
            file: "f.yaml",
            profiles: profiles,
            protocols: try Shipped.protocols()
        ).0
        #expect(base.hash != other?.hash)
    }
}
