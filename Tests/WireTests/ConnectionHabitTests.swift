import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// Modbus TCP connections that die quietly, idle or are picky about units.
struct ConnectionHabitTests {
    private func bench(
        every: Int64? = 1000,
        _ change: (inout ModbusLink) -> Void = { _ in }
    ) -> Bench {
        let profile = DeviceProfile.modbus([.register("a", 0, every: every)], change)
        return Bench(.modbusTCP, [(profile, 9)])
    }

    private func reply(_ request: [UInt8], _ value: UInt8) -> [UInt8] {
        Array(request.prefix(2)) + [0, 0, 0, 5, request[6], 3, 2, 0, value]
    }

    @Test func `a connection silent though asked is renewed, once a limit`() {
        let bench = bench { $0.connection.silenceLimit = Lapse(seconds: 4) }
        var broken: [Instant] = []
        while bench.now < .start + Lapse(seconds: 300) {
            guard bench.sent(within: Lapse(seconds: 40)) != nil else { continue }
            for case .reconnect(.silent, let at) in bench.incidents() { broken.append(at) }
        }
        #expect((broken.first ?? .start) >= .start + Lapse(seconds: 4))
        #expect((broken.first ?? .never) < .start + Lapse(seconds: 10))
        #expect(zip(broken, broken.dropFirst()).allSatisfy { $1 - $0 >= Lapse(seconds: 4) })
        #expect(broken.count > 3)
    }

    @Test func `a connection that brings anything is alive`() {
        let bench = bench { $0.connection.silenceLimit = Lapse(seconds: 4) }
        while bench.now < .start + Lapse(seconds: 60) {
            guard let request = bench.sent(within: Lapse(seconds: 40)) else { continue }
            // Another unit behind the gateway answers; this one never does.
            bench.receive(Array(request.prefix(2)) + [0, 0, 0, 5, 77, 3, 2, 0, 1])
        }
        #expect(!bench.incidents().contains { if case .reconnect = $0 { true } else { false } })
    }

    @Test func `half a frame whose end does not come makes the connection useless`() {
        let bench = bench()
        let request = bench.sent() ?? []
        bench.receive(Array(reply(request, 7).dropLast(2)))
        _ = bench.sent()
        let incidents = bench.incidents()
        #expect(incidents.contains { if case .reconnect(.garbled, _) = $0 { true } else { false } })
        #expect(bench.values().isEmpty)
    }

    @Test func `a cut frame does not take the next one's bytes for its value`() {
        for cut in 1...10 {
            let bench = bench()
            let request = bench.sent() ?? []
            let good = reply(request, 7)
            bench.receive(Array(good.dropLast(cut)) + good)
            #expect(bench.values() == ["d0.a": 7])
        }
    }

    @Test func `a cut frame does not take an older reply's bytes for its value`() {
        for cut in 1...4 {
            let bench = bench()
            let first = bench.sent() ?? []
            let second = bench.sent() ?? []
            bench.receive(Array(reply(second, 7).dropLast(cut)) + reply(first, 99))
            #expect(bench.values().isEmpty)
        }
    }

    @Test func `data that look like a header are data all the same`() {
        let points = (0..<6).map { PointDefinition.register("p\($0)", $0) }
        let bench = Bench(.modbusTCP, [(.modbus(points), 1)])
        let request = bench.sent() ?? []
        // Registers that read: this transaction, protocol 0, length 4, unit 1, function 3.
        let data: [UInt8] = [request[0], request[1], 0, 0, 0, 4, 1, 3, 1, 0, 0, 9]
        bench.receive(Array(request.prefix(2)) + [0, 0, 0, 15, 1, 3, 12] + data)
        #expect(bench.values()["d0.p2"] == 4)
        #expect(bench.values().isEmpty)
    }

    @Test func `a device that drops idle connections is asked often enough`() {
        for every in [nil, 600_000] as [Int64?] {
            let bench = bench(every: every) { $0.connection.idleDrop = Lapse(seconds: 30) }
            var last = bench.now
            for _ in 0..<10 {
                let request = bench.sent() ?? []
                #expect((bench.now - last) <= Lapse(seconds: 16))
                last = bench.now
                bench.receive(reply(request, 1))
            }
        }
    }

    @Test(arguments: [0, 255])
    func `a device of its own connection is called by the unit it wants`(unit: Int) {
        let bench = bench { $0.tcpUnit = unit }
        let request = bench.sent() ?? []
        #expect(request.dropFirst(6).first == UInt8(unit))
        bench.receive(reply(request, 5))
        #expect(bench.values() == ["d0.a": 5])
    }

    @Test func `what the owner keeps to is the strictest of its devices`() {
        let one = DeviceProfile.modbus([.register("a", 0)]) {
            $0.connection.clients = .one
            $0.connection.reconnectPause = Lapse(seconds: 2)
        }
        let other = DeviceProfile.modbus([.register("a", 0)]) {
            $0.connection.reconnectPause = Lapse(seconds: 1)
        }
        let connection = Bench(.modbusTCP, [(one, 1), (other, 2)]).line.connection
        #expect(connection.clients == .one)
        #expect(connection.reconnectPause == Lapse(seconds: 2))
    }
}
