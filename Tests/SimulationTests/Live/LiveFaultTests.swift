import Labs
import Quantities
import Simulation
import Testing

/// Faults that begin and end while the plant runs.
struct LiveFaultTests {
    private let ask = SimBench.framed(1, [3, 0x80, 0x02, 0, 2])

    private func spec(_ text: String, _ bench: LiveBench) throws -> FaultSpec {
        try FaultSpec(parsing: text, lab: bench.lab, names: bench.names)
    }

    @Test func `a device dies when it is told to, and comes back when that ends`() throws {
        var bench = try LiveBench()
        #expect(bench.exchange(ask, on: "furnace-bus").count == 1)
        let dead = try spec("kind=device-dead,device=controller", bench)
        #expect(bench.live.plant.inject(dead, at: bench.now) == true)
        #expect(bench.exchange(ask, on: "furnace-bus").isEmpty)
        #expect(bench.live.plant.activeFaults.map(\.kind) == [.deviceDead])
        let ended = bench.live.plant.endFaults(device: dead.device, kind: nil, at: bench.now)
        #expect(ended.map(\.kind) == [.deviceDead])
        #expect(bench.exchange(ask, on: "furnace-bus").count == 1)
        let notes = bench.live.plant.takeFaultNotes()
        #expect(notes.map(\.change) == [.began, .ended])
        #expect(bench.live.plant.takeFaultNotes().isEmpty)
    }

    @Test func `a fault with a time ends by itself, even where nobody asks`() throws {
        var bench = try LiveBench()
        let dead = try spec("kind=device-dead,device=controller,for=5s", bench)
        #expect(bench.live.plant.inject(dead, at: bench.now) == true)
        #expect(bench.live.nextDeed == bench.now + Lapse(seconds: 5))
        _ = bench.go(6, hearing: [])
        #expect(bench.live.plant.takeFaultNotes().map(\.change) == [.began, .ended])
        #expect(bench.exchange(ask, on: "furnace-bus").count == 1)
    }

    @Test func `a fault ended early is not ended again`() throws {
        var bench = try LiveBench()
        for _ in 0..<2 {
            let dead = try spec("kind=device-dead,device=controller,for=5s", bench)
            #expect(bench.live.plant.inject(dead, at: bench.now) == true)
            #expect(
                bench.live.plant.endFaults(device: dead.device, kind: nil, at: bench.now).count == 1
            )
        }
        let other = try spec("kind=device-dead,device=controller,for=60s", bench)
        #expect(bench.live.plant.inject(other, at: bench.now) == true)
        // The ends of the two earlier ones would wake it now.
        _ = bench.go(10, hearing: [])
        #expect(bench.exchange(ask, on: "furnace-bus").isEmpty)
    }

    @Test func `one kind ends, the others go on`() throws {
        var bench = try LiveBench()
        for kind in ["device-dead", "sensor-open"] {
            let spec = try spec("kind=\(kind),device=controller", bench)
            #expect(bench.live.plant.inject(spec, at: bench.now) == true)
        }
        let device = try #require(bench.names.device("controller"))
        _ = bench.live.plant.endFaults(device: device, kind: .deviceDead, at: bench.now)
        #expect(bench.live.plant.activeFaults.map(\.kind) == [.sensorOpen])
        // Its controller looks at its sensor now and then.
        _ = bench.go(1, hearing: [])
        let reply = bench.exchange(ask, on: "furnace-bus").flatMap(\.bytes)
        #expect(reply.count == 9)
        #expect(Float(bitPattern: reply[3..<7].reduce(0) { $0 << 8 | UInt32($1) }).isNaN)
    }

    @Test func `faults have a bound`() throws {
        var bench = try LiveBench()
        let dead = try spec("kind=sensor-frozen,device=balance", bench)
        var taken = 0
        while taken < 5000, bench.live.plant.inject(dead, at: bench.now) { taken += 1 }
        #expect(taken > 100)
        #expect(taken < 2000)
        #expect(
            bench.live.plant.endFaults(device: dead.device, kind: nil, at: bench.now).count == taken
        )
        #expect(bench.live.plant.inject(dead, at: bench.now) == true)
    }
}
