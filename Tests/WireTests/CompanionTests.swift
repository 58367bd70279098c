import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Values that other registers take part in, and what is read together.
struct CompanionTests {
    private func controller(
        dp: Int = 1,
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> Bench {
        let points = [
            PointDefinition.register("value", 0, .int16) { $0.decimalsFrom = "dp" },
            .register("dp", dp, every: 60_000),
            .register("set", 2, .int16, write: 6) { $0.decimalsFrom = "dp" },
        ]
        return Bench(.modbusRTU, [(.modbus(points, change), 1)])
    }

    @Test(
        arguments: [(0, 1234.0), (1, 123.4), (2, 12.34), (0xFFFF, nil), (10, nil)]
            as [(UInt16, Double?)]
    )
    func `the decimal point is read in the same transaction, and a senseless one is bad`(
        digits: UInt16,
        value: Double?
    ) {
        let bench = controller()
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 0, 0, 3]))
        let dp = [UInt8(digits >> 8), UInt8(digits & 0xFF)]
        bench.receive(Bench.sealed([1, 3, 6, 0x04, 0xD2] + dp + [0, 0]))
        let reading = bench.readings().first { $0.name == "d0.value" }?.reading
        if let value {
            #expect(reading?.quality == .good)
            #expect(reading?.value == value)
        } else {
            #expect(reading?.quality == .deviceBad)
        }
    }

    @Test func `a decimal point further off is read along`() {
        let bench = controller(dp: 9)
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 0, 0, 10]))
    }

    @Test func `a setpoint is written with the decimal point the device has at that moment`() {
        let bench = controller()
        bench.settle()
        #expect(bench.submit(.write(point: 2, value: 123.4)))
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 1, 0, 2]))
        bench.receive(Bench.sealed([1, 3, 4, 0, 1, 0, 99]))
        #expect(bench.outcomes().isEmpty)
        // 1234 is 04D2h.
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 2, 0x04, 0xD2]))
        bench.receive(Bench.sealed([1, 6, 0, 2, 0x04, 0xD2]))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a setpoint is not written with a decimal point that makes no sense`() {
        let bench = controller()
        bench.settle()
        #expect(bench.submit(.write(point: 2, value: 123.4)))
        _ = bench.exchange([1, 3, 4, 0, 200, 0, 99])
        #expect(bench.outcomes() == [.refused(code: WireRefusal.notEncodable.rawValue)])
        #expect(bench.nextWrite() == nil)
    }

    @Test func `factors and addends come from registers, too`() {
        let points = [
            PointDefinition.register("power", 0) {
                $0.scaleFrom = "ratio"
                $0.offsetFrom = "zero"
                $0.scale = 0.1
            },
            .register("ratio", 1, every: nil), .register("zero", 2, .int16),
        ]
        let bench = Bench(.modbusRTU, [(.modbus(points), 1)])
        // 500 x 0.1 x 40 - 5.
        _ = bench.exchange([1, 3, 6, 0x01, 0xF4, 0, 40, 0xFF, 0xFB])
        #expect(bench.values()["d0.power"] == 1995)
        bench.settle()
        bench.line.refreshNow(device: 0)
        _ = bench.exchange([1, 3, 6, 0x01, 0xF4, 0, 0, 0, 0])
        let power = bench.readings().first { $0.name == "d0.power" }
        #expect(power?.reading.quality == .deviceBad)
    }

    private func blocks(
        _ points: [PointDefinition],
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> [ReadBlock] {
        var link = ModbusLink(serial: SerialSettings(baud: 9600))
        change(&link)
        let line = LineDefinition(
            name: "",
            kind: .modbusRTU,
            settings: link.serial,
            port: nil,
            echo: .none,
            adapterLatency: .zero
        )
        return ReadPlanner(link: link, line: line).blocks(points)
    }

    @Test func `a group is one request however far its points stand apart`() {
        let points = [
            PointDefinition.register("count", 0) { $0.group = "totals" },
            .register("other", 40), .register("sum", 80, .uint32) { $0.group = "totals" },
        ]
        let blocks = blocks(points)
        #expect(blocks.map(\.address) == [0])
        #expect(blocks.map(\.count) == [82])
    }

    @Test func `a block is read exactly as declared, with nothing before or behind`() {
        let points = [
            PointDefinition.register("before", 9), .register("a", 12), .register("b", 17),
            .register("behind", 20), .register("slow", 13, every: 9000),
        ]
        let plan = blocks(points) {
            $0.blocks = [ExactBlock(table: .holding, address: 10, count: 10)]
        }
        #expect(plan.map(\.address) == [9, 10, 20])
        #expect(plan.map(\.count) == [1, 10, 1])
        #expect(plan[1].points.sorted() == [1, 2, 4])
    }

    @Test func `reads begin where the device lets them`() {
        let points = [
            PointDefinition.register("a", 3), .register("b", 5, .float32), .register("c", 108),
        ]
        let plan = blocks(points) { $0.starts = [0, 100] }
        #expect(plan.map(\.address) == [0, 100])
        #expect(plan.map(\.count) == [7, 9])
    }

    @Test func `one field a request shares a read only with the same registers`() {
        let points = [
            PointDefinition.register("a", 0), .register("b", 1),
            .register("bit", 0, every: 5000) { $0.bit = 3 },
        ]
        let plan = blocks(points) { $0.grouping = .single }
        #expect(plan.map(\.address) == [0, 1])
        #expect(plan[0].points == [0, 2])
    }

    @Test func `no grouping is dearer than reading every run, or than filling gaps of fifty`() {
        let points = [
            PointDefinition.register("a", 0), .register("b", 100), .register("c", 200),
            .register("d", 1, every: 60_000),
        ]
        // Reading d along with a would cost more than it saves.
        let counts = blocks(points).filter { $0.period == .milliseconds(1000) }.map(\.count)
        #expect(counts == [1, 1, 1])
    }
}
