import Devices
import Labs
import Quantities
import Testing
import Wire

struct ReadPlannerTests {
    private func plan(
        _ points: [PointDefinition],
        baud: Int = 9600,
        turnaround: Int64 = 5,
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> [ReadBlock] {
        // 8E1, the standard's eleven bits a character.
        let settings = SerialSettings(baud: baud, parity: .even)
        var link = ModbusLink(serial: settings)
        link.turnaround = .milliseconds(turnaround)
        change(&link)
        let line = LineDefinition(
            name: "",
            kind: .modbusRTU,
            settings: settings,
            port: nil,
            echo: .none,
            adapterLatency: .zero
        )
        return ReadPlanner(link: link, line: line).blocks(points)
    }

    private func pair(gap: Int) -> [PointDefinition] {
        [.register("a", 0), .register("b", 1 + gap)]
    }

    @Test(
        arguments: [
            (9600, 0, 10), (9600, 5, 12), (9600, 20, 18), (19200, 0, 10), (19200, 5, 14),
            (19200, 20, 27), (115_200, 0, 24), (115_200, 5, 51),
        ] as [(Int, Int64, Int)]
    )
    func `a gap is read through exactly while that is quicker than asking twice`(
        baud: Int,
        turnaround: Int64,
        gap: Int
    ) {
        #expect(plan(pair(gap: gap), baud: baud, turnaround: turnaround).count == 1)
        #expect(plan(pair(gap: gap + 1), baud: baud, turnaround: turnaround).count == 2)
    }

    @Test func `forbidden registers are never read through`() {
        let blocks = plan([.register("a", 0), .register("b", 4)]) { $0.forbidden = [2...3] }
        #expect(blocks.map(\.address) == [0, 4])
        #expect(blocks.allSatisfy { $0.end <= 2 || $0.address > 3 })
    }

    @Test func `the device's greatest read is kept, and no value is cut by it`() {
        let points = (0..<20).map {
            PointDefinition.register("p\($0)", 3 * $0, .float32)
        }
        for greatest in 2...30 {
            let blocks = plan(points) { $0.greatestRead = greatest }
            #expect(blocks.allSatisfy { $0.count <= greatest })
            for index in points.indices {
                let holders = blocks.filter { $0.points.contains(index) }
                #expect(holders.count == 1)
                #expect(
                    holders.allSatisfy { $0.address <= 3 * index && 3 * index + 2 <= $0.end }
                )
            }
        }
    }

    @Test func `the standard's limit holds where the profile promises more`() {
        let points = (0..<200).map { PointDefinition.register("p\($0)", $0) }
        #expect(plan(points) { $0.greatestRead = 1000 }.allSatisfy { $0.count <= 125 })
    }

    @Test func `a device that reads one field at a time is asked so`() {
        let points = [
            PointDefinition.register("a", 0), .register("b", 1), .register("c", 2, .float32),
        ]
        let blocks = plan(points) { $0.grouping = .single }
        #expect(blocks.map(\.address) == [0, 1, 2])
        #expect(blocks.map(\.count) == [1, 1, 2])
    }

    @Test func `bits of one register share its read even then`() {
        let points: [PointDefinition] = (0..<3).map { (bit: Int) in
            PointDefinition.register("b\(bit)", 75) { $0.bit = bit }
        }
        #expect(plan(points) { $0.grouping = .single }.map(\.points) == [[0, 1, 2]])
    }

    @Test func `a slower point inside a quicker read rides along`() {
        let points = [
            PointDefinition.register("fast", 2, every: 500, .float32),
            .register("slow", 4, every: 5000, .float32), .register("last", 8, every: 500),
        ]
        let blocks = plan(points)
        #expect(blocks.count == 1)
        #expect(blocks.first?.period == .milliseconds(500))
        #expect(blocks.first?.points.sorted() == [0, 1, 2])
    }

    @Test func `points of different periods are otherwise read apart`() {
        let points = [
            PointDefinition.register("fast", 0, every: 100),
            .register("slow", 200, every: 1000), .register("never", 400, every: nil),
        ]
        #expect(plan(points).map(\.period) == [.milliseconds(100), .milliseconds(1000), nil])
    }

    @Test func `tables are never mixed`() {
        let points = [
            PointDefinition.register("a", 0, table: .input),
            .register("b", 1, table: .holding),
        ]
        #expect(plan(points).count == 2)
    }

    @Test func `equal reads of a unit are made different where a known register follows`() {
        let points = [PointDefinition.register("a", 0), .register("b", 100)]
        #expect(plan(points).map(\.count) == [1, 1])
        let more = points + [.register("slow", 1, every: 9000)]
        #expect(plan(more).filter { $0.period == .milliseconds(1000) }.map(\.count) == [2, 1])
    }

    @Test func `what can only be written is not read, unless elsewhere`() {
        var point = PointDefinition.register("a", 0, write: 6)
        point.access = .write
        #expect(plan([point]).isEmpty)
        var back = PointDefinition.register("a", 0, write: 6) { $0.readBackAddress = 40 }
        back.access = .write
        #expect(plan([back]).map(\.address) == [40])
    }
}
