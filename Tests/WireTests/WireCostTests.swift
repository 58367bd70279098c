import Devices
import Labs
import Quantities
import Testing
import Wire

/// Figures of reference tables: wire time with 11 bits a character and two silences.
struct WireCostTests {
    private func line(_ baud: Int, latency: Int64 = 0) -> LineDefinition {
        LineDefinition(
            name: "",
            kind: .modbusRTU,
            settings: SerialSettings(baud: baud, parity: .even),
            port: nil,
            echo: .none,
            adapterLatency: .milliseconds(latency)
        )
    }

    @Test(arguments: [
        (9600, 1, 25.21), (9600, 125, 309.4), (19200, 1, 12.60), (19200, 125, 154.7),
        (115_200, 1, 4.93), (115_200, 125, 28.61),
    ])
    func `reading takes the time the line's speed allows`(
        baud: Int,
        registers: Int,
        milliseconds: Double
    ) {
        var link = ModbusLink(serial: SerialSettings(baud: baud))
        link.turnaround = .zero
        let cost = WireCost.read(
            .holding,
            count: registers,
            link: link,
            kind: .modbusRTU,
            timing: LineTiming(line(baud))
        )
        #expect(abs(cost.seconds * 1000 - milliseconds) < 0.05)
    }

    @Test func `the device's and the adapter's delays are added`() {
        let link = ModbusLink(serial: SerialSettings(baud: 9600))
        let cost = WireCost.read(
            .holding,
            count: 1,
            link: link,
            kind: .modbusRTU,
            timing: LineTiming(line(9600, latency: 16))
        )
        // 21.6 transactions a second with 5 ms and 16 ms.
        #expect(abs(1 / cost.seconds - 21.6) < 0.1)
    }

    @Test func `the load of a line is the sum of its polls`() {
        let profile = DeviceProfile.modbus([.register("a", 0, every: 100)])
        let bench = Bench(.modbusRTU, [(profile, 1), (profile, 2)])
        let budget = LineBudget(lab: bench.lab, names: bench.names, line: 0)
        #expect(budget.items.count == 2)
        let one = budget.items[0].cost.seconds
        #expect(abs(budget.load - 20 * one) < 1e-9)
        #expect(budget.load > 0.4 && budget.load < 0.7)
    }

    @Test func `a value's delay holds its period and a neighbour's silence`() throws {
        let profile = DeviceProfile.modbus([
            .register("a", 0, every: 100), .register("b", 9, every: nil),
        ])
        let bench = Bench(.modbusRTU, [(profile, 1)])
        let budget = LineBudget(lab: bench.lab, names: bench.names, line: 0)
        let delay = try #require(budget.greatestDelay(point: 0))
        #expect(delay > .milliseconds(600))
        #expect(delay < .milliseconds(800))
        #expect(budget.greatestDelay(point: 1) == nil)
    }

    @Test func `a line that does not exist costs nothing`() {
        let bench = Bench(.modbusRTU, [])
        let budget = LineBudget(lab: bench.lab, names: bench.names, line: 7)
        #expect(budget.items.isEmpty)
        #expect(budget.load == 0)
    }
}
