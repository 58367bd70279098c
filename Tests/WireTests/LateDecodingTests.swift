import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Values worked out after the next request went out: nothing else changes by that.
struct LateDecodingTests {
    private func bench(_ decoding: LineMachine.Decoding) -> Bench {
        let points = [
            PointDefinition.register("a", 0, every: 100), .register("b", 300, every: 100),
        ]
        let bench = Bench(.modbusRTU, [(.modbus(points), 1), (.modbus(points), 2)])
        bench.line.decoding = decoding
        return bench
    }

    @Test func `a reply is matched at once, and its values are there when they are asked for`() {
        let bench = bench(.later)
        let first = bench.sent() ?? []
        bench.receive(Bench.sealed([1, 3, 2, 0, 7]))
        let came = bench.now
        #expect(bench.line.events.isEmpty)
        #expect(bench.line.tally.replies == 1)
        #expect(bench.sent() != first)
        bench.line.digest()
        let readings = bench.readings()
        #expect(readings.map(\.name) == ["d0.a"])
        #expect(readings.first?.reading == Reading(value: 7, quality: .good, at: came))
        bench.line.digest()
        #expect(bench.readings().isEmpty)
    }

    @Test func `what happens afterwards is told afterwards`() {
        let bench = bench(.later)
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 3, 2, 0, 7]))
        bench.line.disconnect(at: bench.now + .milliseconds(1))
        let qualities = bench.readings().filter { $0.name == "d0.a" }.map(\.reading.quality)
        #expect(qualities == [.good, .noAnswer])
    }

    @Test func `a second reply does not wipe out the first`() {
        let bench = bench(.later)
        for value in [UInt8(1), 2, 3] {
            let request = bench.sent() ?? []
            bench.receive(Bench.sealed([request[0], 3, 2, 0, value]))
        }
        bench.line.digest()
        #expect(bench.readings().map(\.reading.value) == [1, 2, 3])
    }

    @Test func `both ways give the same events`() {
        var all: [[LineEvent]] = []
        for decoding in [LineMachine.Decoding.atOnce, .later] {
            let bench = bench(decoding)
            var events: [LineEvent] = []
            for round in 0..<400 {
                guard let request = bench.sent(within: Lapse(seconds: 40)) else { break }
                if round % 50 == 20 { _ = bench.submit(.write(point: 0, value: 1)) }
                switch round % 7 {
                case 3: bench.receive(Bench.sealed([request[0], request[1] | 0x80, 6]))
                case 5 where round > 200: break
                default: bench.receive(bench.plainAnswer(request), after: .milliseconds(20))
                }
                if round % 3 == 0 {
                    bench.line.digest()
                    events += bench.line.events
                    bench.line.events.removeAll()
                }
            }
            bench.line.digest()
            all.append(events + bench.line.events)
        }
        #expect(all[0] == all[1])
        #expect(all[0].count > 200)
    }
}
