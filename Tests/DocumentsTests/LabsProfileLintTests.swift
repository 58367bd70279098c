import Devices
import Documents
import Expressions
import Findings
import Labs
import Quantities
import Testing

struct LabsProfileLintTests {
    @Test func `the sound Modbus profile gives no finding`() {
        let (value, findings) = LabDocument.decodeProfile(
            Array(LabsFixtures.modbusDevice.utf8),
            file: "f.yaml"
        )
        #expect(findings.spoken == [])
        #expect(value?.points.count == 5)
    }

    @Test func `the sound serial profile gives no finding with its protocol`() throws {
        let (value, findings) = LabDocument.decodeProfile(
            Array(LabsFixtures.serialDevice.utf8),
            file: "f.yaml",
            protocols: [try LabsFixtures.simpleProtocol()]
        )
        #expect(findings.spoken == [])
        #expect(value != nil)
    }

    static let form: [LabsFault] = [
        LabsFault("a key nobody knows", "sources: [", "surces: [", .unknownKey, says: "sources"),
        LabsFault("another version", "device/1", "device/2", .wrongType),
        LabsFault("no profile name", "name: heater\n", "", .missingKey, at: "athanor: device"),
        LabsFault(
            "a point's name twice",
            "name: pair",
            "name: temperature",
            .duplicateName,
            at: "  unit: W",
            above: 1
        ),
        LabsFault(
            "an argument named like a parameter",
            "{name: to, unit: degC}",
            "{name: gain, unit: degC}",
            .duplicateName
        ),
        LabsFault("an unknown unit", "unit: W", "unit: Wat", .unitMismatch, at: "unit: Wat"),
        LabsFault("neither unit nor choices", "  unit: W\n", "", .badProfile, at: "name: pair"),
        LabsFault("a bare number for a time", "stale: 4 s", "stale: 4", .bareNumber),
        LabsFault(
            "stale before the next reading",
            "every: 1 s\n  stale: 4 s",
            "every: 1 s\n  stale: 500 ms",
            .badProfile
        ),
        LabsFault(
            "reply timeout within the turnaround",
            "turnaround: 5 ms",
            "turnaround: 300 ms",
            .badProfile,
            at: "address-base"
        ),
    ]

    static let registers: [LabsFault] = [
        LabsFault(
            "a field beyond the last address",
            "address: 20,",
            "address: 65536,",
            .badProfile
        ),
        LabsFault("an address before the first", "address: 2,", "address: 0,", .badProfile),
        LabsFault(
            "a field in a forbidden range",
            "address: 4, encoding: int16",
            "address: 105, encoding: int16",
            .badProfile,
            says: "101 to 110"
        ),
        LabsFault(
            "two fields over each other",
            "address: 2, encoding: int16",
            "address: 3, encoding: int32",
            .badProfile,
            at: "address: 4,",
            says: "temperature"
        ),
        LabsFault(
            "a field wider than a read",
            "greatest-read: 8",
            "greatest-read: 1",
            .badProfile,
            at: "address: 20,"
        ),
        LabsFault("a bit beyond its register", "bit: 3", "bit: 16", .badProfile),
        LabsFault(
            "an input register written",
            "{table: holding, address: 4,",
            "{table: input, address: 4,",
            .badProfile,
            says: "cannot be written"
        ),
        LabsFault(
            "the wrong write function",
            "write-function: 6",
            "write-function: 5",
            .badProfile
        ),
        LabsFault(
            "a written point that is only read",
            "address: 20, encoding: float32",
            "address: 20, encoding: float32, write-function: 16",
            .badProfile
        ),
        LabsFault("no encoding", ", encoding: float32", "", .missingKey, at: "address: 20"),
        LabsFault("a scale of zero", "scale: $gain", "scale: 0", .badProfile),
        LabsFault("a scale in another unit", "scale: $gain", "scale: 2 mm", .unitMismatch),
        LabsFault(
            "a parameter nobody declared",
            "scale: $gain",
            "scale: $gian",
            .unknownName,
            says: "$gain"
        ),
    ]

    static let meaning: [LabsFault] = [
        LabsFault(
            "faults that leave a gap",
            "repeat: absolute",
            "repeat: absolute\n  faults: {late: hold, refused: retry 2}",
            .faultPolicyGap,
            says: "in-doubt"
        ),
        LabsFault(
            "retrying what must not be repeated",
            "repeat: absolute",
            "repeat: once\n  faults: {any: hold, refused: retry 2}",
            .faultPolicyGap,
            says: "retry 2"
        ),
        LabsFault(
            "an unknown point written",
            "point: setpoint, value: $to",
            "point: setpiont, value: $to",
            .unknownName,
            says: "setpoint"
        ),
        LabsFault("an unknown argument", "value: $to}", "value: $two}", .unknownName),
        LabsFault("a value in another unit", "value: $to}", "value: 5 mm}", .unitMismatch),
        LabsFault(
            "a choice there is not",
            "value: normal}",
            "value: nromal}",
            .wrongType,
            says: "normal"
        ),
        LabsFault(
            "a point that is only read written",
            "point: setpoint, value: $to",
            "point: temperature, value: $to",
            .badProfile
        ),
        LabsFault(
            "a confirmation that is no flag",
            "confirm: setpoint within 1 K of $to",
            "confirm: setpoint",
            .unitMismatch
        ),
        LabsFault(
            "a difference in degC",
            "within 1 K of $to",
            "within 1 degC of $to",
            .temperatureDifference
        ),
        LabsFault(
            "an expression that does not parse",
            "confirm: setpoint within 1 K of $to",
            "confirm: setpoint within 1 K",
            .badExpression
        ),
        LabsFault(
            "an argument nothing uses",
            "value: $to}",
            "value: 20 degC}",
            .unusedValue,
            at: "arguments:"
        ),
        LabsFault("a limit the wrong way round", "to: 900 degC", "to: -5 degC", .badProfile),
        LabsFault("a limit of two kinds", "to: 900 degC", "to: 9 mm", .unitMismatch),
        LabsFault("a refresh that comes too late", "every: 2 s}", "every: 6 s}", .badProfile),
        LabsFault(
            "a refresh of what is only read",
            "- {point: setpoint, every: 2 s}",
            "- {point: temperature, every: 2 s}",
            .badProfile
        ),
        LabsFault(
            "a probe of an unknown point",
            "probe: {point: mode",
            "probe: {point: moode",
            .unknownName
        ),
        LabsFault(
            "an unknown simulator",
            "model: furnace-controller",
            "model: furnace",
            .wrongType
        ),
    ]

    static let vectors: [LabsFault] = [
        LabsFault("a wrong CRC", "00 01 D5 CA", "00 01 D5 CB", .badProfile, says: "D5 CA"),
        LabsFault(
            "a frame of another unit",
            "- address: 1\n",
            "- address: 2\n",
            .badProfile,
            at: "request: 01 03"
        ),
        LabsFault("half a byte", "03 E8 B8 FA", "03 E8 B8 F", .wrongType),
        LabsFault("no source", "  source: composed", "", .missingKey, at: "- address: 1"),
        LabsFault(
            "a value of an unknown point",
            "name: temperature, value: 100",
            "name: temprature, value: 100",
            .unknownName
        ),
        LabsFault("a value in another unit", "value: 100 degC", "value: 100 W", .unitMismatch),
    ]

    @Test(arguments: form + registers + meaning + vectors)
    func `a faulty Modbus profile is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.modbusDevice)
        let (value, findings) = LabDocument.decodeProfile(Array(text.utf8), file: "f.yaml")
        try fault.expect(in: findings, of: text)
        #expect(value == nil || fault.code.severity == .warning)
    }

    @Test func `a profile without vectors is refused at its key`() throws {
        let cut = LabsFixtures.modbusDevice.split(separator: "vectors:")[0] + "vectors: []\n"
        let (value, findings) = LabDocument.decodeProfile(Array(cut.utf8), file: "f.yaml")
        #expect(value == nil)
        #expect(findings.map(\.code) == [.badProfile])
        #expect(findings.first?.message.contains("at least one vector") == true)
    }

    static let serial: [LabsFault] = [
        LabsFault(
            "an unknown protocol",
            "protocol: simple",
            "protocol: simpel",
            .unknownName,
            says: "simple"
        ),
        LabsFault(
            "an unknown request",
            "request: ask, field: value}",
            "request: aks, field: value}",
            .unknownName,
            says: "ask"
        ),
        LabsFault("a field the reply has not", "field: value}", "field: wieght}", .unknownName),
        LabsFault("a writing request without value", "write: put", "write: move", .badProfile),
        LabsFault("too few words", "words: [I, R]", "words: [I, R, S]", .badProfile),
        LabsFault(
            "a template field nothing provides",
            "{request: move, fields: [{name: far, value: $far, unit: mm}]}",
            "{request: move}",
            .badProfile
        ),
        LabsFault(
            "a field the request has not",
            "{name: far, value: $far",
            "{name: fra, value: $far",
            .unknownName
        ),
        LabsFault(
            "a field in another unit",
            "value: $far, unit: mm",
            "value: $far, unit: g",
            .unitMismatch
        ),
        LabsFault(
            "a Modbus point on a serial device",
            "serial: {request: ask, field: value}",
            "modbus: {table: input, address: 1, encoding: int16}",
            .badProfile
        ),
        LabsFault(
            "a written point without its request",
            ", write: put}",
            "}",
            .badProfile,
            at: "name: target",
            above: -4
        ),
    ]

    @Test(arguments: serial)
    func `a faulty serial profile is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.serialDevice)
        let (value, findings) = LabDocument.decodeProfile(
            Array(text.utf8),
            file: "f.yaml",
            protocols: [try LabsFixtures.simpleProtocol()]
        )
        try fault.expect(in: findings, of: text)
        #expect(value == nil)
    }

    static let protocolFaults: [LabsFault] = [
        LabsFault(
            "a field that is not closed",
            "send: 'M{far:int}'",
            "send: 'M{far:int'",
            .badProfile
        ),
        LabsFault("an unknown format", "{far:int}", "{far:integer}", .badProfile),
        LabsFault(
            "fields that cannot be told apart",
            "{state:word} {value:dec}",
            "{state:word}{value:dec}",
            .badProfile,
            says: "state"
        ),
        LabsFault(
            "a field twice in a reply",
            "{state:word} {value:dec}",
            "{value:word} {value:dec}",
            .duplicateName
        ),
        LabsFault(
            "a request's name twice",
            "name: put",
            "name: ask",
            .duplicateName,
            at: "{address:char}P",
            above: 1
        ),
        LabsFault("replies that end with nothing", "in: '\\r'", "in: ''", .badProfile),
        LabsFault(
            "an unknown meaning",
            "means: refused",
            "means: refuse",
            .wrongType,
            says: "refused"
        ),
        LabsFault("an unknown framing", "kind: delimited", "kind: delimted", .wrongType),
    ]

    @Test(arguments: protocolFaults)
    func `a faulty protocol is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: LabsFixtures.serialProtocol)
        let (value, findings) = LabDocument.decodeProtocol(Array(text.utf8), file: "f.yaml")
        try fault.expect(in: findings, of: text)
        #expect(value == nil)
    }

    @Test func `addresses count from the profile's base`() throws {
        let value = LabDocument.decodeProfile(
            Array(LabsFixtures.modbusDevice.utf8),
            file: "f.yaml"
        ).0
        guard case .modbus(let field) = try #require(value).points[0].source else {
            Issue.record("no Modbus point")
            return
        }
        #expect(field.address == 1)
        #expect(field.scale == 0.1)
    }

    @Test func `a choice is written as its index and a flag as one or zero`() throws {
        let value = LabDocument.decodeProfile(
            Array(LabsFixtures.modbusDevice.utf8),
            file: "f.yaml"
        ).0
        let commands = try #require(value?.action("set")).commands
        #expect(commands.last == .write(point: "mode", value: .literal(.number(0))))
    }

    @Test func `another syringe changes scale, limit and commands of the pump`() throws {
        let pump = try #require(try Shipped.profiles().first { $0.name == "tecan-xcalibur" })
        let half = try #require(
            pump.with([.init("syringe", .init(0.5, .init("mL", .volume, 1e-6)))])
        )
        let index = try #require(pump.pointIndex("position"))
        #expect(
            abs(half.points[index].source.scale * 2 / pump.points[index].source.scale - 1) < 1e-12
        )
        #expect(abs((half.limit("volume")?.high ?? 0) - 0.5e-6) < 1e-15)
        #expect(half.action("move-plunger") != pump.action("move-plunger"))
        #expect(half.vectors.isEmpty)
    }
}
