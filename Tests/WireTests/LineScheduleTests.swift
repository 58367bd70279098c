import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Who is asked when, and that a dead device costs its neighbours little.
struct LineScheduleTests {
    private func profile(_ every: Int64 = 1000) -> DeviceProfile {
        .modbus([.register("a", 0, every: every), .register("set", 1, every: nil, write: 6)])
    }

    /// Runs for `time` with units that answer or do not; returns asks by unit.
    private func run(
        _ bench: Bench,
        for time: Lapse,
        dead: Set<UInt8>
    ) -> [UInt8: Int] {
        var asked: [UInt8: Int] = [:]
        let end = bench.now + time
        while bench.now < end, let request = bench.sent(within: time) {
            let unit = request.first ?? 0
            asked[unit, default: 0] += 1
            guard !dead.contains(unit) else { continue }
            let reply =
                request.dropFirst().first == 3
                ? Bench.answer(request, registers: [5, 6]) : request
            bench.receive(reply, after: .milliseconds(40))
        }
        return asked
    }

    @Test func `points are read at their periods`() {
        let bench = Bench(.modbusRTU, [(profile(500), 1), (profile(2000), 2)])
        let asked = run(bench, for: Lapse(seconds: 60), dead: [])
        #expect((118...124).contains(asked[1] ?? 0))
        #expect((29...34).contains(asked[2] ?? 0))
    }

    @Test func `a dead device does not starve its neighbours`() {
        let bench = Bench(.modbusRTU, [(profile(500), 1), (profile(500), 2)])
        let asked = run(bench, for: Lapse(seconds: 600), dead: [1])
        #expect((asked[2] ?? 0) > 1150)
        // Attempts double their distance up to 30 s.
        #expect((15...40).contains(asked[1] ?? 0))
    }

    @Test func `a device is said to be lost once, and found once`() {
        let bench = Bench(.modbusRTU, [(profile(), 1)])
        _ = run(bench, for: Lapse(seconds: 120), dead: [1])
        _ = run(bench, for: Lapse(seconds: 120), dead: [])
        var said: [String] = []
        for event in bench.line.events {
            switch event {
            case .deviceLost(let device, _): said.append("lost \(device)")
            case .deviceFound(let device, _): said.append("found \(device)")
            default: break
            }
        }
        #expect(said == ["lost 0", "found 0"])
    }

    @Test func `a lost device's points are read as without answer, and then good again`() {
        let bench = Bench(.modbusRTU, [(profile(), 1)])
        _ = run(bench, for: Lapse(seconds: 20), dead: [1])
        #expect(bench.readings().map(\.reading.quality) == [.noAnswer, .noAnswer])
        _ = run(bench, for: Lapse(seconds: 60), dead: [])
        #expect(bench.readings().allSatisfy { $0.reading.quality == .good })
    }

    @Test func `one lost reply makes nothing bad`() {
        let bench = Bench(.modbusRTU, [(profile(), 1)])
        _ = bench.sent()
        _ = run(bench, for: Lapse(seconds: 10), dead: [])
        #expect(bench.readings().allSatisfy { $0.reading.quality == .good })
    }

    @Test func `a safe write goes before commands, commands before polls`() {
        let bench = Bench(.modbusRTU, [(profile(100), 1), (profile(100), 2)])
        _ = bench.sent()
        #expect(bench.submit(.write(point: 1, value: 8), device: 0))
        #expect(bench.submit(.write(point: 1, value: 0), device: 1, origin: .safe(zone: 0)))
        bench.receive(Bench.sealed([1, 3, 2, 0, 0]), after: .milliseconds(100))
        let safe = bench.sent() ?? []
        #expect(safe == Bench.sealed([2, 6, 0, 1, 0, 0]))
        bench.receive(safe)
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 1, 0, 8]))
    }

    @Test func `a safe write is sent though a late reply may come`() {
        let bench = Bench(.modbusRTU, [(profile(), 1)])
        _ = bench.sent()
        bench.now = bench.line.nextDeadline
        var bytes: [UInt8] = []
        #expect(!bench.line.poll(at: bench.now, into: &bytes))
        #expect(bench.submit(.write(point: 1, value: 8)))
        #expect(bench.submit(.write(point: 1, value: 0), origin: .safe(zone: 0)))
        let before = bench.now
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 1, 0, 0]))
        #expect((bench.now - before) < .milliseconds(10))
    }

    @Test func `the late reply to a read does not acknowledge the safe write`() {
        let bench = Bench(.modbusRTU, [(profile(), 1)])
        _ = bench.sent()
        bench.now = bench.line.nextDeadline
        #expect(bench.submit(.write(point: 1, value: 0), origin: .safe(zone: 0)))
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 3, 2, 0, 1]))
        #expect(bench.outcomes().isEmpty)
        #expect(bench.values().isEmpty)
    }

    @Test func `safe writes to a dead device leave room for the others`() {
        let bench = Bench(.modbusRTU, [(profile(500), 1), (profile(500), 2)])
        var asked: [UInt8: Int] = [:]
        let end = bench.now + Lapse(seconds: 60)
        while bench.now < end {
            #expect(bench.submit(.write(point: 1, value: 0), origin: .safe(zone: 0)))
            guard let request = bench.sent(within: Lapse(seconds: 5)) else { continue }
            asked[request[0], default: 0] += 1
            if request[0] == 2 {
                bench.receive(Bench.answer(request, registers: []), after: .milliseconds(40))
            }
        }
        #expect((asked[2] ?? 0) > 80)
        #expect((asked[1] ?? 0) > 80)
    }

    @Test func `silence of three and a half characters parts frames`() {
        let bench = Bench(.modbusRTU, [(profile(100), 1), (profile(100), 2)])
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 3, 4, 0, 0, 0, 0]), after: .milliseconds(400))
        let received = bench.now
        _ = bench.sent()
        // 8N1 at 9600 Bd: 3.5 × 10 bits are 3.646 ms.
        #expect((bench.now - received) >= Lapse(nanoseconds: 3_645_000))
    }
}
