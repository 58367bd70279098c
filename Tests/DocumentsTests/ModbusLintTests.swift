import Devices
import Documents
import Findings
import Labs
import Quantities
import Testing

/// Every key of a Modbus profile: what it means, and what is refused at its line.
struct ModbusLintTests {
    private func decode(_ text: String) -> (DeviceProfile?, [Finding]) {
        LabDocument.decodeProfile(Array(text.utf8), file: "f.yaml")
    }

    @Test func `the profile with every key gives no finding`() {
        let (value, findings) = decode(QuirkyDevice.text)
        #expect(findings.spoken == [])
        #expect(value?.points.count == 16)
    }

    @Test func `every key of the link arrives`() throws {
        guard case .modbus(let link) = try #require(decode(QuirkyDevice.text).0).link else {
            Issue.record("no Modbus link")
            return
        }
        var block = ExactBlock(table: .input, address: 100, count: 20)
        block.readTimeout = .milliseconds(800)
        block.readLateness = .milliseconds(2000)
        #expect(link.blocks == [block])
        #expect(link.frameSilence == .milliseconds(10))
        #expect(link.writeTimeout == .milliseconds(1000))
        #expect(link.writeLateness == .milliseconds(3000))
        #expect(link.pauseAfterConnect == .milliseconds(2000))
        #expect(link.repeatsWithin == .milliseconds(50))
        #expect(link.busyPause == .milliseconds(50))
        #expect(link.completion.every == .milliseconds(500))
        #expect(link.completion.within == Lapse(seconds: 60))
        #expect(link.broadcast == .milliseconds(150))
        #expect(link.tcpUnit == 255)
        #expect(
            link.unlocks == [
                WriteUnlock(
                    name: "key",
                    before: [RawWrite(address: 0x300, value: 0x55AA)],
                    after: [RawWrite(address: 0x300, value: 0)]
                )
            ]
        )
        #expect(link.connection.idleDrop == Lapse(seconds: 60))
        #expect(link.connection.clients == .one)
        #expect(link.connection.reconnectPause == Lapse(seconds: 2))
        #expect(link.connection.silenceLimit == Lapse(seconds: 10))
    }

    @Test func `every key of a point arrives`() throws {
        let profile = try #require(decode(QuirkyDevice.text).0)
        func field(_ name: String) -> ModbusField? {
            guard let index = profile.pointIndex(name),
                case .modbus(let field) = profile.points[index].source
            else { return nil }
            return field
        }
        let text = try #require(field("is-quirky"))
        #expect((text.registers, text.byteLane, text.words) == (4, .low, ["QK-1"]))
        #expect(field("value")?.decimalsFrom == "digits")
        #expect(field("value")?.badValues == [0x7FFF])
        #expect(field("power")?.scaleFrom == "ratio")
        #expect(field("power")?.offsetFrom == "zero")
        let remote = try #require(field("remote"))
        #expect(remote.companionReading == .apart)
        #expect(remote.readTimeout == .milliseconds(500))
        #expect(remote.readLateness == .milliseconds(1500))
        #expect(field("value")?.companionReading == .together)
        #expect(field("count")?.group == "totals")
        #expect(field("mode")?.modification == .locked)
        #expect(field("mode")?.writeFunction == 6)
        let limit = try #require(field("limit"))
        #expect(limit.unlock == "key")
        #expect(limit.settle == .milliseconds(500))
        #expect(limit.endurance == 100_000)
        #expect(limit.writeTimeout == .milliseconds(2000))
        #expect(limit.writeLateness == .milliseconds(5000))
        #expect(field("both")?.writeFunction == 23)
        #expect(field("relays")?.width == 8)
        #expect(field("relays")?.writeFunction == 15)
        #expect(profile.watchdog == WatchdogArming(point: "watch", value: 10, every: nil))
    }

    static let shapes: [LabsFault] = [
        LabsFault(
            "a field that a block would cut",
            "address: 102,",
            "address: 119,",
            .badProfile,
            says: "cut"
        ),
        LabsFault(
            "a text without a length",
            "registers: 4, ",
            "",
            .missingKey,
            at: "encoding: text"
        ),
        LabsFault("a text without words", ", words: [QK-1]", "", .missingKey, at: "encoding: text"),
        LabsFault(
            "a word longer than its text",
            "words: [QK-1]",
            "words: [QK-17]",
            .badProfile,
            says: "room for 4"
        ),
        LabsFault("two words of a flag", "words: [QK-1]", "words: [QK-1, QK-2]", .badProfile),
        LabsFault("a text with a scale", "registers: 4,", "registers: 4, scale: 2,", .badProfile),
        LabsFault(
            "registers of a number",
            "encoding: bcd16",
            "encoding: bcd16, registers: 2",
            .badProfile,
            says: "text"
        ),
        LabsFault(
            "a word order of one register",
            "encoding: bcd16",
            "encoding: bcd16, word-order: little",
            .badProfile
        ),
        LabsFault(
            "a sentinel that cannot stand there",
            "bad: [0x7FFF]",
            "bad: [70000]",
            .badProfile,
            says: "16 bits"
        ),
        LabsFault(
            "a bit of a coil",
            "address: 0, bits: 8",
            "address: 0, bit: 3",
            .badProfile,
            says: "bits"
        ),
        LabsFault(
            "a bad value of coils",
            "address: 0, bits: 8",
            "address: 0, bits: 8, bad: [1]",
            .badProfile
        ),
        LabsFault(
            "bits beyond the register",
            "bit: 4, bits: 2",
            "bit: 15, bits: 2",
            .badProfile,
            says: "16 bits"
        ),
        LabsFault(
            "more bits than make a value",
            "encoding: uint64, group: totals",
            "encoding: uint64, group: totals, bit: 0, bits: 33",
            .badProfile,
            says: "32 bits"
        ),
        LabsFault(
            "a companion nobody knows",
            "decimals-from: digits",
            "decimals-from: digit",
            .unknownName,
            says: "digits"
        ),
        LabsFault(
            "a companion in another table",
            "scale-from: ratio",
            "scale-from: inner",
            .badProfile,
            says: "another table (input)"
        ),
        LabsFault(
            "a companion that is no number",
            "decimals-from: digits",
            "decimals-from: mode",
            .badProfile,
            says: "unit: number"
        ),
        LabsFault(
            "a companion of itself",
            "decimals-from: digits",
            "decimals-from: value",
            .badProfile
        ),
        LabsFault("a scaled companion", "scale-from: ratio", "scale-from: value", .badProfile),
        LabsFault(
            "an addend of another kind",
            "offset-from: zero",
            "offset-from: watch",
            .badProfile
        ),
        LabsFault(
            "a companion too far off",
            "name: digits\n  unit: number\n  stale: 60 s\n  modbus: {table: holding, address: 1,",
            "name: digits\n  unit: number\n  stale: 60 s\n  modbus: {table: holding, address: 60,",
            .badProfile,
            at: "decimals-from",
            says: "the greatest read is 40"
        ),
        LabsFault(
            "a group of one",
            "encoding: float64, group: totals",
            "encoding: float64, group: total",
            .badProfile,
            says: "one point"
        ),
        LabsFault(
            "a group wider than a read",
            "address: 30, encoding: float64",
            "address: 60, encoding: float64",
            .badProfile,
            says: "the greatest read is 40"
        ),
        LabsFault(
            "a group in two tables",
            "{table: holding, address: 30,",
            "{table: input, address: 30,",
            .badProfile,
            says: "another table"
        ),
        LabsFault(
            "a group of two periods",
            "name: sum\n  unit: number\n  every: 1 s",
            "name: sum\n  unit: number\n  every: 2 s",
            .badProfile,
            at: "encoding: float64",
            says: "every"
        ),
    ]

    @Test(arguments: link + shapes + reads + writes)
    func `a faulty quirk is refused at its line`(fault: LabsFault) throws {
        let text = try fault.applied(to: QuirkyDevice.text)
        let (value, findings) = decode(text)
        try fault.expect(in: findings, of: text)
        #expect(value == nil || fault.code.severity == .warning)
    }

    @Test func `starts that reach no point are refused`() throws {
        var text = try LabsFault(
            "",
            "blocks: [{table: input, address: 100, count: 20, read-timeout: 800 ms, "
                + "read-lateness: 2 s}]",
            "starts: [0, 20, 60, 130]",
            .badProfile
        )
        .applied(to: QuirkyDevice.text)
        #expect(decode(text).1.contains { $0.message.contains("the greatest read is 40") })
        text = try LabsFault(
            "",
            "starts: [0, 20, 60, 130]",
            "starts: [0, 20, 60, 100, 130]",
            .badProfile
        )
        .applied(to: text)
        #expect(decode(text).1.spoken == [])
        text = try LabsFault(
            "",
            "starts: [0, 20, 60, 100, 130]",
            "starts: [4, 100]",
            .badProfile
        )
        .applied(to: text)
        #expect(decode(text).1.contains { $0.message.contains("at or before") })
    }

    @Test func `the schema knows exactly the keys the decoder knows`() throws {
        func keys(_ value: DocumentValue?, _ path: String...) -> Set<String> {
            var found = value
            for name in path {
                guard case .mapping(let members) = found else { return [] }
                found = members.first { $0.key == name }?.value
            }
            guard case .mapping(let members) = found else { return [] }
            return Set(members.map(\.key))
        }
        let schema = LabSchema.device
        guard case .mapping(let root) = schema,
            case .mapping(let properties) = root.first(where: { $0.key == "properties" })?.value,
            case .mapping(let points) = properties.first(where: { $0.key == "points" })?.value,
            let item = points.first(where: { $0.key == "items" })?.value
        else {
            Issue.record("no schema of points")
            return
        }
        let field = keys(item, "properties", "modbus", "properties")
        // A key the decoder does not know names those it knows, the nearest first or up to 24.
        for key in field {
            let text = QuirkyDevice.text.replacing(
                "{table: holding, address: 1, encoding: uint16}",
                with: "{table: holding, address: 1, encoding: uint16, \(key): 1}"
            )
            let unknown = decode(text).1.filter { $0.code == .unknownKey }
            #expect(unknown.isEmpty, "\(key): \(unknown.spoken)")
        }
        #expect(field.count == 29)
    }
}

extension String {
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(old) {
                result += new
                rest = rest.dropFirst(old.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
