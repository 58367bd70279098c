import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Devices that speak lines of text, as the shipped protocols describe them.
struct SerialLineTests {
    @Test func `a pump's status byte is read bit by bit`() throws {
        let bench = try #require(try Shipped.bench("tecan-xcalibur", address: 0x31))
        #expect(bench.said(beginning: "/1Q") == "/1Q\r")
        bench.receive([0x2F, 0x30, 0x47, 0x03, 0x0D, 0x0A])
        #expect(bench.values() == ["d0.busy": 1, "d0.error": 7])
    }

    @Test func `line noise before the answer's slash does not matter`() throws {
        let bench = try #require(try Shipped.bench("tecan-xcalibur", address: 0x31))
        _ = bench.said(beginning: "/1Q")
        bench.receive([0xFF, 0x41, 0x2F, 0x30, 0x60, 0x03, 0x0D, 0x0A])
        #expect(bench.values() == ["d0.busy": 0, "d0.error": 0])
    }

    @Test func `a plunger position becomes a volume`() throws {
        let bench = try #require(try Shipped.bench("tecan-xcalibur", address: 0x31))
        _ = bench.said(beginning: "/1?\r")
        bench.hear("/0`1500\u{3}\r\n")
        let volume = try #require(bench.values()["d0.position"])
        #expect(abs(volume - 0.5e-6) < 1e-15)
    }

    @Test func `a pump's move has its numbers in their places`() throws {
        let bench = try #require(try Shipped.bench("tecan-xcalibur", address: 0x32))
        let move = try #require(index(of: "move-plunger", in: bench))
        #expect(bench.submit(.send(request: move, fields: [1400, 3000])))
        #expect(bench.said() == "/2V1400A3000R\r")
        bench.hear("/0@\u{3}\r\n")
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test(arguments: [
        ("O", CommandOutcome.busy), ("I", .inDoubt), ("`", .acknowledged), ("@", .acknowledged),
    ])
    func `a pump's answer to a move is judged by its error`(
        status: String,
        outcome: CommandOutcome
    ) throws {
        let bench = try #require(try Shipped.bench("tecan-xcalibur", address: 0x31))
        let move = try #require(index(of: "move-plunger", in: bench))
        #expect(bench.submit(.send(request: move, fields: [1400, 3000])))
        _ = bench.said()
        bench.hear("/0\(status)\u{3}\r\n")
        #expect(bench.outcomes() == [outcome])
    }

    @Test func `a refused command tells which error it was`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        let move = try #require(index(of: "move", in: bench))
        #expect(bench.submit(.send(request: move, fields: [-1, -2, -3.5, 600])))
        #expect(
            bench.said(beginning: "G21") == "G21 G90 G53 G1 X-1.000 Y-2.000 Z-3.500 F600.0\n"
        )
        bench.hear("error:22\r\n")
        #expect(bench.outcomes() == [.refused(code: 22)])
    }

    @Test func `a gantry's status is asked without terminator and read whole`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        #expect(bench.said() == "?")
        bench.hear("<Idle|MPos:1.000,-2.500,0.000|FS:0,0>\r\n")
        let values = bench.values()
        #expect(values["d0.state"] == 0)
        #expect(abs((values["d0.x"] ?? 0) - 0.001) < 1e-12)
        #expect(abs((values["d0.y"] ?? 0) + 0.0025) < 1e-12)
    }

    @Test func `a state the profile does not know is out of range`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        _ = bench.said()
        bench.hear("<Dream|MPos:1.000,-2.500,0.000|FS:0,0>\r\n")
        #expect(bench.readings().first { $0.name == "d0.state" }?.reading.quality == .outOfRange)
    }

    @Test func `a gantry is asked and stopped while it homes`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        let home = try #require(index(of: "home", in: bench))
        let hold = try #require(index(of: "hold", in: bench))
        #expect(bench.submit(.send(request: home, fields: [])))
        #expect(bench.said(beginning: "$H") == "$H\n")
        bench.hear("<Home|MPos:0.000,0.000,0.000|FS:0,0>\r\n", after: .milliseconds(1))
        #expect(bench.said() == "?")
        bench.hear("<Home|MPos:0.000,0.000,0.000|FS:0,0>\r\n")
        #expect(bench.values()["d0.state"] == 11)
        #expect(bench.submit(.send(request: hold, fields: [])))
        #expect(bench.said() == "!")
        bench.hear("ok\r\n", after: .milliseconds(900))
        #expect(bench.outcomes() == [.acknowledged, .acknowledged])
    }

    @Test func `a reset's banner acknowledges it and leaves the waiting line in doubt`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        let home = try #require(index(of: "home", in: bench))
        let reset = try #require(index(of: "reset", in: bench))
        #expect(bench.submit(.send(request: home, fields: [])))
        _ = bench.said(beginning: "$H")
        #expect(bench.submit(.send(request: reset, fields: [])))
        #expect(bench.said(beginning: "\u{18}") == "\u{18}")
        bench.hear("\r\nGrbl 1.1h ['$' for help]\r\n")
        #expect(bench.outcomes() == [.inDoubt, .acknowledged])
    }

    @Test func `unasked lines answer nothing`() throws {
        let bench = try #require(try Shipped.bench("grbl-gantry", address: 1))
        let unlock = try #require(index(of: "unlock", in: bench))
        #expect(bench.submit(.send(request: unlock, fields: [])))
        _ = bench.said(beginning: "$X")
        bench.hear("[MSG:Caution: Unlocked]\r\n")
        #expect(bench.outcomes().isEmpty)
        bench.hear("ok\r\n")
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a balance's aligned weight is read, steady and unsteady`() throws {
        let bench = try #require(try Shipped.bench("mt-sics-balance", address: 1))
        #expect(bench.said() == "SI\r\n")
        bench.hear("S S     52.1873 g\r\n")
        let steady = bench.values()
        #expect(abs((steady["d0.weight"] ?? 0) - 0.0521873) < 1e-12)
        #expect(steady["d0.stable"] == 1)
        _ = bench.said()
        bench.hear("S D     -0.0012 g\r\n")
        let unsteady = bench.values()
        #expect(abs((unsteady["d0.weight"] ?? 0) + 1.2e-6) < 1e-12)
        #expect(unsteady["d0.stable"] == 0)
    }

    @Test func `an overloaded balance has no weight`() throws {
        let bench = try #require(try Shipped.bench("mt-sics-balance", address: 1))
        _ = bench.said()
        bench.hear("S +\r\n")
        #expect(bench.readings().allSatisfy { $0.reading.quality == .deviceBad })
    }

    @Test func `a mass flow controller's one line fills four points`() throws {
        let bench = try #require(try Shipped.bench("alicat-mc", address: 65))
        #expect(bench.said() == "A\r")
        bench.hear("A +014.62 +021.89 +000.00 +000.00 +078.95     N2\r")
        #expect(bench.values().count == 4)
    }

    @Test func `another letter's line is passed over`() throws {
        let bench = try #require(try Shipped.bench("alicat-mc", address: 65))
        _ = bench.said()
        bench.hear("B +014.62 +021.89 +000.00 +000.00 +078.95     N2\r")
        #expect(bench.readings().isEmpty)
        bench.hear("A +014.62 +021.89 +000.00 +000.00 +078.95     N2\r")
        #expect(bench.values().count == 4)
    }

    private func index(of request: String, in bench: Bench) -> Int? {
        guard case .serial(let name, _) = bench.lab.profiles[0].link else { return nil }
        return bench.lab.protocols.first { $0.name == name }?.requests
            .firstIndex { $0.name == request }
    }
}
