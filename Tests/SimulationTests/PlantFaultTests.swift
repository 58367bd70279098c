import Labs
import Quantities
import Simulation
import Testing

struct PlantFaultTests {
    private let ask = SimBench.framed(1, [3, 0x80, 0x02, 0, 2])

    @Test func `a lost reply is lost once`() throws {
        var bench = try SimBench(faults: ["kind=reply-lost,device=controller,at=1s"])
        bench.wait(2)
        #expect(bench.exchange(ask, on: "furnace-bus").isEmpty)
        #expect(bench.exchange(ask, on: "furnace-bus").count == 9)
    }

    @Test func `a late reply comes after the host gave up, whole`() throws {
        var bench = try SimBench(faults: ["kind=reply-late,device=controller,at=1s"])
        bench.wait(2)
        let sent = bench.now
        let reply = bench.exchange(ask, on: "furnace-bus", within: 2)
        #expect(reply.count == 9)
        #expect(bench.now - sent > .milliseconds(250))
        #expect(bench.now - sent < .milliseconds(1250))
    }

    @Test func `a corrupted reply fails its sum`() throws {
        var bench = try SimBench(faults: [
            "kind=reply-corrupted,device=controller,at=1s,for=1min"
        ])
        bench.wait(2)
        for _ in 0..<20 {
            #expect(bench.modbus(1, [3, 0x80, 0x02, 0, 2], on: "furnace-bus") == nil)
        }
        bench.wait(60)
        #expect(bench.furnaceFloat(0x8002) != nil)
    }

    @Test func `a dead device is silent, its neighbour is not`() throws {
        var bench = try SimBench(faults: ["kind=device-dead,device=controller,at=1s,for=5s"])
        bench.wait(2)
        #expect(bench.furnaceFloat(0x8002) == nil)
        #expect(bench.modbus(2, [4, 0, 0, 0, 2], on: "furnace-bus") != nil)
        bench.wait(5)
        #expect(bench.furnaceFloat(0x8002) != nil)
    }

    @Test func `a dead line is silent for all`() throws {
        var bench = try SimBench(faults: ["kind=line-dead,line=furnace-bus,at=1s,for=5s"])
        bench.wait(2)
        #expect(bench.furnaceFloat(0x8002) == nil)
        #expect(bench.modbus(2, [4, 0, 0, 0, 2], on: "furnace-bus") == nil)
        #expect(bench.inputs() != nil)
        bench.wait(5)
        #expect(bench.furnaceFloat(0x8002) != nil)
    }

    @Test func `a restarted controller has forgotten its remote setpoint`() throws {
        var bench = try SimBench(faults: ["kind=device-restarted,device=controller,at=5min"])
        bench.heat(to: 600, kelvinPerMinute: 10)
        _ = bench.keep(600, for: 285)
        #expect(bench.furnaceWord(276) == 1)
        bench.wait(30)
        #expect(bench.furnaceWord(276) == 0)
        #expect(bench.furnaceFloat(0x8034).map { abs($0 - 20) < 0.01 } == true)
        bench.wait(5)
        #expect(bench.observe().chambers[0].heating == 0)
    }

    @Test func `restarted relays are open, a restarted pump and gantry know no position`() throws {
        var bench = try SimBench(faults: [
            "kind=device-restarted,device=relays,at=1min",
            "kind=device-restarted,device=pump,at=1min",
            "kind=device-restarted,device=gantry,at=1min",
        ])
        bench.homePipette()
        bench.relay(2, true)
        _ = bench.go(100, 100, 150)
        #expect(bench.modbus(1, [1, 0, 0, 0, 8], on: "io-bus") == [1, 1, 2])
        bench.wait(62)
        #expect(bench.modbus(1, [1, 0, 0, 0, 8], on: "io-bus") == [1, 1, 0])
        #expect(bench.say("/1Q\r", on: "pump-line") == "/0g\u{3}\r\n")
        #expect(bench.say("?", on: "gantry-line").hasPrefix("<Alarm|MPos:0.000,0.000,0.000|"))
        let hand = bench.observe().handlers[0]
        #expect(abs(hand.x - 0.1) < 1e-9)
    }

    @Test func `a frozen thermocouple shows what it showed while the chamber heats on`() throws {
        var bench = try SimBench(faults: ["kind=sensor-frozen,device=controller,at=5min"])
        bench.heat(to: 600, kelvinPerMinute: 10)
        _ = bench.keep(600, for: 302)
        let shown = bench.furnaceFloat(0x8002) ?? 0
        _ = bench.keep(600, for: 300)
        #expect(bench.furnaceFloat(0x8002) == shown)
        #expect(bench.observe().chambers[0].temperature - 273.15 > shown + 30)
    }

    @Test func `a broken thermocouple shows no number, sets its bit and ends the heat`() throws {
        var bench = try SimBench(faults: ["kind=sensor-open,device=controller,at=5min"])
        bench.heat(to: 600, kelvinPerMinute: 10)
        _ = bench.keep(600, for: 302)
        #expect(bench.furnaceFloat(0x8002).map { $0.isNaN } == true)
        #expect(bench.furnaceWord(75).map { $0 & 0x20 } == 0x20)
        #expect(bench.observe().chambers[0].heating == 0)
    }

    @Test func `a drifting thermocouple lets the furnace get hotter than it says`() throws {
        var bench = try SimBench(faults: ["kind=sensor-drifting,device=controller,at=1h"])
        bench.heat(to: 300, kelvinPerMinute: 10)
        _ = bench.keep(300, for: 7200)
        let truth = bench.observe().chambers[0].temperature - 273.15
        #expect(abs((bench.furnaceFloat(0x8002) ?? 0) - 300) < 2)
        #expect(truth > 320)
    }

    @Test func `a shorted heater element heats at full power until the contactor opens`() throws {
        var bench = try SimBench(faults: ["kind=heater-stuck-on,device=controller,at=1min"])
        bench.relay(1, true)
        bench.wait(120)
        #expect(bench.observe().chambers[0].heating == 1200)
        bench.relay(1, false)
        bench.wait(1)
        #expect(bench.observe().chambers[0].heating == 0)
    }

    @Test func `the same seed gives the same bytes, corrupted ones too`() throws {
        func bytes(_ seed: UInt64) throws -> [UInt8] {
            var bench = try SimBench(
                seed: seed,
                faults: ["kind=reply-corrupted,device=controller,at=0s,for=1h"]
            )
            var all: [UInt8] = []
            for _ in 0..<50 {
                all += bench.exchange(ask, on: "furnace-bus")
                all += bench.exchange(Array("SI\r\n".utf8), on: "balance-line")
                bench.wait(0.3)
            }
            return all
        }
        #expect(try bytes(7) == bytes(7))
        #expect(try bytes(7) != bytes(8))
    }

    @Test func `how often the world is looked at changes nothing in it`() throws {
        var often = try SimBench()
        var seldom = try SimBench()
        often.preset("controller.temperature", 900)
        seldom.preset("controller.temperature", 900)
        for _ in 0..<1000 {
            often.wait(0.37)
            _ = often.observe()
        }
        seldom.wait(370)
        #expect(
            often.observe().chambers[0].temperature == seldom.observe().chambers[0].temperature
        )
        #expect(often.observe().meters == seldom.observe().meters)
    }
}

struct SimFaultSpecTests {
    private func parse(_ text: String) throws -> FaultSpec {
        let lab = try SimFiles.lab()
        return try FaultSpec(parsing: text, lab: lab, names: LabNames(lab))
    }

    @Test func `a fault is read with its times`() throws {
        let fault = try parse("kind=device-dead,device=pump,at=10min,for=5min")
        #expect(fault.kind == .deviceDead)
        #expect(fault.at == .start + Lapse(seconds: 600))
        #expect(fault.lasting == Lapse(seconds: 300))
    }

    @Test func `without a time it lasts for ever from the beginning`() throws {
        let fault = try parse("device=controller, kind=sensor-open")
        #expect(fault.at == .start)
        #expect(fault.lasting == nil)
    }

    @Test(arguments: [
        ("kind=explodes,device=pump", "device-dead"),
        ("kind=device-dead,device=pomp", "pump"),
        ("kind=device-dead", "device="),
        ("device=pump", "kind="),
        ("kind=device-dead,device=pump,at=soon", "at=10min"),
        ("kind=device-dead,device=pump,at=5 mm", "at=10min"),
        ("kind=device-dead,device=pump,until=5min", "at and for"),
        ("kind=device-dead,kind=line-dead,device=pump", "twice"),
        ("nonsense", "name=value"),
        ("kind=device-dead,line=furnace-bus", "line-dead"),
        ("kind=line-dead,line=nowhere", "furnace-bus"),
    ])
    func `a fault that cannot be read says what would do`(_ text: String, _ hint: String) throws {
        let error = try #require(throws: FaultSpecError.self) { try parse(text) }
        #expect(error.message.contains(hint))
    }

    @Test(arguments: ["balance", "argon-mfc", "pump", "gantry"])
    func `a request under way while the power returns is lost, not half understood`(
        _ device: String
    ) throws {
        let requests = ["balance": "SI\r\n", "argon-mfc": "A\r", "pump": "/1Q\r", "gantry": "$X\n"]
        for early in stride(from: 0, through: 60, by: 1) {
            var bench = try SimBench(faults: ["kind=device-restarted,device=\(device),at=1s"])
            bench.wait(3 - Double(early) / 1000)
            let request = Array((requests[device] ?? "").utf8)
            let line = device == "argon-mfc" ? "gas-line" : "\(device)-line"
            let reply = bench.exchange(request, on: line)
            bench.wait(1)
            let later = bench.exchange(request, on: line)
            #expect(!later.isEmpty)
            #expect(reply.isEmpty || reply.last == later.last)
        }
    }
}
