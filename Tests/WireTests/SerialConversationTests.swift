import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Exchanges of more than one message, and what happens between them.
struct SerialConversationTests {
    // MARK: Refusals that show later (JULABO)

    private func circulator() throws -> (Bench, Int) {
        let bench = try Fixtures.bench("julabo-circulator", at: [1])
        return (bench, try #require(bench.lab.profiles[0].pointIndex("setpoint")))
    }

    @Test func `a command without reply is followed by the question whether it was refused`() throws
    {
        let (bench, setpoint) = try circulator()
        #expect(bench.submit(.write(point: setpoint, value: 298.15)))
        #expect(bench.said() == "out_sp_00 25.00\r")
        let told = bench.now
        #expect(bench.said() == "status\r")
        #expect(bench.now - told >= .milliseconds(250))
        #expect(bench.outcomes().isEmpty)
        bench.hear("03 REMOTE START\r\n")
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test(arguments: [
        ("-13 VALUE EXCEEDS LIMITS", CommandOutcome.refused(code: 0)),
        ("-08 INVALID COMMAND", .refused(code: 1)), ("-14 EXCESS TEMPERATURE", .inDoubt),
    ])
    func `a refusal told by the status is the command's`(
        status: String,
        outcome: CommandOutcome
    ) throws {
        let (bench, setpoint) = try circulator()
        #expect(bench.submit(.write(point: setpoint, value: 298.15)))
        _ = bench.said()
        _ = bench.said()
        bench.hear(status + "\r\n")
        #expect(bench.outcomes() == [outcome])
    }

    @Test func `a status that does not come leaves the command in doubt`() throws {
        let (bench, setpoint) = try circulator()
        #expect(bench.submit(.write(point: setpoint, value: 298.15)))
        _ = bench.said()
        #expect(bench.said() == "status\r")
        #expect(bench.said() != "status\r")
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `a connection lost between command and question leaves it in doubt`() throws {
        let (bench, setpoint) = try circulator()
        #expect(bench.submit(.write(point: setpoint, value: 298.15)))
        _ = bench.said()
        bench.now = bench.now + .milliseconds(100)
        bench.line.interrupt(at: bench.now)
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `nothing goes between command and question`() throws {
        let (bench, setpoint) = try circulator()
        #expect(bench.submit(.write(point: setpoint, value: 298.15)))
        #expect(bench.submit(.write(point: setpoint, value: 299.15)))
        #expect(bench.said() == "out_sp_00 25.00\r")
        #expect(bench.said() == "status\r")
        bench.hear("03 REMOTE START\r\n")
        #expect(bench.said() == "out_sp_00 26.00\r")
    }

    // MARK: Replies of several lines

    @Test func `the data are asked for once the mnemonic is acknowledged`() throws {
        let bench = try Fixtures.bench("tpg-controller", at: [1])
        #expect(bench.said() == "PR1\r")
        bench.hear("\u{6}\r\n")
        #expect(bench.sent() == [5])
        #expect(bench.readings().isEmpty)
        bench.hear("0,7.6700E-05\r\n")
        let values = bench.values()
        #expect(abs((values["d0.pressure"] ?? 0) - 7.67e-3) < 1e-12)
        #expect(values["d0.gauge"] == 0)
    }

    @Test func `a mnemonic that is not acknowledged is not followed up`() throws {
        let bench = try Fixtures.bench("tpg-controller", at: [1])
        _ = bench.said()
        bench.hear("\u{15}\r\n")
        #expect(bench.said() == "PR1\r")
        #expect(bench.readings().allSatisfy { $0.reading.quality == .deviceBad })
    }

    private func pair(_ change: (inout ProtocolDefinition) -> Void = { _ in }) throws -> Bench {
        var read = RequestDefinition(
            name: "read",
            send: try Template(parsing: "R"),
            reply: try Template(parsing: "A {a:dec}")
        )
        read.then = [try Template(parsing: "B {b:dec}"), try Template(parsing: "*OK")]
        let points = ["a", "b"].map { name in
            PointDefinition(
                name: name,
                kind: .quantity(.one),
                access: .read,
                source: .serial(SerialField(request: "read", field: name)),
                every: .milliseconds(1000),
                stale: .milliseconds(5000)
            )
        }
        let link = LinkDefinition.serial(protocol: "bench", SerialSettings(baud: 9600))
        let dialect = ProtocolDefinition.bench([read], change)
        return Bench(.serial, [(.bench(link, points), 1)], protocols: [dialect])
    }

    @Test func `values of several lines come together, once the last line has come`() throws {
        let bench = try pair()
        _ = bench.said()
        bench.hear("A 1\r\n")
        bench.hear("some comment\r\nB 2\r\n")
        #expect(bench.readings().isEmpty)
        bench.hear("*OK\r\n")
        #expect(bench.values() == ["d0.a": 1, "d0.b": 2])
    }

    @Test func `lines of two replies are not mixed`() throws {
        let bench = try pair()
        _ = bench.said()
        bench.hear("A 1\r\n")
        _ = bench.said()
        bench.hear("A 3\r\nB 4\r\n*OK\r\n")
        #expect(bench.values() == ["d0.a": 3, "d0.b": 4])
        _ = bench.said()
        bench.hear("B 6\r\nA 5\r\n*OK\r\n")
        #expect(bench.readings().isEmpty)
    }

    // MARK: Copies, strays, echoes, silence

    @Test func `a copy that follows a reply does not answer the next request`() throws {
        let bench = try Fixtures.bench("huber-thermostat", at: [1], reading: ["temperature"])
        #expect(bench.said() == "{M01****\r\n")
        bench.hear("{S0109C4\r\n")
        #expect(bench.values().count == 1)
        bench.line.refreshNow(device: 0)
        let answered = bench.now
        bench.hear("{S0109C4\r\n", after: .milliseconds(30))
        #expect(bench.said() == "{M01****\r\n")
        #expect(bench.now - answered >= .milliseconds(50))
        #expect(bench.readings().isEmpty)
    }

    @Test func `a request whose reply looks different need not wait for a copy`() throws {
        let bench = try Fixtures.bench("huber-thermostat", at: [1])
        #expect(bench.said() == "{M00****\r\n")
        bench.hear("{S0009C4\r\n")
        let answered = bench.now
        #expect(bench.said() == "{M01****\r\n")
        #expect(bench.now == answered)
    }

    @Test func `a request waits while bytes nobody asked for are going on`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        bench.hear("20.00\r\n")
        _ = bench.values()
        bench.now = bench.line.nextDeadline
        // The beginning of a stray line; its end would be a reply by itself.
        bench.line.receive(Array("99".utf8), at: bench.now)
        let began = bench.now
        bench.receive(Array("8.50\r\n".utf8), after: .milliseconds(20))
        #expect(bench.said() == "in_pv_00\r")
        #expect(bench.now - began >= .milliseconds(20))
        #expect(bench.readings().isEmpty)
    }

    @Test func `a device that talks without end does not stop the line`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        var asked = 0
        var bytes: [UInt8] = []
        for _ in 0..<2000 {
            bench.receive([0x41], after: .milliseconds(10))
            if bench.line.poll(at: bench.now, into: &bytes) { asked += 1 }
        }
        #expect(asked >= 3)
    }

    @Test func `a device that repeats each request is understood`() throws {
        let bench = try Fixtures.bench("lauda-circulator", at: [15], reading: ["temperature"]) {
            $0.echo = .request
        }
        #expect(bench.said() == "A015_IN_PV_00\r")
        bench.hear("A015_24.85\r\n")
        #expect(bench.readings().isEmpty)
        bench.hear("A015_IN_PV_00\r")
        bench.hear("A015_24.85\r\n")
        #expect(bench.values().count == 1)
    }

    @Test func `an undeclared echo before a text does not hide the reply`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        bench.hear("in_pv_00\r24.85\r\n")
        #expect(bench.values().count == 1)
    }

    @Test func `where silence ends a reply its checksum still counts`() throws {
        let points = ["v"].map { name in
            PointDefinition(
                name: name,
                kind: .quantity(.one),
                access: .read,
                source: .serial(SerialField(request: "read", field: name)),
                every: .milliseconds(1000),
                stale: .milliseconds(5000)
            )
        }
        let read = RequestDefinition(
            name: "read",
            send: try Template(parsing: "R"),
            reply: try Template(parsing: "V{v:int}")
        )
        let dialect = ProtocolDefinition.bench([read]) {
            $0.framing = .delimited(out: [13], in: [])
            $0.checksum = ChecksumDefinition(algorithm: .xor, encoding: .hex, from: 0)
        }
        let link = LinkDefinition.serial(protocol: "bench", SerialSettings(baud: 9600))
        for (text, count) in [("V1253", 0), ("V1255", 1)] {
            let bench = Bench(.serial, [(.bench(link, points), 1)], protocols: [dialect])
            // R: 52h.
            #expect(bench.said() == "R52\r")
            bench.hear("\u{1}", after: .milliseconds(2))
            bench.hear(text, after: .milliseconds(100))
            _ = bench.said()
            #expect(bench.values().count == count)
        }
    }

    @Test func `a reply must begin in time and may then take its own`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        let asked = bench.now
        // 500 ms until it begins; then a byte every 45 ms, 50 ms being the longest gap.
        bench.now = asked + .milliseconds(480)
        for byte in "24.85\r\n".utf8 { bench.receive([byte], after: .milliseconds(45)) }
        #expect(bench.values().count == 1)
        #expect(bench.now - asked > .milliseconds(700))
    }

    @Test func `a reply that begins too late is none, however quick it is then`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        bench.now = bench.line.nextDeadline
        bench.hear("24.85\r\n", after: .milliseconds(1))
        #expect(bench.readings().isEmpty)
    }

    @Test func `the rest of a torn number is no number`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        bench.hear("2")
        bench.hear("4.85\r\n", after: .milliseconds(60))
        #expect(bench.readings().isEmpty)
    }

    @Test func `a number whose first digit is garbled is no shorter number`() throws {
        let bench = try Fixtures.bench("julabo-circulator", at: [1], reading: ["temperature"])
        _ = bench.said()
        // A parity error shows as the highest bit of the 2, or as NUL.
        bench.receive([0xB2] + Array("4.85\r\n".utf8))
        bench.receive([0] + Array("4.85\r\n".utf8), after: .milliseconds(60))
        #expect(bench.readings().isEmpty)
        bench.receive([13, 10] + Array("4.85\r\n".utf8), after: .milliseconds(60))
        #expect(bench.values().count == 1)
    }

    @Test func `a device is left alone as long as its request says`() throws {
        let bench = try Fixtures.bench("ika-plate", at: [1])
        let setpoint = try #require(bench.lab.profiles[0].pointIndex("setpoint"))
        #expect(bench.submit(.write(point: setpoint, value: 323.15)))
        #expect(bench.said() == "OUT_SP_1 50.0 \r\n")
        let told = bench.now
        _ = bench.said()
        #expect(bench.now - told >= .milliseconds(50))
        #expect(bench.outcomes() == [.acknowledged])
    }
}
