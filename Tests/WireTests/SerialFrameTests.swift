import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Frames, checksums and replies of particular shapes, by literal bytes.
struct SerialFrameTests {
    // MARK: Stuffing

    @Test func `an escaped byte in both directions is what was captured from an SPS30`() throws {
        let bench = try Fixtures.bench("shdlc-sensor", at: [0], reading: [])
        try bench.tell("sleep")
        // Captured: 7E 00 11 … is sent escaped, and state 43h comes back the same way
        // (raspberrypi.stackexchange.com, question 137657).
        #expect(bench.sent() == hex("7E 00 7D 31 00 EE 7E"))
        bench.receive(hex("FE 7E 00 7D 31 43 00 AB 7E"), after: .milliseconds(5))
        guard case .refused? = bench.outcomes().first else {
            Issue.record("state 43h refuses the command")
            return
        }
    }

    @Test func `the SHDLC vector of a serial number request`() throws {
        let bench = try Fixtures.bench("shdlc-sensor", at: [0], reading: [])
        try bench.tell("serial-number")
        #expect(bench.sent() == hex("7E 00 D0 01 03 2B 7E"))
        bench.receive(hex("7E 00 D0 00 05 41 42 31 32 00 44 7E"), after: .milliseconds(5))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test(arguments: ["7E 41", "41 7E", "7E", "7D", "7E 7E", "00 7D 7E 13"])
    func `a frame between flags is found behind noise`(noise: String) throws {
        let bench = try Fixtures.bench("shdlc-sensor", at: [0])
        _ = bench.sent()
        bench.receive(hex(noise) + hex("7E 00 03 00 04 41 48 00 00 6F 7E"))
        #expect(bench.values() == ["d0.mass": 12.5])
    }

    @Test(arguments: ["10 02 01", "10 02 01 80 05 02", "10 02 10 10", "41 10 10", "03 10 03"])
    func `a frame between doubled marks is found behind a torn one`(noise: String) throws {
        let bench = try Fixtures.bench("propar-controller", at: [0x80], reading: ["measure"])
        _ = bench.sent()
        bench.receive(hex(noise) + hex("10 02 01 80 05 02 01 20 3E 80 10 03"))
        #expect(bench.values().count == 1)
    }

    // MARK: Lengths and fixed frames

    @Test func `a message that leaves safe mode is what a public driver sends`() throws {
        let bench = try Fixtures.bench("ne1000-safe-mode", at: [0])
        let safe = try #require(bench.lab.profiles[0].pointIndex("safe"))
        #expect(bench.submit(.write(point: safe, value: 0)))
        #expect(bench.sent() == hex("02 09 30 53 41 46 30 59 AD 03"))
        bench.receive(hex("02 07 30 30 53 AA A6 03"))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test(arguments: ["02 FF", "02", "03 02 04", "02 13 30 30 53"])
    func `a length that noise pretends holds nothing up`(noise: String) throws {
        let bench = try Fixtures.bench("ne1000-safe-mode", at: [0])
        _ = bench.sent()
        bench.receive(
            hex(noise) + hex("02 13 30 30 53 4E 45 31 30 30 30 56 33 2E 39 32 33 96 49 03")
        )
        #expect(bench.values()["d0.model"] == 1000)
    }

    @Test func `a pump's alarm is no version and leaves the command in doubt`() throws {
        let bench = try Fixtures.bench("ne1000", at: [0])
        try bench.tell("run")
        #expect(bench.said() == "0RUN\r")
        bench.hear("\u{2}00A?R\u{3}")
        #expect(bench.outcomes() == [.inDoubt])
        #expect(bench.said() == "0VER\r")
        bench.hear("\u{2}00A?R\u{3}")
        #expect(bench.readings().allSatisfy { $0.reading.quality == .deviceBad })
    }

    @Test func `a truncated reply and the next one do not make one value`() throws {
        let bench = try Fixtures.bench("ne1000", at: [0])
        _ = bench.said()
        bench.hear("\u{2}00SNE1000V3.9")
        bench.hear("\u{2}00SNE1000V3.923\u{3}", after: .milliseconds(5))
        #expect(bench.values()["d0.firmware"] == 923)
    }

    @Test func `a Keller exception has another length and refuses`() throws {
        let bench = try Fixtures.bench("keller-transmitter", at: [1])
        #expect(bench.sent() == hex("01 49 01 50 D6"))
        bench.receive(hex("01 C9 02 91 F7"), after: .milliseconds(5))
        #expect(bench.readings().map(\.reading.quality) == [.deviceBad])
    }

    @Test(arguments: [LineDefinition.Echo.none, .local])
    func `a Keller request's echo is no reply, declared or not`(echo: LineDefinition.Echo) throws {
        let bench = try Fixtures.bench("keller-transmitter", at: [1], echo: echo)
        _ = bench.sent()
        bench.receive(hex("01 49 01 50 D6"), after: .milliseconds(2))
        #expect(bench.readings().isEmpty)
        bench.receive(hex("01 49 3F 81 99 9A 00 2F 83"), after: .milliseconds(5))
        #expect(bench.values().count == 1)
    }

    @Test func `another controller's AIBUS reply fails its sum`() throws {
        let bench = try Fixtures.bench("aibus-controller", at: [2])
        #expect(bench.sent() == hex("82 82 52 00 00 00 54 00"))
        bench.receive(hex("FD 00 34 21 2A 00 34 21 90 43"), after: .milliseconds(5))
        #expect(bench.readings().isEmpty)
    }

    @Test func `an AIBUS setpoint is written in tenths, and temperatures are signed`() throws {
        let bench = try Fixtures.bench("aibus-controller", at: [1])
        let setpoint = try #require(bench.lab.profiles[0].pointIndex("setpoint"))
        #expect(bench.submit(.write(point: setpoint, value: 1073.15)))
        #expect(bench.sent() == hex("81 81 43 00 40 1F 84 1F"))
        bench.receive(hex("FD 00 40 1F 2A 00 40 1F A8 3F"), after: .milliseconds(5))
        // Noise and a part of such a reply can look like a whole one: silence tells.
        #expect(bench.outcomes().isEmpty)
        #expect(bench.sent() == hex("81 81 52 00 00 00 53 00"))
        #expect(bench.outcomes() == [.acknowledged])
        bench.receive(hex("CB FF 34 21 00 60 34 21 34 A2"), after: .milliseconds(5))
        let value = try #require(bench.valuesOnceSilent()["d0.temperature"])
        #expect(abs(value - 267.85) < 1e-9)
    }

    @Test(arguments: ["FF 41 FF FE", "81", "FD 00"])
    func `a fixed frame is found behind noise`(noise: String) throws {
        let bench = try Fixtures.bench("aibus-controller", at: [1])
        _ = bench.sent()
        bench.receive(hex(noise) + hex("FD 00 34 21 2A 00 34 21 90 43"))
        #expect(bench.valuesOnceSilent().count == 4)
    }

    // MARK: Single-byte replies

    private func controller() throws -> (Bench, Int) {
        let bench = try Fixtures.bench("bisynch-controller", at: [1])
        return (bench, try #require(bench.lab.profiles[0].pointIndex("setpoint")))
    }

    @Test(arguments: [("06", CommandOutcome.acknowledged), ("15", .refused(code: 0))])
    func `a single byte acknowledges or refuses once nothing follows it`(
        reply: String,
        outcome: CommandOutcome
    ) throws {
        let (bench, setpoint) = try controller()
        #expect(bench.submit(.write(point: setpoint, value: 1173.15)))
        #expect(bench.sent() == hex("04 30 30 31 31 02 53 4C 39 30 30 2E 30 03 3B"))
        bench.receive(hex(reply), after: .milliseconds(10))
        #expect(bench.outcomes().isEmpty)
        _ = bench.sent()
        #expect(bench.outcomes() == [outcome])
    }

    @Test func `the echo's first byte is not the reply it looks like`() throws {
        let (bench, _) = try controller()
        #expect(bench.sends(hex("04 30 30 31 31 50 56 05")))
        for byte in hex("04 30 30 31 31 50 56 05") {
            bench.receive([byte], after: .milliseconds(1))
        }
        bench.receive(hex("02 50 56 38 35 33 2E 35 03 20"), after: .milliseconds(5))
        #expect(abs((bench.values()["d0.temperature"] ?? 0) - 1126.65) < 1e-9)
    }

    @Test func `a byte like ACK inside a broken frame acknowledges nothing`() throws {
        let (bench, setpoint) = try controller()
        #expect(bench.submit(.write(point: setpoint, value: 1173.15)))
        _ = bench.sent()
        bench.receive(hex("02 53 4C 06"), after: .milliseconds(10))
        bench.receive(hex("06"), after: .milliseconds(2))
        _ = bench.sent()
        #expect(bench.outcomes() == [.inDoubt])
    }

    // MARK: Prompts

    @Test func `a prompt ends the reply and tells the pump's state`() throws {
        let bench = try Fixtures.bench("harvard-pump", at: [1])
        _ = bench.said()
        // The first line begins like a prompt; more of it follows.
        bench.hear("\n01:")
        #expect(bench.readings().isEmpty)
        bench.hear("16666 0 0 i.....\r\n01T*", after: .milliseconds(5))
        #expect(bench.values() == ["d0.rate": 16666, "d0.state": 4])
    }

    @Test func `another pump's prompt answers nothing`() throws {
        let bench = try Fixtures.bench("harvard-pump", at: [1])
        try bench.tell("run")
        #expect(bench.said() == "1:irun\r")
        bench.hear("\n02>")
        #expect(bench.outcomes().isEmpty)
        bench.hear("\n01>", after: .milliseconds(5))
        #expect(bench.outcomes() == [.acknowledged])
    }
}
