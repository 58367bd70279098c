import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Simulation
import Testing
import Wire

/// What profiles declare, shown by the simulated device and handled by the line.
struct ModbusQuirkTests {
    private static let forms = """
        - {name: a, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 0, encoding: int64}}
        - {name: b, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 4, encoding: uint64, word-order: little}}
        - {name: c, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 8, encoding: float64}}
        - {name: d, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 12, encoding: bcd32, word-order: little, byte-order: little}}
        - {name: e, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 14, encoding: sign-magnitude32}}
        - {name: f, unit: number, every: 500 ms, stale: 4 s, modbus: {table: coil, address: 3, bits: 9}}
        - {name: g, choices: [one, two], every: 500 ms, stale: 4 s, modbus: {table: input, address: 20, encoding: text, registers: 4, byte-lane: high, words: [ONE, TWO]}}
        - {name: h, unit: number, every: 500 ms, stale: 4 s, modbus: {table: input, address: 30, encoding: uint16, bit: 3, bits: 5}}
        - {name: i, unit: degC, every: 500 ms, stale: 4 s, modbus: {table: input, address: 31, encoding: int16, decimals-from: j}}
        - {name: j, unit: number, stale: 60 s, modbus: {table: input, address: 32, encoding: uint16}}
        """

    @Test func `every form of number arrives as the device shows it`() throws {
        let bench = try QuirkBench([
            try QuirkBench.profile(link: "turnaround: 5 ms", points: Self.forms)
        ])
        let values: [(String, Double)] = [
            ("a", -123_456_789_012), ("b", 9e15), ("c", -2.5e-7), ("d", 12_345_678),
            ("e", -70_000), ("f", 300), ("g", 1), ("h", 21), ("j", 2), ("i", 273.15 + 12.34),
        ]
        for (name, value) in values { bench.preset(name, value) }
        bench.run(3)
        for (name, value) in values {
            let found = try #require(bench.value(name), "\(name)")
            #expect(abs(found - value) <= 1e-9 * max(1, abs(value)), "\(name)")
        }
    }

    @Test func `a locked device is opened for every write and closed again`() throws {
        let bench = try QuirkBench([
            try QuirkBench.profile(
                link:
                    "unlocks: [{name: key, before: [{address: 200, value: 7}, {address: 201, value: 9}], "
                    + "after: [{address: 200, value: 0}]}]",
                points: """
                    - {name: limit, unit: number, access: read-write, every: 1 s, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16, unlock: key}}
                    """
            )
        ])
        bench.run(2)
        #expect(bench.ask(1, [6, 0, 5, 0, 50]) == [0x86, 4])
        #expect(bench.write("limit", 40) == .acknowledged)
        bench.run(1)
        #expect(bench.value("limit") == 40)
        #expect(bench.ask(1, [6, 0, 5, 0, 50]) == [0x86, 4])
    }

    @Test func `bits of a device without function 22 are changed by a locked look and write`()
        throws
    {
        let bench = try QuirkBench([
            try QuirkBench.profile(
                link: "turnaround: 5 ms",
                points: """
                    - {name: low, unit: number, access: read-write, every: 1 s, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16, bit: 0, bits: 4, write-function: 6, modify: locked}}
                    - {name: high, unit: number, access: read-write, every: 1 s, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16, bit: 4, bits: 4, write-function: 6, modify: locked}}
                    """
            )
        ])
        bench.run(2)
        #expect(bench.ask(1, [22, 0, 5, 0xFF, 0, 0, 1]) == [0x96, 1])
        #expect(bench.write("high", 9) == .acknowledged)
        #expect(bench.write("low", 6) == .acknowledged)
        bench.run(2)
        #expect(bench.value("high") == 9)
        #expect(bench.value("low") == 6)
        #expect(bench.ask(1, [3, 0, 5, 0, 1]) == [3, 2, 0, 0x96])
    }

    @Test func `function 23 is known where the profile uses it`() throws {
        let bench = try QuirkBench([
            try QuirkBench.profile(
                link: "turnaround: 5 ms",
                points: """
                    - {name: set, unit: number, access: read-write, every: 60 s, stale: 120 s, modbus: {table: holding, address: 5, encoding: int32, write-function: 23}}
                    """
            )
        ])
        bench.run(2)
        #expect(bench.write("set", -100_000) == .acknowledged)
        #expect(bench.value("set") == -100_000)
    }

    @Test func `memory that wears out is written only with another value`() throws {
        let bench = try QuirkBench([
            try QuirkBench.profile(
                link: "turnaround: 5 ms",
                points: """
                    - {name: limit, unit: number, access: read-write, every: 1 s, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16, endurance: 1000}}
                    """
            )
        ])
        bench.run(2)
        for value in [40.0, 40, 40, 41, 41] {
            #expect(bench.write("limit", value) == .acknowledged)
            bench.run(1)
        }
        #expect(bench.plant.memoryWrites(point: 0) == 2)
        #expect(bench.line.ledger.entries.first?.used == 2)
        #expect(bench.value("limit") == 41)
    }

    @Test func `a value that takes time to settle is never shown as the old one`() throws {
        let bench = try QuirkBench([
            try QuirkBench.profile(
                link: "turnaround: 5 ms",
                points: """
                    - {name: set, unit: number, access: read-write, every: 300 ms, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16, settle: 2 s}}
                    - {name: other, unit: number, every: 300 ms, stale: 4 s, modbus: {table: holding, address: 6, encoding: uint16}}
                    """
            )
        ])
        bench.run(2)
        #expect(bench.write("set", 70) == .acknowledged)
        bench.run(0.5)
        #expect(bench.ask(1, [3, 0, 5, 0, 1]) == [3, 2, 0, 0])
        bench.run(2.5)
        #expect(bench.value("set") == 70)
    }

    private func meter(_ link: String = "turnaround: 5 ms") throws -> DeviceProfile {
        try QuirkBench.profile(
            link: link,
            points: """
                - {name: set, unit: number, access: read-write, every: 500 ms, stale: 2 s, modbus: {table: holding, address: 5, encoding: uint16}}
                """
        )
    }

    @Test func `a device that accepts and carries out later is watched until it has`() throws {
        var profile = try meter()
        profile.simulator.parameters = [
            NamedParameter("accepts-for", Quantity(2, .named("s") ?? .one))
        ]
        let bench = try QuirkBench([profile])
        bench.run(2)
        #expect(bench.write("set", 70) == .acknowledged)
        bench.run(1)
        #expect(bench.value("set") == 0)
        bench.run(2)
        #expect(bench.value("set") == 70)
    }

    @Test func `a busy device is asked until it answers, and told nothing twice`() throws {
        let bench = try QuirkBench(
            [try meter()],
            faults: ["kind=device-busy,device=d0,at=5s,for=6s"]
        )
        bench.preset("set", 9)
        bench.run(4)
        #expect(bench.value("set") == 9)
        bench.run(2)
        #expect(bench.write("set", 70) == .busy)
        bench.run(3)
        #expect(bench.value("set") == nil)
        bench.run(6)
        #expect(bench.value("set") == 9)
        #expect(bench.incidents.isEmpty)
    }

    @Test func `a unit behind a dead gateway is lost once and found once, its neighbour never`()
        throws
    {
        let bench = try QuirkBench(
            [try meter(), try meter()],
            faults: ["kind=gateway-timeout,device=d0,at=5s,for=1min"]
        )
        bench.run(120)
        let devices = bench.incidents.map { event -> String in
            switch event {
            case .deviceLost(let device, at: _): "lost \(device)"
            case .deviceFound(let device, at: _): "found \(device)"
            default: "?"
            }
        }
        #expect(devices == ["lost 0", "found 0"])
    }

    @Test func `a reply that comes twice is taken once`() throws {
        let bench = try QuirkBench(
            [try meter("repeats-within: 80 ms"), try meter()],
            faults: ["kind=reply-doubled,device=d0,at=1s,for=1min"]
        )
        bench.preset("set", 9)
        bench.run(30)
        #expect(bench.value("set") == 9)
        #expect(bench.line.tally.timeouts == 0)
        #expect(bench.line.tally.strays > 100)
    }

    @Test func `blocks, beginnings and single fields are asked as the device wants them`() throws {
        let points = """
            - {name: a, unit: number, every: 500 ms, stale: 4 s, modbus: {table: holding, address: 12, encoding: uint16}}
            - {name: b, unit: number, every: 500 ms, stale: 4 s, modbus: {table: holding, address: 15, encoding: uint32}}
            - {name: end, unit: number, stale: 60 s, modbus: {table: holding, address: 19, encoding: uint16}}
            - {name: start, unit: number, stale: 60 s, modbus: {table: holding, address: 10, encoding: uint16}}
            """
        let links = [
            "blocks: [{table: holding, address: 10, count: 10}]", "starts: [10]",
            "grouping: single",
        ]
        for link in links {
            let bench = try QuirkBench([try QuirkBench.profile(link: link, points: points)])
            bench.preset("a", 7)
            bench.preset("b", 70_000)
            bench.run(3)
            #expect(bench.value("a") == 7, "\(link)")
            #expect(bench.value("b") == 70_000, "\(link)")
            #expect(bench.ask(1, [3, 0, 13, 0, 3]) == [0x83, 2], "\(link)")
        }
    }

    @Test func `a device that drops idle connections is kept awake, and found again if not`() throws
    {
        let points = """
            - {name: set, unit: number, stale: 60 s, modbus: {table: holding, address: 5, encoding: uint16}}
            """
        let kept = try QuirkBench(
            [try QuirkBench.profile(link: "idle-drop: 20 s, tcp-unit: 255", points: points)],
            kind: .modbusTCP
        )
        kept.run(300)
        #expect(kept.reconnects == 0)
        #expect(kept.value("set") == 0)
        let stalled = try QuirkBench(
            [
                try QuirkBench.profile(
                    link: "idle-drop: 2 s, pause-after-connect: 1 s",
                    points: points
                )
            ],
            kind: .modbusTCP,
            faults: ["kind=device-dead,device=d0,at=10s,for=20s"]
        )
        stalled.run(100)
        #expect(stalled.reconnects > 0)
        #expect(stalled.value("set") == 0)
    }

    @Test func `a broadcast reaches every device, and each is read back`() throws {
        let listener = try meter()
        let caller = try QuirkBench.profile(
            link: "broadcast: 150 ms",
            points: """
                - {name: set, unit: number, access: write, stale: 60 s, modbus: {table: holding, address: 5, encoding: uint16}}
                """
        )
        let bench = try QuirkBench([listener, listener, caller], addresses: [1, 2, 0])
        bench.run(2)
        #expect(bench.write("set", 33, device: 2) == .acknowledged)
        bench.run(1)
        #expect(bench.value("set", device: 0) == 33)
        #expect(bench.value("set", device: 1) == 33)
    }

    @Test func `a watchdog is armed at start and again after the device restarted`() throws {
        let armed = try QuirkBench.profile(
            link: "turnaround: 5 ms",
            points: """
                - {name: set, unit: number, access: read-write, every: 500 ms, stale: 4 s, modbus: {table: holding, address: 5, encoding: uint16}}
                - {name: watch, unit: s, access: read-write, every: 500 ms, stale: 4 s, modbus: {table: holding, address: 6, encoding: uint16}}
                """,
            rest: "watchdog: {point: watch, value: 3 s}",
            model: "mass-flow"
        )
        let bench = try QuirkBench([armed], faults: ["kind=device-restarted,device=d0,at=20s"])
        bench.run(3)
        #expect(bench.value("watch") == 3)
        bench.run(14)
        #expect(bench.ask(1, [3, 0, 6, 0, 1]) == [3, 2, 0, 3])
        bench.run(25)
        #expect(bench.value("watch") == 3)
        #expect(bench.outcomes.isEmpty)
    }
}
