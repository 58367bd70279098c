import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Devices that are there and say that they have no time.
struct BusyDeviceTests {
    private func bench() -> Bench {
        Bench(.modbusRTU, [(.modbus([.register("a", 0), .register("b", 300)]), 1)])
    }

    /// Answers every request for `a` with an exception, others with zeros.
    private func refuse(_ count: Int, code: UInt8, on bench: Bench) {
        var refused = 0
        while refused < count, let request = bench.sent(within: Lapse(seconds: 30)) {
            guard request[3] == 0 else {
                bench.receive(bench.plainAnswer(request))
                continue
            }
            refused += 1
            bench.receive(Bench.sealed([1, 0x83, code]))
        }
    }

    private func qualities(_ bench: Bench) -> [Quality] {
        bench.readings().filter { $0.name == "d0.a" }.map(\.reading.quality)
    }

    @Test(arguments: [5, 6] as [UInt8])
    func `busy for the third time running is told, whatever else is answered between`(code: UInt8) {
        let bench = bench()
        refuse(2, code: code, on: bench)
        #expect(qualities(bench) == [])
        refuse(2, code: code, on: bench)
        #expect(qualities(bench) == [.busy, .busy])
        while let request = bench.sent(within: Lapse(seconds: 2)), request[3] != 0 {
            bench.receive(bench.plainAnswer(request))
        }
        bench.receive(Bench.sealed([1, 3, 2, 0, 8]))
        #expect(qualities(bench) == [.good])
        refuse(2, code: code, on: bench)
        #expect(qualities(bench) == [])
        #expect(bench.incidents().isEmpty)
    }

    @Test func `a lost device that is busy is found, and its points say why they are bad`() {
        let bench = bench()
        bench.line.disconnect(at: bench.now)
        _ = bench.readings()
        bench.line.connect(at: bench.now)
        refuse(3, code: 6, on: bench)
        #expect(qualities(bench) == [.busy])
        let found = bench.incidents().contains {
            if case .deviceFound = $0 { true } else { false }
        }
        #expect(found)
    }

    @Test func `being busy takes nothing away from what is fresh`() {
        var image = ProcessImage(bench().names)
        func at(_ seconds: Double) -> Instant { .start + Lapse(seconds: seconds) }
        func busy(_ seconds: Double) -> Reading {
            Reading(value: 0, quality: .busy, at: at(seconds))
        }
        image.store(busy(0), point: 0)
        #expect(image[0].quality == .busy)
        let good = Reading(value: 7, quality: .good, at: at(1))
        var isNews = image.store(good, point: 0)
        #expect(isNews)
        isNews = image.store(busy(2), point: 0)
        #expect(!isNews)
        #expect(image[0] == good)
        image.expire(at: at(10))
        #expect(image[0] == good)
        image.expire(at: at(11.5))
        #expect(image[0].quality == .stale)
        isNews = image.store(busy(12), point: 0)
        #expect(isNews)
        #expect(image[0].quality == .busy)
        #expect(image[0].quality.reason == "the device is busy")
    }

    @Test func `a serial device that says it is busy is as busy`() throws {
        var spoken = ProtocolDefinition.bench([
            RequestDefinition(
                name: "read",
                send: try Template(parsing: "R"),
                reply: try Template(parsing: "A {a:dec}")
            )
        ])
        spoken.errors = [
            ErrorReply(match: try Template(parsing: "BUSY"), meaning: .busy, text: "at work")
        ]
        let point = PointDefinition(
            name: "a",
            kind: .quantity(.one),
            access: .read,
            source: .serial(SerialField(request: "read", field: "a")),
            every: .milliseconds(1000),
            stale: .milliseconds(4000)
        )
        let profile = DeviceProfile.bench(
            .serial(protocol: "bench", SerialSettings(baud: 9600)),
            [point]
        )
        let bench = Bench(.serial, [(profile, 1)], protocols: [spoken])
        var seen: [Quality] = []
        for _ in 0..<4 {
            _ = bench.said()
            bench.hear("BUSY\r\n")
            seen += qualities(bench)
        }
        #expect(seen == [.busy, .busy])
        _ = bench.said()
        bench.hear("A 3\r\n")
        #expect(qualities(bench) == [.good])
    }

    @Test func `whoever watches the line sees the same`() {
        let bench = bench()
        var witness = LineWitness(lab: bench.lab, names: bench.names, line: 0)
        var outcomes = 0
        for _ in 0..<6 {
            guard let request = bench.sent(within: Lapse(seconds: 30)) else { break }
            _ = witness.sent(request, at: bench.now)
            bench.receive(Bench.sealed([1, 0x83, 6]))
            for sighting in witness.received(Bench.sealed([1, 0x83, 6]), at: bench.now) {
                if case .answered(_, .outcome(.refused(code: 6)), _) = sighting.kind {
                    outcomes += 1
                }
            }
        }
        #expect(outcomes == 6)
    }
}
