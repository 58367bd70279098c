import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Commands on a Modbus line: exactly one attempt, and a truthful outcome.
struct LineCommandTests {
    private func bench(
        kind: LineDefinition.Kind = .modbusRTU,
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> Bench {
        let profile = DeviceProfile.modbus(
            [
                .register("set", 3, every: 60_000, write: 6),
                .register("ratio", 10, every: 60_000, .float32, write: 16),
                .register("input", 20, every: 60_000, table: .input),
            ],
            change
        )
        let bench = Bench(kind, [(profile, 1)])
        settle(bench)
        return bench
    }

    /// Answers reads until a minute's polls are done.
    private func settle(_ bench: Bench) {
        while let request = bench.sent(within: .milliseconds(3000)) {
            bench.receive(
                request[1] == 3 || request[1] == 4
                    ? Bench.sealed(
                        [1, request[1], 2 * request[5]]
                            + Array(repeating: 0, count: 2 * Int(request[5]))
                    ) : request
            )
        }
        _ = bench.readings()
    }

    @Test func `a write is acknowledged by its own echo, and read back at once`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 3, 0, 42]))
        bench.receive(Bench.sealed([1, 6, 0, 3, 0, 42]))
        #expect(bench.outcomes() == [.acknowledged])
        let acknowledged = bench.now
        #expect(bench.sent() != nil)
        #expect((bench.now - acknowledged) < .milliseconds(10))
    }

    @Test func `a float is written whole`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 1, value: 850)))
        #expect(
            bench.sent() == Bench.sealed([1, 16, 0, 10, 0, 2, 4, 0x44, 0x54, 0x80, 0])
        )
        bench.receive(Bench.sealed([1, 16, 0, 10, 0, 2]))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `no reply leaves the command in doubt, and it is not repeated`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 42)))
        _ = bench.sent()
        var writes = 0
        for _ in 0..<50 {
            if let request = bench.sent(within: Lapse(seconds: 40)), request[1] == 6 { writes += 1 }
        }
        #expect(bench.outcomes() == [.inDoubt])
        #expect(writes == 0)
    }

    @Test(
        arguments: [
            (1, CommandOutcome.refused(code: 1)), (2, .refused(code: 2)), (3, .refused(code: 3)),
            (4, .refused(code: 4)), (5, .acknowledged), (6, .busy), (10, .refused(code: 10)),
            (11, .inDoubt),
        ] as [(UInt8, CommandOutcome)]
    )
    func `every exception has its outcome`(code: UInt8, outcome: CommandOutcome) {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 42)))
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 0x86, code]))
        #expect(bench.outcomes() == [outcome])
    }

    @Test func `an expired permit is not sent`() throws {
        let bench = bench()
        let command = try #require(bench.permit(.write(point: 0, value: 42)))
        bench.now = bench.now + Lapse(seconds: 10)
        bench.line.submit(command)
        let next = bench.sent(within: Lapse(seconds: 1))
        #expect(next == nil)
        #expect(bench.outcomes() == [.notSent])
    }

    @Test func `a permit expires in the queue, too`() {
        let bench = bench { $0.greatestLateness = Lapse(seconds: 20) }
        #expect(bench.submit(.write(point: 0, value: 1)))
        _ = bench.sent()
        bench.now = bench.line.nextDeadline
        #expect(bench.submit(.write(point: 0, value: 2)))
        let next = bench.sent(within: Lapse(seconds: 10))
        #expect(next == nil)
        #expect(bench.outcomes() == [.inDoubt, .notSent])
    }

    @Test func `a trip revokes what is queued, except safe writes`() throws {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 1)))
        _ = bench.sent()
        let command = try #require(bench.permit(.write(point: 0, value: 2)))
        bench.line.submit(command)
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        bench.line.revoke(before: command.epoch + 1)
        #expect(bench.outcomes() == [.notSent])
        bench.receive(Bench.sealed([1, 6, 0, 3, 0, 1]))
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 3, 0, 0]))
    }

    @Test func `a later epoch's permit outlives the revocation`() throws {
        let bench = bench()
        let command = try #require(bench.permit(.write(point: 0, value: 2)))
        bench.line.submit(command)
        bench.line.revoke(before: command.epoch)
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 3, 0, 2]))
    }

    @Test func `a value that fits no register never reaches the wire`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 70_000)))
        let next = bench.sent(within: Lapse(seconds: 1))
        #expect(next == nil)
        #expect(bench.outcomes() == [.refused(code: WireRefusal.notEncodable.rawValue)])
    }

    @Test func `a point that is only read, or does not exist, is refused`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 2, value: 1)))
        let next = bench.sent(within: Lapse(seconds: 1))
        #expect(next == nil)
        #expect(bench.outcomes() == [.refused(code: WireRefusal.unknown.rawValue)])
    }

    @Test func `the same safe write is queued once`() {
        let bench = bench()
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        #expect(bench.outcomes() == [.notSent])
        let frame = bench.sent() ?? []
        bench.receive(frame)
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `the pause after a write is kept`() {
        let bench = bench { $0.pauseAfterWrite = .milliseconds(250) }
        #expect(bench.submit(.write(point: 0, value: 1)))
        let frame = bench.sent() ?? []
        bench.receive(frame)
        let written = bench.now
        _ = bench.sent()
        #expect((bench.now - written) >= .milliseconds(250))
    }

    @Test func `a broadcast expects no reply and leaves the units time`() {
        let profile = DeviceProfile.modbus([.register("set", 3, write: 6)]) {
            $0.broadcast = .milliseconds(100)
        }
        let bench = Bench(.modbusRTU, [(profile, 0)])
        #expect(bench.submit(.write(point: 0, value: 1)))
        #expect(bench.sent() == Bench.sealed([0, 6, 0, 3, 0, 1]))
        let sent = bench.now
        #expect(bench.submit(.write(point: 0, value: 2)))
        #expect(bench.sent() == Bench.sealed([0, 6, 0, 3, 0, 2]))
        #expect((bench.now - sent) >= .milliseconds(100))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a lost connection leaves what was sent in doubt and the rest queued`() {
        let bench = bench(kind: .modbusTCP)
        #expect(bench.submit(.write(point: 0, value: 1)))
        var request = bench.sent() ?? []
        while request[7] != 6 { request = bench.sent() ?? [] }
        bench.line.interrupt(at: bench.now)
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `an exception on a read is the device's word that it has no value`() {
        let bench = Bench(.modbusRTU, [(DeviceProfile.modbus([.register("a", 0)]), 1)])
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 0x83, 2]))
        #expect(bench.readings().map(\.reading.quality) == [.deviceBad])
    }

    @Test func `a busy device's reading is neither bad nor good`() {
        let bench = Bench(.modbusRTU, [(DeviceProfile.modbus([.register("a", 0)]), 1)])
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 0x83, 6]))
        #expect(bench.readings().isEmpty)
        #expect(bench.sent(within: Lapse(seconds: 3)) != nil)
    }
}
