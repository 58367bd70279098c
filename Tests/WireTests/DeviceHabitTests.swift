import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Pauses, time limits and moods of Modbus devices.
struct DeviceHabitTests {
    private func bench(
        _ kind: LineDefinition.Kind = .modbusRTU,
        every: Int64 = 60_000,
        units: [Int] = [1],
        _ change: (inout ModbusLink) -> Void = { _ in },
        field: (inout ModbusField) -> Void = { _ in }
    ) -> Bench {
        let points = [
            PointDefinition.register("set", 3, every: every, write: 6, field),
            .register("input", 20, every: every, table: .input),
        ]
        let profile = DeviceProfile.modbus(points, change)
        return Bench(kind, units.map { (profile, $0) })
    }

    @Test func `nothing is asked right after connecting`() {
        let bench = bench { $0.pauseAfterConnect = .milliseconds(1500) }
        _ = bench.sent()
        #expect(bench.now >= .start + .milliseconds(1500))
        bench.line.disconnect(at: bench.now)
        bench.now = bench.now + .milliseconds(700)
        let connected = bench.now
        bench.line.connect(at: connected)
        _ = bench.sent()
        #expect((bench.now - connected) >= .milliseconds(1500))
        #expect((bench.now - connected) < .milliseconds(1600))
    }

    @Test func `what an adapter emits when it is opened is nothing`() {
        let profile = DeviceProfile.modbus([.register("a", 0)])
        var lab = Lab.bench(.modbusRTU, [(profile, 1)], protocols: [], echo: .none, baud: 9600)
        lab.lines[0].discardAfterOpen = .milliseconds(100)
        var line = LineMachine(lab: lab, names: LabNames(lab), line: 0)
        line.receive(Bench.sealed([1, 3, 2, 0, 7]), at: .start + .milliseconds(50))
        var bytes: [UInt8] = []
        #expect(!line.poll(at: .start + .milliseconds(90), into: &bytes))
        #expect(line.nextDeadline >= .start + .milliseconds(100))
        #expect(line.poll(at: .start + .milliseconds(150), into: &bytes))
        #expect(line.events.isEmpty)
    }

    @Test func `a longer silence between frames is kept for the whole line`() {
        let bench = bench(every: 100, units: [1, 2]) { $0.frameSilence = .milliseconds(20) }
        _ = bench.exchange([1, 3, 2, 0, 0])
        let received = bench.now
        _ = bench.sent()
        #expect((bench.now - received) >= .milliseconds(20))
    }

    @Test func `a slow write is waited for longer, and its lateness is its own`() {
        let bench = bench(field: {
            $0.writeTimeout = Lapse(seconds: 4)
            $0.writeLateness = Lapse(seconds: 9)
        })
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 1)))
        let frame = bench.sent() ?? []
        let sent = bench.now
        bench.receive(frame, after: Lapse(seconds: 3.9))
        #expect(bench.outcomes() == [.acknowledged])
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 2)))
        _ = bench.sent()
        bench.now = bench.line.nextDeadline
        let lost = bench.now
        #expect((bench.now - sent) >= Lapse(seconds: 4))
        _ = bench.sent()
        #expect(bench.outcomes() == [.inDoubt])
        #expect((bench.now - lost) >= Lapse(seconds: 9))
    }

    @Test func `writes of a device can be slower than its reads`() {
        let bench = bench {
            $0.replyTimeout = .milliseconds(100)
            $0.writeTimeout = .milliseconds(900)
        }
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 1)))
        let frame = bench.sent() ?? []
        bench.receive(frame, after: .milliseconds(800))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a read the device is too busy for is asked again, ever later`() {
        let bench = bench { $0.busyPause = .milliseconds(50) }
        var gaps: [Lapse] = []
        var last: Instant?
        for _ in 0..<6 {
            var request = bench.sent() ?? []
            if request[1] == 4 {
                bench.receive(bench.plainAnswer(request))
                request = bench.sent() ?? []
            }
            #expect(request[1] == 3)
            if let last { gaps.append(bench.now - last) }
            bench.receive(Bench.sealed([1, 0x83, 6]))
            last = bench.now
        }
        #expect(gaps.allSatisfy { $0 >= .milliseconds(50) })
        // Another read, answered in between, shows a device that is not busy: it begins anew.
        gaps.removeFirst()
        #expect(gaps == gaps.sorted())
        #expect((gaps.last ?? .zero) >= .milliseconds(400))
        let readings = bench.readings()
        #expect(readings.allSatisfy { $0.name == "d0.input" || $0.reading.quality == .busy })
        #expect(bench.incidents().isEmpty)
    }

    @Test func `a command the device is too busy for is never sent again`() {
        let bench = bench()
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 1)))
        _ = bench.exchange([1, 0x86, 6])
        #expect(bench.outcomes() == [.busy])
        #expect(bench.nextWrite() == nil)
    }

    @Test func `a command that was accepted is watched until it is done`() {
        let bench = bench {
            $0.completion = CompletionWatch(every: .milliseconds(100), within: Lapse(seconds: 8))
        }
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 1)))
        _ = bench.exchange([1, 0x86, 5])
        #expect(bench.outcomes() == [.acknowledged])
        let accepted = bench.now
        var reads = 0
        while (bench.now - accepted) < Lapse(seconds: 20) {
            guard let request = bench.sent(within: Lapse(seconds: 2)) else { continue }
            if request[1] == 3 { reads += 1 }
            bench.receive(bench.plainAnswer(request), after: .milliseconds(20))
        }
        #expect((75...85).contains(reads))
    }

    @Test func `while a value settles, the old one is not taken for the new`() {
        let bench = bench(every: 400, field: { $0.settle = .milliseconds(900) })
        for _ in 0..<4 { bench.receive(bench.plainAnswer(bench.sent() ?? [])) }
        _ = bench.readings()
        #expect(bench.submit(.write(point: 0, value: 5)))
        while let request = bench.sent(), request[1] != 6 {
            bench.receive(bench.plainAnswer(request))
        }
        bench.receive(Bench.sealed([1, 6, 0, 3, 0, 5]))
        let written = bench.now
        _ = bench.readings()
        while (bench.now - written) < .milliseconds(2000) {
            guard let request = bench.sent() else { break }
            bench.receive(bench.plainAnswer(request), after: .milliseconds(20))
            for (name, reading) in bench.readings() where name == "d0.set" {
                #expect((reading.at - written) >= .milliseconds(900))
            }
        }
    }

    @Test func `a broadcast is only made where the profile allows it`() {
        let profile = DeviceProfile.modbus([.register("set", 3, write: 6)])
        let bench = Bench(.modbusRTU, [(profile, 0)])
        #expect(bench.submit(.write(point: 0, value: 1)))
        let next = bench.sent(within: Lapse(seconds: 1))
        #expect(next == nil)
        #expect(bench.outcomes() == [.refused(code: WireRefusal.noBroadcast.rawValue)])
    }

    @Test func `after a broadcast the units have their time, and then all are read back`() {
        let one = DeviceProfile.modbus([.register("a", 0, every: 60_000)])
        var point = PointDefinition.register("all", 3, every: nil, write: 6)
        point.access = .write
        let all = DeviceProfile.modbus([point]) { $0.broadcast = .milliseconds(150) }
        let bench = Bench(.modbusRTU, [(one, 1), (one, 2), (all, 0)])
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 1), device: 2))
        #expect(bench.sent() == Bench.sealed([0, 6, 0, 3, 0, 1]))
        let sent = bench.now
        let first = bench.sent() ?? []
        #expect(bench.outcomes() == [.acknowledged])
        #expect((bench.now - sent) >= .milliseconds(150))
        bench.receive(bench.plainAnswer(first))
        let second = bench.sent() ?? []
        #expect([first[0], second[0]].sorted() == [1, 2])
    }

    @Test func `a reply that may come twice is not awaited while its copy may come`() {
        let bench = bench(every: 10) { $0.repeatsWithin = .milliseconds(300) }
        var last: [UInt8: Instant] = [:]
        for _ in 0..<20 {
            let request = bench.sent() ?? []
            if let before = last[request[1]] { #expect((bench.now - before) >= .milliseconds(300)) }
            bench.receive(bench.plainAnswer(request), after: .milliseconds(30))
            last[request[1]] = bench.now
        }
    }

    @Test func `on a wire a copy that comes before its request is out is told by that`() {
        let bench = bench(every: 10, field: { $0.table = .input })
        bench.line.pacing = .wire
        let first = bench.sent() ?? []
        bench.receive(bench.plainAnswer(first))
        let second = bench.sent() ?? []
        #expect(first.count == 8 && second.count == 8)
        let values = bench.readings().count
        // Eight characters at 9600 Bd take 8.3 ms, the reply 7.3 ms more.
        bench.receive(Bench.sealed([1, second[1], 2, 0, 9]), after: .milliseconds(6))
        bench.receive(Bench.sealed([1, second[1], 2, 0, 9]), after: .milliseconds(6))
        #expect(bench.readings().isEmpty)
        bench.receive(Bench.sealed([1, second[1], 2, 0, 7]), after: .milliseconds(30))
        #expect(bench.readings().map(\.reading.value) == [7])
        #expect(values == 1)
    }

    @Test func `a gateway's word is for that unit alone, and said once`() {
        let bench = bench(every: 200, units: [1, 2])
        for _ in 0..<400 {
            guard let request = bench.sent(within: Lapse(seconds: 40)) else { continue }
            bench.receive(
                request[0] == 1
                    ? Bench.sealed([1, request[1] | 0x80, 11]) : bench.plainAnswer(request),
                after: .milliseconds(20)
            )
        }
        let lost = bench.incidents().filter {
            if case .deviceLost(device: 0, at: _) = $0 { true } else { false }
        }
        #expect(lost.count == 1)
        #expect(bench.line.tally.quarantines == 0)
    }
}
