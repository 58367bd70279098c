import Hosting
import Labs
import Lines
import Quantities
import Testing

/// Our files, read by tshark.
struct CaptureDecodingTests {
    static let ports = ["-o", "mbrtu.tcp.port:20502"]

    /// Gives `body` the demo lab's first minute, and the file they are in.
    private static func captured(
        portions: Int = 1,
        _ body: (CaptureSession, String) throws -> Void
    ) throws {
        var session = try CaptureSession()
        session.play(
            for: Lapse(seconds: 60),
            portions: portions,
            commands: [
                .init(at: 2, device: "relays", .write("relay-4", 1)),
                .init(at: 3, device: "controller", .write("remote-setpoint", 300)),
            ]
        )
        try ScratchFolder.use { folder in
            try session.write(to: folder + "/lab.pcapng")
            try body(session, folder + "/lab.pcapng")
        }
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> Int {
        Int(bytes[at]) << 8 | Int(bytes[at + 1])
    }

    @Test func `no packet is malformed, no checksum wrong, no segment out of place`() throws {
        try Self.captured(portions: 3) { session, path in
            let checks = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
            let wrong = [
                "_ws.malformed", "_ws.short", "tcp.analysis.flags", "ip.checksum.status == 0",
                "tcp.checksum.status == 0", "mbrtu.crc16.status == 0", "mbtcp.cannot_classify",
                "_ws.expert.severity >= 6291456",
            ]
            let found = try Tshark.fields(
                path,
                filter: wrong.joined(separator: " || "),
                ["frame.number", "_ws.expert.message"],
                options: Self.ports + checks + ["-o", "mbrtu.crc_verification:TRUE"]
            )
            #expect(found.isEmpty, "\(found)")
            let good = try Tshark.fields(
                path,
                filter: "tcp.checksum.status == 1 && ip.checksum.status == 1",
                ["frame.number"],
                options: checks
            )
            let portions = session.pieces.filter { $0.line == 0 && $0.kind != .opened }
            #expect(good.count == portions.count)
        }
    }

    @Test
    func `modbus tcp shows requests, replies, registers and values`() throws {
        try Self.captured { session, path in
            let rows = try Tshark.fields(
                path,
                filter: "mbtcp",
                [
                    "ip.dst", "tcp.dstport", "mbtcp.trans_id", "mbtcp.unit_id", "modbus.func_code",
                    "modbus.reference_num", "modbus.word_cnt", "modbus.regval_uint16",
                    "modbus.request_frame", "frame.interface_name",
                ]
            )
            let pieces = session.pieces.filter { $0.line == 0 && $0.kind != .opened }
            try #require(rows.count == pieces.count && pieces.count > 10)
            var writes = 0
            for (row, piece) in zip(rows, pieces) {
                let bytes = piece.bytes
                #expect(row[2] == "\(Self.word(bytes, 0))")
                #expect(row[3] == "\(bytes[6])")
                #expect(row[4] == "\(bytes[7])")
                #expect(row[9] == "furnace-bus")
                guard piece.kind == .fromDevice else {
                    #expect(row[0] == "10.1.2.3" && row[1] == "502")
                    #expect(row[5] == "\(Self.word(bytes, 8))")
                    if bytes[7] < 5 { #expect(row[6] == "\(Self.word(bytes, 10))") }
                    if bytes[7] > 5 { writes += 1 }
                    continue
                }
                #expect(row[0] == "192.0.2.1")
                #expect(!row[8].isEmpty, "no request for packet \(row)")
                guard bytes[7] < 5 else { continue }
                let values = stride(from: 9, to: bytes.count, by: 2).map { Self.word(bytes, $0) }
                #expect(row[7] == values.map(String.init).joined(separator: ","))
            }
            #expect(writes > 0)
        }
    }

    @Test
    func `modbus rtu needs no setting to be decoded`() throws {
        try Self.captured(portions: 3) { session, path in
            for line in session.lab.lines.indices where session.lab.lines[line].kind == .modbusRTU {
                let rows = try Tshark.fields(
                    path,
                    filter: "mbrtu && frame.interface_name == \"\(session.lab.lines[line].name)\"",
                    [
                        "mbrtu.unit_id", "modbus.func_code", "modbus.reference_num",
                        "modbus.regval_uint16", "modbus.request_frame",
                        "frame.packet_flags_direction",
                    ]
                )
                let requests = session.pieces.filter { $0.line == line && $0.kind == .toDevice }
                let asked = rows.filter { $0[5].hasSuffix("2") }
                try #require(asked.count == requests.count && requests.count > 2)
                for (row, piece) in zip(asked, requests) {
                    #expect(row[0] == "\(piece.bytes[0])")
                    #expect(row[1] == "\(piece.bytes[1])")
                    // A write of one value looks like its reply: only a port's setting tells them.
                    guard piece.bytes[1] < 5 else { continue }
                    #expect(row[2] == "\(Self.word(piece.bytes, 2))")
                }
                let answered = rows.filter {
                    $0[5].hasSuffix("1") && (1...4).contains(Int($0[1]) ?? 0)
                }
                #expect(answered.count >= requests.count - 3)
                #expect(answered.allSatisfy { !$0[4].isEmpty })
            }
        }
    }

    @Test func `a port's setting tells a write from its reply`() throws {
        try Self.captured { _, path in
            let rows = try Tshark.fields(
                path,
                filter: "mbrtu && modbus.func_code == 5",
                ["_ws.col.Info", "modbus.reference_num", "modbus.data"],
                options: Self.ports
            )
            try #require(rows.count == 2)
            #expect(rows[0][0].contains("Query") && rows[1][0].contains("Response"))
            #expect(rows.allSatisfy { $0[1] == "3" && $0[2].hasPrefix("ff") })
        }
    }

    @Test
    func `text lines can be read`() throws {
        try Self.captured(portions: 2) { session, path in
            let line = try #require(session.lab.lines.firstIndex { $0.name == "balance-line" })
            let rows = try Tshark.fields(
                path,
                filter: "frame.interface_name == \"balance-line\"",
                ["text"]
            )
            let sent = session.pieces.filter { $0.line == line && $0.kind == .toDevice }
            let shown = try #require(sent.first).bytes.reduce(into: "") { text, byte in
                switch byte {
                case 0x0D: text += "\\r"
                case 0x0A: text += "\\n"
                default: text.unicodeScalars.append(Unicode.Scalar(byte))
                }
            }
            #expect(rows.first == [shown])
            #expect(rows.count > 4)
            #expect(rows.contains { $0[0].contains(" g\\r\\n") })
        }
    }

    @Test func `what wireshark saves again is read again`() throws {
        try Self.captured { _, path in
            let again = path + ".again"
            _ = try Tshark.run(path, ["-w", again])
            let before = try CaptureFileTests.passages(try Files.read(path))
            let after = try CaptureFileTests.passages(try Files.read(again))
            #expect(before.map(\.bytes) == after.map(\.bytes))
            #expect(before.map(\.at) == after.map(\.at))
            #expect(before.map(\.direction) == after.map(\.direction))
            #expect(before.map(\.notes) == after.map(\.notes))
        }
    }
}
