import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Reads that take their device longer than others, and only they are waited for longer.
struct ReadTimesTests {
    private static let slow = Lapse(seconds: 2)

    private static func points(_ change: (inout ModbusField) -> Void) -> [PointDefinition] {
        [
            .register("a", 0), .register("slow", 5, every: 5000) { change(&$0) }, .register("b", 9),
        ]
    }

    private static func bench(
        _ points: [PointDefinition],
        _ kind: LineDefinition.Kind = .modbusRTU,
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> Bench {
        let profile = DeviceProfile.modbus(points) {
            $0.replyTimeout = .milliseconds(200)
            $0.greatestLateness = .milliseconds(500)
            change(&$0)
        }
        return Bench(kind, [(profile, 1)])
    }

    /// Sends until the request for `address` is out.
    private static func ask(_ address: UInt8, on bench: Bench) -> [UInt8] {
        for _ in 0..<20 {
            guard let request = bench.sent(within: Lapse(seconds: 20)) else { break }
            if request[3] == address { return request }
            bench.receive(bench.plainAnswer(request), after: .milliseconds(20))
        }
        return []
    }

    @Test func `a slow register is read by itself, and none of the others through it`() {
        let link = ModbusLink(serial: SerialSettings(baud: 9600))
        let plain = ReadPlanner(link: link, line: Self.line).blocks(Self.points { _ in })
        #expect(plain.map(\.count) == [10])
        let points = Self.points { $0.readTimeout = Self.slow }
        let planner = ReadPlanner(link: link, line: Self.line)
        let blocks = planner.blocks(points)
        #expect(blocks.map(\.address).sorted() == [0, 5, 9])
        let times = blocks.map { planner.times(of: $0, points).timeout }
        #expect(times.filter { $0 == Self.slow }.count == 1)
        #expect(times.filter { $0 == link.replyTimeout }.count == 2)
    }

    private static let line = LineDefinition(
        name: "",
        kind: .modbusRTU,
        settings: SerialSettings(baud: 9600),
        port: nil,
        echo: .none,
        adapterLatency: .zero
    )

    @Test(arguments: [LineDefinition.Kind.modbusRTU, .modbusTCP])
    func `a slow read is waited for and delivered, a quick one is given up as early as ever`(
        kind: LineDefinition.Kind
    ) {
        let bench = Self.bench(Self.points { $0.readTimeout = Self.slow }, kind)
        func address(_ request: [UInt8]) -> UInt8 { request[kind == .modbusTCP ? 9 : 3] }
        func answer(_ request: [UInt8]) -> [UInt8] {
            guard kind == .modbusTCP else { return Bench.sealed([1, 3, 2, 0, 7]) }
            return [request[0], request[1], 0, 0, 0, 5, 1, 3, 2, 0, 7]
        }
        var seen: Set<UInt8> = []
        while seen.count < 3, let request = bench.sent(within: Lapse(seconds: 10)) {
            seen.insert(address(request))
            let wait = bench.line.nextDeadline - bench.now
            if address(request) == 5 {
                #expect(wait >= Self.slow && wait < Self.slow + .milliseconds(60))
                bench.receive(answer(request), after: .milliseconds(1900))
                #expect(bench.values()["d0.slow"] == 7)
            } else {
                #expect(wait >= .milliseconds(200) && wait < .milliseconds(260))
                bench.receive(answer(request), after: .milliseconds(20))
                #expect(bench.values().count == 1)
            }
        }
        #expect(seen == [0, 5, 9])
    }

    @Test func `after a timeout the unit is left alone as long as that read can be late`() {
        let bench = Self.bench(
            Self.points {
                $0.readTimeout = Self.slow
                $0.readLateness = Lapse(seconds: 6)
            }
        )
        for (address, lateness) in [(UInt8(0), 0.5), (5, 6)] {
            #expect(!Self.ask(address, on: bench).isEmpty)
            bench.now = bench.line.nextDeadline
            let lost = bench.now
            _ = bench.sent()
            let quiet = (bench.now - lost).seconds
            #expect(quiet >= lateness && quiet < lateness + 0.1, "\(address): \(quiet)")
            bench.settle()
        }
    }

    @Test func `a block read exactly as declared has its own times`() {
        let bench = Self.bench(
            [.register("a", 0), .register("far", 103)],
            .modbusRTU
        ) {
            var block = ExactBlock(table: .holding, address: 100, count: 10)
            block.readTimeout = Lapse(seconds: 3)
            $0.blocks = [block]
        }
        #expect(!Self.ask(100, on: bench).isEmpty)
        #expect(bench.line.nextDeadline - bench.now >= Lapse(seconds: 3))
    }

    @Test func `the look before a write waits as long as that read takes`() {
        let bench = Self.bench([
            PointDefinition.register("set", 2, write: 6) {
                $0.endurance = 1000
                $0.readTimeout = Self.slow
            }
        ])
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 9)))
        let look = Self.ask(2, on: bench)
        #expect(look[1] == 3)
        #expect(bench.line.nextDeadline - bench.now >= Self.slow)
        bench.receive(bench.plainAnswer(look), after: .milliseconds(1900))
        #expect(bench.sent()?[1] == 6)
        #expect(bench.line.nextDeadline - bench.now < .milliseconds(300))
    }

    @Test func `a slow read is part of what a line costs, and of what a safe write may wait for`() {
        func budget(_ change: (inout ModbusField) -> Void) -> LineBudget {
            let bench = Self.bench(Self.points(change))
            return LineBudget(lab: bench.lab, names: bench.names, line: 0)
        }
        let (quick, slow) = (budget { _ in }, budget { $0.readTimeout = Self.slow })
        #expect(quick.longestWait < .milliseconds(500))
        #expect(slow.longestWait >= Self.slow)
        #expect(slow.longestWait < Self.slow + .milliseconds(200))
        // Two seconds of every five.
        #expect(slow.load - quick.load > 0.35 && slow.load - quick.load < 0.5)
        let others = slow.items.filter { $0.points != [1] }
        #expect(others.allSatisfy { $0.timeout < .milliseconds(300) })
    }

    @Test func `a serial request has its own lateness, and the others keep theirs`() throws {
        func request(_ name: String) throws -> RequestDefinition {
            RequestDefinition(
                name: name,
                send: try Template(parsing: name),
                reply: try Template(parsing: name + " {v:dec}")
            )
        }
        var slow = try request("S")
        slow.replyTimeout = Self.slow
        slow.greatestLateness = Lapse(seconds: 5)
        let points = ["S", "Q"].map { name in
            PointDefinition(
                name: name,
                kind: .quantity(.one),
                access: .read,
                source: .serial(SerialField(request: name, field: "v")),
                every: .milliseconds(1000),
                stale: .milliseconds(10_000)
            )
        }
        let profile = DeviceProfile.bench(
            .serial(protocol: "bench", SerialSettings(baud: 9600)),
            points
        )
        let spoken = ProtocolDefinition.bench([slow, try request("Q")])
        for (name, timeout, lateness) in [("S", 2.0, 5.0), ("Q", 0.2, 0.5)] {
            let bench = Bench(.serial, [(profile, 1)], protocols: [spoken])
            while let said = bench.said(), !said.hasPrefix(name) {
                bench.hear(said.dropLast() + " 1\r\n")
            }
            let wait = (bench.line.nextDeadline - bench.now).seconds
            #expect(wait >= timeout && wait < timeout + 0.1)
            bench.now = bench.line.nextDeadline
            let lost = bench.now
            _ = bench.said()
            let quiet = (bench.now - lost).seconds
            #expect(quiet >= lateness && quiet < lateness + 0.1, "\(name): \(quiet)")
        }
    }
}
