import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Writes that take more than one exchange: nothing in between, one outcome, and a true one.
struct WriteProcedureTests {
    private let open = Bench.sealed([1, 6, 1, 0, 0x55, 0xAA])
    private let close = Bench.sealed([1, 6, 1, 0, 0, 0])
    private let write = Bench.sealed([1, 6, 0, 3, 0, 42])

    private func locked(_ kind: LineDefinition.Kind = .modbusRTU) -> Bench {
        let points = [
            PointDefinition.register("set", 3, every: 60_000, write: 6) { $0.unlock = "key" },
            .register("free", 4, every: 60_000, write: 6),
        ]
        let profile = DeviceProfile.modbus(points) {
            $0.unlocks = [
                WriteUnlock(
                    name: "key",
                    before: [RawWrite(address: 0x100, value: 0x55AA)],
                    after: [RawWrite(address: 0x100, value: 0)]
                )
            ]
        }
        let bench = Bench(kind, [(profile, 1)])
        bench.settle()
        return bench
    }

    @Test func `a device is opened, written and closed, and polls wait`() {
        let bench = locked()
        bench.line.refreshNow(device: 0)
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == open)
        bench.receive(open)
        #expect(bench.outcomes().isEmpty)
        #expect(bench.sent() == write)
        bench.receive(write)
        #expect(bench.outcomes() == [.acknowledged])
        #expect(bench.sent() == close)
        bench.receive(close)
        #expect(bench.sent().map { $0[1] } == 3)
        #expect(bench.outcomes().isEmpty)
    }

    @Test func `a device that does not let itself be opened is not written`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == open)
        bench.receive(Bench.sealed([1, 0x86, 2]))
        #expect(bench.outcomes() == [.refused(code: 2)])
        #expect(bench.nextWrite() == nil)
    }

    @Test func `silence while it is opened means that nothing was written`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == open)
        bench.now = bench.line.nextDeadline
        #expect(bench.nextWrite() == nil)
        #expect(bench.outcomes() == [.notSent])
    }

    @Test func `a refused write still closes the device`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        _ = bench.sent()
        bench.receive(open)
        _ = bench.sent()
        bench.receive(Bench.sealed([1, 0x86, 3]))
        #expect(bench.outcomes() == [.refused(code: 3)])
        #expect(bench.sent() == close)
    }

    @Test func `a trip between opening and writing revokes the write and closes the device`() throws
    {
        let bench = locked()
        let command = try #require(bench.permit(.write(point: 0, value: 42)))
        bench.line.submit(command)
        #expect(bench.sent() == open)
        bench.line.revoke(before: command.epoch + 1)
        #expect(bench.outcomes() == [.notSent])
        bench.receive(open)
        #expect(bench.sent() == close)
        bench.receive(close)
        #expect(bench.nextWrite() == nil)
        #expect(bench.outcomes().isEmpty)
    }

    @Test func `a permit that runs out between opening and writing is not used`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == open)
        bench.receive(open, after: .milliseconds(400))
        bench.now = bench.now + Lapse(seconds: 3)
        #expect(bench.sent() == close)
        #expect(bench.outcomes() == [.notSent])
    }

    @Test func `a safe write does not wait for a write that was not sent yet`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        #expect(bench.sent() == open)
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        bench.receive(open)
        #expect(bench.sent() == close)
        #expect(bench.outcomes() == [.notSent])
        bench.receive(close)
        #expect(bench.sent() == open)
        bench.receive(open)
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 3, 0, 0]))
    }

    @Test func `no reply to the write itself leaves it in doubt, once`() {
        let bench = locked()
        #expect(bench.submit(.write(point: 0, value: 42)))
        _ = bench.sent()
        bench.receive(open)
        #expect(bench.sent() == write)
        bench.now = bench.line.nextDeadline
        #expect(bench.nextWrite() == nil)
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `a lost connection between opening and writing means that nothing was written`() {
        let bench = locked(.modbusTCP)
        #expect(bench.submit(.write(point: 0, value: 42)))
        var request = bench.sent() ?? []
        while request[7] != 6 { request = bench.sent() ?? [] }
        #expect(request[8...11] == [1, 0, 0x55, 0xAA])
        bench.line.interrupt(at: bench.now)
        #expect(bench.outcomes() == [.notSent])
    }

    private func bits(_ modification: ModbusField.Modification, _ function: Int) -> Bench {
        let point = PointDefinition.register("mode", 9, every: 60_000, write: function) {
            $0.bit = 4
            $0.bits = 2
            $0.modification = modification
        }
        let bench = Bench(.modbusRTU, [(.modbus([point]), 1)])
        bench.settle()
        return bench
    }

    @Test func `bits are changed in what the device holds now, not in what it held`() {
        let bench = bits(.locked, 6)
        #expect(bench.submit(.write(point: 0, value: 2)))
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 9, 0, 1]))
        // ABCDh with bits 4 and 5 set to 10b is ABEDh.
        bench.receive(Bench.sealed([1, 3, 2, 0xAB, 0xCD]))
        #expect(bench.sent() == Bench.sealed([1, 6, 0, 9, 0xAB, 0xED]))
        bench.receive(Bench.sealed([1, 6, 0, 9, 0xAB, 0xED]))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `the device itself changes bits by function 22`() {
        let bench = bits(.mask, 22)
        #expect(bench.submit(.write(point: 0, value: 2)))
        #expect(bench.sent() == Bench.sealed([1, 22, 0, 9, 0xFF, 0xCF, 0, 0x20]))
    }

    @Test func `the late reply to an older read is not what the device holds now`() {
        let bench = bits(.locked, 6)
        bench.line.refreshNow(device: 0)
        #expect(bench.sent() == Bench.sealed([1, 3, 0, 9, 0, 1]))
        bench.now = bench.line.nextDeadline
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        let lost = bench.now
        _ = bench.sent()
        #expect((bench.now - lost) >= .milliseconds(1000))
    }

    private func memory(_ endurance: Int) -> Bench {
        let point = PointDefinition.register("limit", 7, every: 60_000, write: 16) {
            $0.endurance = endurance
        }
        let bench = Bench(.modbusRTU, [(.modbus([point]), 1)])
        bench.settle()
        return bench
    }

    /// Writes `value` into a memory that holds `held`; whether it was sent.
    private func tell(_ bench: Bench, _ value: Double, holding held: UInt8) -> Bool {
        guard bench.submit(.write(point: 0, value: value)) else { return false }
        let look = bench.exchange([1, 3, 2, 0, held])
        #expect(look == Bench.sealed([1, 3, 0, 7, 0, 1]))
        guard let request = bench.sent(within: .milliseconds(20)), request[1] == 16 else {
            return false
        }
        bench.receive(bench.plainAnswer(request))
        return true
    }

    @Test func `memory that wears out is not written with what it holds`() {
        let bench = memory(1000)
        #expect(!tell(bench, 5, holding: 5))
        #expect(bench.outcomes() == [.acknowledged])
        #expect(bench.line.tally.spared == 1)
        #expect(bench.line.ledger.entries.map(\.used) == [0])
        bench.settle()
        #expect(tell(bench, 6, holding: 5))
        #expect(bench.line.ledger.entries.map(\.used) == [1])
    }

    @Test func `somebody is told before the memory is worn out, and then it is spared`() {
        let bench = memory(10)
        bench.line.restoreWrites(7, point: 0)
        var told: [Int] = []
        for value in 1...3 {
            #expect(tell(bench, Double(value), holding: 0))
            bench.settle()
            for case .wear(_, let used, endurance: 10, at: _) in bench.incidents() {
                told.append(used)
            }
        }
        #expect(told == [8, 9, 10])
        #expect(bench.submit(.write(point: 0, value: 9)))
        #expect(bench.nextWrite() == nil)
        #expect(bench.outcomes() == [.refused(code: WireRefusal.wornOut.rawValue)])
    }

    @Test func `a safe write goes into worn memory, and without a look`() {
        let bench = memory(10)
        bench.line.restoreWrites(10, point: 0)
        #expect(bench.submit(.write(point: 0, value: 0), origin: .safe(zone: 0)))
        #expect(bench.sent() == Bench.sealed([1, 16, 0, 7, 0, 1, 2, 0, 0]))
    }

    @Test func `function 23 reads back what it wrote in one transaction`() {
        let point = PointDefinition.register("set", 0x0E, every: 60_000, .uint32, write: 23) {
            $0.readBackAddress = 3
        }
        let bench = Bench(.modbusRTU, [(.modbus([point]), 1)])
        bench.settle()
        #expect(bench.submit(.write(point: 0, value: 65538)))
        #expect(
            bench.sent() == Bench.sealed([1, 23, 0, 3, 0, 2, 0, 0x0E, 0, 2, 4, 0, 1, 0, 2])
        )
        bench.receive(Bench.sealed([1, 23, 4, 0, 1, 0, 2]))
        #expect(bench.outcomes() == [.acknowledged])
        #expect(bench.values() == ["d0.set": 65538])
    }
}
