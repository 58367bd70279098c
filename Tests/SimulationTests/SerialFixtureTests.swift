import Devices
import Documents
import Foundation
import Labs
import Quantities
import Simulation
import Testing

/// Simulated devices that speak the fixtures' protocols, held against literal bytes; no code of
/// the host's wire takes part.
struct SerialFixtureTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/Serial")

    static let devices = [
        "oem-pump", "aibus-controller", "julabo-circulator", "ne1000", "ne1000-safe-mode",
        "pfeiffer-gauge", "propar-controller", "shdlc-sensor", "bisynch-controller",
        "keller-transmitter", "tpg-controller", "huber-thermostat", "ika-plate",
        "lauda-circulator",
    ]

    private static func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(kind)/\(name).yaml")))
    }

    static func bench(
        _ name: String,
        at address: Int,
        _ change: (inout ProtocolDefinition) -> Void = { _ in }
    ) throws -> (SimBench, DeviceProfile) {
        let profile = try #require(
            LabDocument.decodeProfile(try bytes("devices", name), file: name).0
        )
        guard case .serial(let spoken, _) = profile.link else { throw SimFiles.Missing() }
        var definition = try #require(
            LabDocument.decodeProtocol(try bytes("protocols", spoken), file: spoken).0
        )
        change(&definition)
        let lab = SimLab.alone(profile, address: address, protocols: [definition])
        var state = LabState(of: lab)
        state.devices[0].homing = .homed
        var bench = SimBench(lab, state: state)
        bench.wait(0.3)
        return (bench, profile)
    }

    private func hex(_ text: String) -> [UInt8] {
        text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    @Test(arguments: devices)
    func `a printed request is answered as printed, byte for byte`(name: String) throws {
        let vectors = try Self.bench(name, at: 1).1.vectors
        #expect(!vectors.isEmpty)
        for vector in vectors {
            var (bench, _) = try Self.bench(name, at: vector.address)
            for value in vector.values { bench.preset("device." + value.name, value.value.si) }
            let reply = bench.exchange(vector.request, on: "line")
            #expect(reply == vector.reply, "\(name): \(vector.meaning)")
        }
    }

    @Test(arguments: devices)
    func `a printed request behind noise, cut short or garbled is no request`(name: String) throws {
        for vector in try Self.bench(name, at: 1).1.vectors {
            var (bench, _) = try Self.bench(name, at: vector.address)
            #expect(bench.exchange(Array(vector.request.dropLast()), on: "line").isEmpty)
            bench.wait(1)
            // What was cut short is complete again only where lines wait for their end.
            _ = bench.exchange(vector.request, on: "line")
            bench.wait(1)
            for value in vector.values { bench.preset("device." + value.name, value.value.si) }
            #expect(bench.exchange(vector.request, on: "line") == vector.reply, "\(name)")
        }
    }

    // MARK: Cavro OEM

    @Test func `a repeated number with the flag is acknowledged and not carried out again`() throws
    {
        var (bench, _) = try Self.bench("oem-pump", at: 0x31)
        bench.preset("device.error", 0)
        // Number 2, A300R at half speed 6000: 02 31 32 V6000A300R 03.
        #expect(bench.exchange(Self.oem("12", "V6000A300R"), on: "line") == hex("02 30 40 03 71"))
        bench.wait(5)
        // The flag and number 2, another position: acknowledged as before, not moved.
        #expect(bench.exchange(Self.oem("1:", "V6000A900R"), on: "line") == hex("02 30 40 03 71"))
        bench.wait(5)
        #expect(Self.position(&bench) == 300)
        // The same number without the flag is a new message.
        _ = bench.exchange(Self.oem("12", "V6000A900R"), on: "line")
        bench.wait(5)
        #expect(Self.position(&bench) == 900)
    }

    @Test func `a repetition of a number the pump does not know is carried out`() throws {
        var (bench, _) = try Self.bench("oem-pump", at: 0x31)
        bench.preset("device.error", 0)
        _ = bench.exchange(Self.oem("1:", "V6000A600R"), on: "line")
        bench.wait(5)
        #expect(Self.position(&bench) == 600)
    }

    @Test(arguments: [("_", 600), ("A", 600), ("C", 0), ("2", 0)])
    func `a group is obeyed by its members and answered by nobody`(
        group: String,
        position: Int
    ) throws {
        var (bench, _) = try Self.bench("oem-pump", at: 0x31)
        bench.preset("device.error", 0)
        bench.preset("device.position", 0)
        #expect(bench.exchange(Self.oem(group + "1", "V6000A600R"), on: "line").isEmpty)
        bench.wait(5)
        #expect(Self.position(&bench) == position)
    }

    /// STX, address and number, data, ETX, exclusive or of all.
    private static func oem(_ head: String, _ data: String) -> [UInt8] {
        let frame = [2] + Array((head + data).utf8) + [3]
        return frame + [frame.reduce(0, ^)]
    }

    private static func position(_ bench: inout SimBench) -> Int? {
        let reply = bench.exchange(oem("17", "?"), on: "line")
        return Int(String(decoding: reply.dropFirst(3).dropLast(2), as: UTF8.self))
    }

    // MARK: The others

    @Test func `a JULABO tells a refusal at the next status, once`() throws {
        var (bench, _) = try Self.bench("julabo-circulator", at: 1)
        #expect(bench.say("out_sp_00 200.00\r", on: "line").isEmpty)
        #expect(bench.say("status\r", on: "line").hasPrefix("-13 "))
        #expect(bench.say("status\r", on: "line").hasPrefix("00 "))
        #expect(bench.say("out_sp_00 40.00\r", on: "line").isEmpty)
        #expect(bench.say("status\r", on: "line").hasPrefix("00 "))
        #expect(bench.say("in_sp_00\r", on: "line") == "40.00\r\n")
        #expect(bench.say("out_sq_00 40.00\r", on: "line").isEmpty)
        #expect(bench.say("status\r", on: "line").hasPrefix("-"))
    }

    @Test func `a gauge controller gives its data once they are asked for`() throws {
        var (bench, _) = try Self.bench("tpg-controller", at: 1)
        bench.preset("device.pressure", 101_325)
        #expect(bench.say("PR1\r", on: "line") == "\u{6}\r\n")
        #expect(bench.exchange([5], on: "line") == Array("0,1013.250\r\n".utf8))
        bench.wait(1)
        #expect(bench.exchange([5], on: "line").isEmpty)
    }

    @Test func `a controller acknowledges by a byte, and refuses by one`() throws {
        var (bench, _) = try Self.bench("bisynch-controller", at: 1)
        // SL 900.0, and 9000.0, which is above its range.
        let good = hex("04 30 30 31 31 02 53 4C 39 30 30 2E 30 03 3B")
        #expect(bench.exchange(good, on: "line") == [6])
        #expect(bench.say("\u{4}0011SL\u{5}", on: "line") == "\u{2}SL900.0\u{3}\u{3B}")
        let high = hex("04 30 30 31 31 02 53 4C 39 30 30 30 2E 30 03 0B")
        #expect(bench.exchange(high, on: "line") == [0x15])
        #expect(bench.exchange(good.dropLast() + [0x3A], on: "line").isEmpty)
    }

    @Test func `a sensor hears and sends escaped bytes`() throws {
        var (bench, _) = try Self.bench("shdlc-sensor", at: 0)
        #expect(
            bench.exchange(hex("7E 00 7D 31 00 EE 7E"), on: "line")
                == hex("7E 00 7D 31 00 00 EE 7E")
        )
        // The same unescaped is another flag's business.
        #expect(bench.exchange(hex("7E 00 03 00 FD 7E"), on: "line").isEmpty)
    }

    @Test func `a pump shows its state by its prompt`() throws {
        var (bench, _) = try Self.bench("harvard-pump", at: 1)
        bench.preset("device.state", 2)
        #expect(bench.say("1:irun\r", on: "line").hasSuffix("01<"))
        #expect(bench.say("2:irun\r", on: "line").isEmpty)
    }

    @Test func `a device that repeats requests repeats them before its answer`() throws {
        var (bench, _) = try Self.bench("lauda-circulator", at: 15) { $0.echo = .request }
        bench.preset("device.temperature", 298)
        #expect(bench.say("A015_IN_PV_00\r", on: "line") == "A015_IN_PV_00\rA015_24.85\r\n")
    }

    // MARK: Fuzz

    @Test(arguments: devices)
    func `any bytes are survived, and the device answers again`(name: String) throws {
        let isWhole = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1"
        let vector = try #require(try Self.bench(name, at: 1).1.vectors.first)
        var (bench, _) = try Self.bench(name, at: vector.address)
        var random = FuzzBytes(state: 17)
        for _ in 0..<(isWhole ? 80_000 : 2_000) {
            var bytes = vector.request
            if random.next() % 2 == 0 {
                bytes = (0..<Int(random.next() % 60)).map { _ in
                    UInt8(truncatingIfNeeded: random.next())
                }
            } else {
                let place = Int(random.next() % UInt64(bytes.count))
                bytes[place] = UInt8(truncatingIfNeeded: random.next())
                if random.next() % 3 == 0 {
                    bytes.removeLast(Int(random.next() % UInt64(bytes.count)))
                }
            }
            _ = bench.exchange(bytes, on: "line", within: 0.01)
            bench.wait(0.02)
        }
        bench.wait(1)
        _ = bench.exchange(vector.request, on: "line")
        bench.wait(1)
        #expect(!bench.exchange(vector.request, on: "line").isEmpty)
    }
}

private struct FuzzBytes {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
