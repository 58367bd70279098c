import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// Replies that come after their time: reference figures count 5 to 37 wrong values in 40 reads.
struct LateReplyTests {
    /// Forty blocks of equal shape at one unit, one reply in eight late.
    private func run(kind: LineDefinition.Kind, late: Lapse) -> (right: Int, wrong: Int) {
        let points = (0..<40).map { PointDefinition.register("p\($0)", 100 * $0, every: 2000) }
        let profile = DeviceProfile.modbus(points) {
            $0.replyTimeout = .milliseconds(200)
            $0.greatestLateness = .milliseconds(1000)
            $0.grouping = .single
        }
        let bench = Bench(kind, [(profile, 1)])
        var coming: [(at: Instant, bytes: [UInt8])] = []
        var count = 0
        var right = 0
        var wrong = 0
        var bytes: [UInt8] = []
        while count < 2000 {
            let arrival = coming.map(\.at).min() ?? .never
            bench.now = max(bench.now, min(arrival, bench.line.nextDeadline))
            for reply in coming where reply.at <= bench.now {
                bench.line.receive(reply.bytes, at: bench.now)
            }
            coming.removeAll { $0.at <= bench.now }
            while bench.line.poll(at: bench.now, into: &bytes) {
                count += 1
                let delay: Lapse = count % 8 == 0 ? late : .milliseconds(30)
                coming.append((bench.now + delay, Self.reply(bytes, kind)))
            }
            for (name, reading) in bench.readings() where reading.quality == .good {
                // Every register holds its own address.
                let address = Int(reading.value)
                if name == "d0.p\(address / 100)" { right += 1 } else { wrong += 1 }
            }
        }
        return (right, wrong)
    }

    private static func reply(_ request: [UInt8], _ kind: LineDefinition.Kind) -> [UInt8] {
        if kind == .modbusRTU {
            return Bench.sealed([1, 3, 2, request[2], request[3]])
        }
        return [request[0], request[1], 0, 0, 0, 5, 1, 3, 2, request[8], request[9]]
    }

    @Test(arguments: [300, 600, 900, 1150])
    func `a late reply never becomes a value`(milliseconds: Int64) {
        let result = run(kind: .modbusRTU, late: .milliseconds(milliseconds))
        #expect(result.wrong == 0)
        #expect(result.right > 1000)
    }

    @Test(arguments: [300, 900, 5000])
    func `a late reply on TCP is told by its transaction`(milliseconds: Int64) {
        let result = run(kind: .modbusTCP, late: .milliseconds(milliseconds))
        #expect(result.wrong == 0)
        #expect(result.right > 1000)
    }

    @Test func `nothing is asked of a unit while its late reply may come`() {
        let profile = DeviceProfile.modbus([.register("a", 0)]) {
            $0.replyTimeout = .milliseconds(200)
            $0.greatestLateness = .milliseconds(700)
        }
        let bench = Bench(.modbusRTU, [(profile, 1)])
        _ = bench.sent()
        let first = bench.now
        #expect(bench.sent() != nil)
        #expect((bench.now - first) >= .milliseconds(900))
    }

    @Test func `a reply after its deadline counts for nothing even where the owner is late`() {
        let bench = Bench(.modbusRTU, [(DeviceProfile.modbus([.register("a", 0)]), 1)])
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 3, 2, 0, 1]), after: .milliseconds(800))
        #expect(bench.values().isEmpty)
    }

    @Test func `asks of one unit in a row differ in shape where they can`() {
        let points = [
            PointDefinition.register("a", 0, every: 1000), .register("b", 200, every: 1000),
            .register("c", 400, every: 1000, .float32), .register("d", 600, every: 1000, .float32),
        ]
        let bench = Bench(.modbusRTU, [(DeviceProfile.modbus(points), 1)])
        var last = 0
        for _ in 0..<30 {
            let request = bench.sent() ?? []
            let count = Int(request.dropFirst(5).first ?? 0)
            #expect(count != last)
            last = count
            bench.receive(
                Bench.answer(request, registers: []),
                after: .milliseconds(60)
            )
        }
    }

    @Test func `a wrong transaction on TCP is passed over, the right one taken`() {
        let bench = Bench(.modbusTCP, [(DeviceProfile.modbus([.register("a", 0)]), 1)])
        let request = bench.sent() ?? []
        let low = request.dropFirst().first ?? 0
        bench.receive([0, low &+ 1, 0, 0, 0, 5, 1, 3, 2, 0, 99])
        #expect(bench.values().isEmpty)
        bench.receive([0, low, 0, 0, 0, 5, 1, 3, 2, 0, 7])
        #expect(bench.values() == ["d0.a": 7])
    }

    @Test func `after a mismatch on TCP the next exchange works`() {
        let bench = Bench(.modbusTCP, [(DeviceProfile.modbus([.register("a", 0)]), 1)])
        _ = bench.sent()
        bench.receive([0x77, 0x77, 0, 0, 0, 5, 1, 3, 2, 0])
        let request = bench.sent() ?? []
        #expect(bench.values().isEmpty)
        bench.receive(Array(request.prefix(2)) + [0, 0, 0, 5, 1, 3, 2, 0, 7])
        #expect(bench.values() == ["d0.a": 7])
    }
}
