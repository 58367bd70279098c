import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Values of which a part stands in another table or too far off, so that it comes with a reply of
/// its own.
struct ApartCompanionTests {
    /// A controller that keeps its decimal point among its input registers.
    private final class Controller {
        let bench: Bench
        var raw: UInt16 = 1234
        var digits: UInt16 = 1
        /// What becomes of requests for the decimal point.
        var mood = Mood.answers
        var asked = 0

        enum Mood {
            case answers, silent
            case refuses(UInt8)
        }

        init(every: Int64 = 1000, write: Int? = nil) {
            var decimals = PointDefinition.register("dp", 700, every: every, table: .input)
            decimals.stale = .milliseconds(4000)
            let points = [
                PointDefinition.register("value", 0, .int16, write: write) {
                    $0.decimalsFrom = "dp"
                    $0.companionReading = .apart
                },
                decimals, .register("other", 40),
            ]
            bench = Bench(.modbusRTU, [(.modbus(points), 1)])
        }

        /// Lets the device answer for so long; the readings of the value.
        func run(_ seconds: Double) -> [Reading] {
            let end = bench.now + Lapse(seconds: seconds)
            while bench.now < end, let request = bench.sent(within: end - bench.now) {
                guard let reply = reply(to: request) else { continue }
                bench.receive(Bench.sealed(reply), after: .milliseconds(20))
            }
            return bench.readings().filter { $0.name == "d0.value" }.map(\.reading)
        }

        private func reply(to request: [UInt8]) -> [UInt8]? {
            guard request[1] == 4 else {
                let value = request[3] == 0 ? raw : 5
                return [1, 3, 2, UInt8(value >> 8), UInt8(value & 0xFF)]
            }
            asked += 1
            switch mood {
            case .answers: return [1, 4, 2, UInt8(digits >> 8), UInt8(digits & 0xFF)]
            case .silent: return nil
            case .refuses(let code): return [1, 0x84, code]
            }
        }
    }

    @Test func `a decimal point in another table is read by its own request`() {
        let controller = Controller()
        let readings = controller.run(10)
        #expect(readings.count >= 8)
        #expect(readings.allSatisfy { $0.quality == .good && $0.value == 123.4 })
        #expect(controller.asked >= 9)
    }

    @Test func `a value counts once the part was read again, and keeps its own time`() {
        let controller = Controller()
        let bench = controller.bench
        var parts = 0
        var came: Instant?
        while bench.now < .start + Lapse(seconds: 6), let request = bench.sent() {
            if request[1] == 4 {
                parts += 1
                bench.receive(Bench.sealed([1, 4, 2, 0, 1]), after: .milliseconds(20))
            } else {
                bench.receive(Bench.sealed([1, 3, 2, 0x04, 0xD2]), after: .milliseconds(20))
                if request[3] == 0 { came = bench.now }
            }
            let values = bench.readings().filter { $0.name == "d0.value" }
            guard !values.isEmpty else { continue }
            // Only ever at the part's reply, the second at the earliest.
            #expect(request[1] == 4 && parts >= 2)
            #expect(values.map(\.reading.at) == [came].compactMap { $0 })
        }
        #expect(parts >= 5)
    }

    @Test func `where the part changes, no value is told that it may or may not hold for`() {
        let controller = Controller()
        _ = controller.run(5)
        controller.raw = 12_340
        controller.digits = 2
        let readings = controller.run(10)
        #expect(readings.count >= 6)
        #expect(readings.allSatisfy { $0.quality == .good && $0.value == 123.4 })
    }

    @Test func `a part that changes all the time leaves no value at all`() {
        let controller = Controller()
        _ = controller.run(5)
        var values: [Reading] = []
        for _ in 0..<20 {
            controller.digits = 3 - controller.digits
            values += controller.run(1)
        }
        #expect(values.filter { $0.quality == .good }.count <= 1)
    }

    @Test func `a value whose part the device refuses is bad for that reason`() {
        let controller = Controller()
        _ = controller.run(5)
        controller.mood = .refuses(2)
        let readings = controller.run(5)
        #expect(!readings.isEmpty)
        #expect(readings.allSatisfy { $0.quality == .deviceBad })
        controller.mood = .answers
        #expect(controller.run(5).last?.quality == .good)
    }

    @Test func `a senseless part makes the value bad`() {
        let controller = Controller()
        _ = controller.run(5)
        controller.digits = 200
        #expect(controller.run(5).last?.quality == .deviceBad)
    }

    @Test func `a part that is not heard of any more turns the value stale`() {
        let controller = Controller()
        let good = controller.run(5)
        controller.mood = .silent
        let readings = controller.run(20)
        #expect(good.last?.quality == .good)
        #expect(!readings.contains { $0.quality == .good })
        #expect(readings.contains { $0.quality == .stale })
    }

    @Test func `a part that is busy takes nothing away before it is old`() {
        let controller = Controller()
        _ = controller.run(5)
        controller.mood = .refuses(6)
        let readings = controller.run(20)
        #expect(!readings.contains { $0.quality == .good || $0.quality == .deviceBad })
        #expect(readings.last?.quality == .busy)
    }

    @Test func `before the part was ever read there is no value`() {
        let controller = Controller()
        controller.mood = .silent
        #expect(!controller.run(3).contains { $0.quality == .good })
    }

    @Test func `what was read over another connection confirms nothing`() {
        let controller = Controller()
        _ = controller.run(5)
        let bench = controller.bench
        // A value is held; the connection breaks before its part is read again.
        while let request = bench.sent(), request[1] == 4 || request[3] != 0 {
            bench.receive(
                Bench.sealed(request[1] == 4 ? [1, 4, 2, 0, 1] : [1, 3, 2, 0, 5])
            )
        }
        bench.receive(Bench.sealed([1, 3, 2, 0x04, 0xD2]))
        bench.line.disconnect(at: bench.now)
        _ = bench.readings()
        bench.line.connect(at: bench.now)
        while let request = bench.sent() {
            guard request[1] == 4 else { continue }
            bench.receive(Bench.sealed([1, 4, 2, 0, 1]))
            break
        }
        #expect(bench.readings().filter { $0.name == "d0.value" }.isEmpty)
    }

    @Test func `a setpoint is written with the part the device has at that moment`() {
        let controller = Controller(write: 6)
        _ = controller.run(5)
        let bench = controller.bench
        #expect(bench.submit(.write(point: 0, value: 12.5)))
        let look = bench.sent() ?? []
        #expect(look.prefix(4) == [1, 4, 2, 188])
        bench.receive(Bench.sealed([1, 4, 2, 0, 2]))
        // 1250 is 04E2h.
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 0, 0x04, 0xE2]))
    }
}
