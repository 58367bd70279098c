import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Testing
import Trials

struct CaptureFileTests {
    static func passages(_ bytes: [UInt8]) throws(CaptureFault) -> [CaptureReader.Passage] {
        var reader = CaptureReader(ByteSource(bytes))
        var passages: [CaptureReader.Passage] = []
        while let passage = try reader.next() { passages.append(passage) }
        return passages
    }

    /// A few seconds of the demo lab, in a file.
    static func session(portions: Int) throws -> (CaptureSession, [UInt8]) {
        var session = try CaptureSession()
        session.play(
            for: Lapse(seconds: 60),
            portions: portions,
            commands: [
                .init(at: 2, device: "relays", .write("relay-4", 1)),
                .init(at: 3, device: "controller", .write("remote-setpoint", 300)),
            ]
        )
        let bytes = try ScratchFolder.use { folder in
            try session.write(to: folder + "/lab.pcapng")
            return try Files.read(folder + "/lab.pcapng")
        }
        return (session, bytes)
    }

    @Test(arguments: [1, 3]) func `nothing is lost, added or put in another order`(
        _ portions: Int
    ) throws {
        let (session, bytes) = try Self.session(portions: portions)
        var reader = CaptureReader(ByteSource(bytes))
        var found = session.lab.lines.map { _ in [CaptureReader.Passage]() }
        while let passage = try reader.next() { found[passage.line].append(passage) }
        #expect(reader.ending == .whole)
        #expect(reader.lines.map(\.name) == session.lab.lines.map(\.name))
        for line in session.lab.lines.indices {
            let pieces = session.pieces.filter { $0.line == line && $0.kind != .opened }
            #expect(pieces.count > 3, "line \(line) is silent")
            for direction in [CaptureReader.Direction.toDevice, .fromDevice] {
                let kind: CaptureRing.Kind = direction == .toDevice ? .toDevice : .fromDevice
                #expect(
                    found[line].filter { $0.direction == direction }.flatMap(\.bytes)
                        == pieces.filter { $0.kind == kind }.flatMap(\.bytes)
                )
            }
            #expect(found[line].first?.notes.contains(.opened) == true)
            #expect(!found[line].contains { $0.notes.contains(.rest) })
            #expect(zip(found[line], found[line].dropFirst()).allSatisfy { $0.at <= $1.at })
        }
    }

    @Test func `portions are joined: every request has one reply behind it`() throws {
        let (session, bytes) = try Self.session(portions: 4)
        let passages = try Self.passages(bytes)
        for line in session.lab.lines.indices where session.lab.lines[line].kind == .modbusRTU {
            let own = passages.filter { $0.line == line }
            for pair in stride(from: 0, to: own.count - 1, by: 2) {
                #expect(own[pair].direction == .toDevice)
                #expect(own[pair + 1].direction == .fromDevice)
                #expect(own[pair].bytes[0] == own[pair + 1].bytes[0])
                let isJoined = own[pair + 1].notes.contains { note in
                    if case .portions(let count, let over) = note {
                        return count > 1 && over >= .milliseconds(1)
                    }
                    return false
                }
                #expect(isJoined)
            }
        }
    }

    @Test func `times keep their nanoseconds`() throws {
        let (session, bytes) = try Self.session(portions: 1)
        let passages = try Self.passages(bytes)
        let line = try #require(session.lab.lines.firstIndex { $0.kind == .modbusTCP })
        let pieces = session.pieces.filter { $0.line == line && $0.kind != .opened }
        let own = passages.filter { $0.line == line }
        let shift = own[0].at - pieces[0].at
        #expect(own.map(\.at) == pieces.map { $0.at + shift })
    }

    @Test func `what the ring lost stands in the file`() throws {
        let session = try CaptureSession()
        try ScratchFolder.use { folder in
            let path = folder + "/lost.pcapng"
            let file = try CaptureFile(
                path: path,
                lab: session.lab,
                addresses: session.addresses,
                clock: HostClock(),
                only: [1, 2]
            )
            let request: [UInt8] = [1, 2, 0, 0, 0, 8, 0x79, 0xCC]
            file.append(
                [.init(line: 2, kind: .toDevice, at: .start, bytes: request)],
                lost: [.init(line: 2, pieces: 12, bytes: 340), .init(line: 5, pieces: 1, bytes: 1)]
            )
            try file.close()
            let passages = try Self.passages(try Files.read(path))
            #expect(passages.map(\.bytes) == [request])
            #expect(passages.map(\.notes) == [[.lost(pieces: 12, bytes: 340)]])
            #expect(passages.map(\.line) == [1])
            #expect(file.traffic(of: 2).lost == 12)
            let drops = try Tshark.run(path, ["-q", "-z", "io,stat,0"])
            #expect(!drops.isEmpty)
        }
    }

    @Test func `a full disk is said, and what was written can be read`() throws {
        let session = try CaptureSession()
        let fault = #expect(throws: LineFault.self) {
            _ = try CaptureFile(
                path: "/dev/full",
                lab: session.lab,
                addresses: session.addresses,
                clock: HostClock()
            )
        }
        #expect(fault?.message.contains("/dev/full") == true)
    }

    @Test func `cut and damaged captures give passages or errors, never more`() throws {
        let (_, bytes) = try Self.session(portions: 2)
        let whole = try Self.passages(bytes).count
        var dice = Dice(21)
        var (read, refused) = (0, 0)
        for _ in 0..<Fuzz.count(300, soak: 1_000_000) {
            let damaged = ByteFuzz.mutated(bytes, &dice)
            do throws(CaptureFault) {
                #expect(try Self.passages(damaged).count <= 2 * whole)
                read += 1
            } catch {
                #expect((0...damaged.count).contains(error.offset))
                refused += 1
            }
        }
        #expect(read > 0 && refused > 0)
        for _ in 0..<100 {
            let cut = Array(bytes.prefix(max(4, dice.below(bytes.count))))
            #expect(try Self.passages(cut).count <= whole)
        }
    }
}
