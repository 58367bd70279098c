import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// What can go wrong with replies on a Modbus line, and that none of it becomes a value.
struct ReplyMatchingTests {
    private func bench(echo: LineDefinition.Echo = .none, units: [Int] = [1]) -> Bench {
        let profile = DeviceProfile.modbus([.register("a", 0), .register("b", 1)])
        return Bench(.modbusRTU, units.map { (profile, $0) }, echo: echo)
    }

    private let good = Bench.sealed([1, 3, 4, 0, 7, 0, 9])

    @Test func `a reply becomes readings of the moment it came`() {
        let bench = bench()
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 0, 0, 2]))
        bench.receive(good)
        let readings = bench.readings()
        #expect(readings.map(\.name) == ["d0.a", "d0.b"])
        #expect(readings.map(\.reading.value) == [7, 9])
        #expect(readings.allSatisfy { $0.reading.at == bench.now })
    }

    @Test func `a reply may come byte by byte`() {
        let bench = bench()
        _ = bench.sent()
        for byte in good {
            #expect(bench.values().isEmpty)
            bench.receive([byte], after: .milliseconds(1))
        }
        #expect(bench.values() == ["d0.a": 7, "d0.b": 9])
    }

    @Test func `noise before a reply does not matter`() {
        let noise: [[UInt8]] = [
            [0], [1], [1, 3], [0xFF, 0, 1, 3, 4], [1, 3, 4, 0, 8, 0, 9, 1, 2],
        ]
        for noise in noise {
            let bench = bench()
            _ = bench.sent()
            bench.receive(noise + good)
            #expect(bench.values() == ["d0.a": 7, "d0.b": 9])
        }
    }

    @Test func `another unit's reply is passed over and the true one still taken`() {
        let bench = bench()
        _ = bench.sent()
        bench.receive(Bench.sealed([2, 3, 4, 0, 1, 0, 2]))
        #expect(bench.values().isEmpty)
        bench.receive(good)
        #expect(bench.values() == ["d0.a": 7, "d0.b": 9])
    }

    @Test func `a reply of another function or length is none`() {
        for wrong in [[1, 4, 4, 0, 1, 0, 2], [1, 3, 2, 0, 1], [1, 3, 6, 0, 1, 0, 2, 0, 3]] {
            let bench = bench()
            _ = bench.sent()
            bench.receive(Bench.sealed(wrong.map { UInt8($0) }))
            #expect(bench.values().isEmpty)
        }
    }

    @Test func `a single wrong bit anywhere spoils the reply`() {
        for bit in 0..<(good.count * 8) {
            var spoiled = good
            spoiled[bit / 8] ^= 1 << UInt8(bit % 8)
            let bench = bench()
            _ = bench.sent()
            bench.receive(spoiled)
            #expect(bench.values().isEmpty)
        }
    }

    @Test func `a truncated reply is none, and the next one counts`() {
        let bench = bench()
        _ = bench.sent()
        bench.receive(Array(good.dropLast(2)))
        let next = bench.sent()
        #expect(next == Bench.sealed([1, 3, 0, 0, 0, 2]))
        #expect(bench.values().isEmpty)
        bench.receive(good)
        #expect(bench.values() == ["d0.a": 7, "d0.b": 9])
    }

    @Test func `the doubled tail of a reply is dropped`() {
        let bench = bench()
        _ = bench.sent()
        bench.receive(good + good)
        bench.receive(good, after: .milliseconds(2))
        #expect(bench.readings().count == 2)
    }

    @Test func `a local echo is taken off before the reply`() {
        let bench = bench(echo: .local)
        let request = bench.sent() ?? []
        bench.receive(Array(request.prefix(3)), after: .milliseconds(1))
        bench.receive(Array(request.dropFirst(3)) + good)
        #expect(bench.values() == ["d0.a": 7, "d0.b": 9])
    }

    @Test func `the echo of a write acknowledges nothing`() {
        let profile = DeviceProfile.modbus([
            .register("set", 3, every: nil, write: 6)
        ])
        let bench = Bench(.modbusRTU, [(profile, 1)], echo: .local)
        _ = bench.sent()
        _ = bench.sent()
        bench.now = bench.now + Lapse(seconds: 5)
        _ = bench.readings()
        #expect(bench.submit(.write(point: 0, value: 5)))
        var frame = bench.sent() ?? []
        while frame.dropFirst().first == 3 { frame = bench.sent() ?? [] }
        #expect(frame == Bench.sealed([1, 6, 0, 3, 0, 5]))
        bench.receive(frame)
        #expect(bench.outcomes().isEmpty)
        bench.receive(frame)
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `random bytes never become a value and never stop the line`() {
        var random = SplitMix(state: 1)
        for round in 0..<200 {
            let bench = Bench(
                round % 2 == 0 ? .modbusRTU : .modbusTCP,
                [(DeviceProfile.modbus([.register("a", 0)]), 1)]
            )
            for _ in 0..<20 {
                _ = bench.sent(within: Lapse(seconds: 100))
                let count = Int(random.next() % 300)
                bench.receive((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
            #expect(bench.values().isEmpty)
            #expect(bench.sent(within: Lapse(seconds: 100)) != nil)
        }
    }

    @Test func `bytes nobody asked for are nothing`() {
        let bench = bench()
        _ = bench.sent()
        bench.receive(good)
        _ = bench.readings()
        bench.receive(Bench.sealed([1, 3, 4, 0, 1, 0, 2]))
        #expect(bench.readings().isEmpty)
    }
}

/// A small generator for tests: SplitMix64 of Steele, Lea and Flood, 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
