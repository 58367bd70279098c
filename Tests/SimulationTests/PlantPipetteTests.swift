import Execution
import Labs
import Quantities
import Simulation
import Testing

struct PlantPipetteTests {
    /// 150 mL of PBS in the buffer reservoir.
    private func bench(_ faults: [String] = []) throws -> SimBench {
        try SimBench(faults: faults) { state, names in
            let buffer = names.vessels.firstOfItem[names.vessels.item(named: "buffer") ?? 0]
            let material = names.material("PBS") ?? 0
            state.contents[buffer] = VesselContents([
                Portion(material: material, volume: 150e-6)
            ])
        }
    }

    private func takeTip(_ bench: inout SimBench) {
        bench.homePipette()
        bench.visit("tips-1/A1", height: \.seatHeight) { _ in }
    }

    private func total(_ seen: PlantObservation) -> Double {
        seen.vessels.reduce(0) { $0 + $1.volume } + seen.spilled.volume
            + seen.handlers.reduce(0) { $0 + $1.contents.volume }
    }

    @Test func `a transfer moves what the plunger draws, and loses nothing`() throws {
        var bench = try bench()
        takeTip(&bench)
        #expect(bench.observe().handlers[0].tip == bench.vessel("tips-1/A1"))
        #expect(bench.inputs().map { $0 & 0b100000 } == 0b100000)
        bench.visit("buffer", height: \.drawHeight) { $0.plunger(300) }
        #expect(abs(bench.observe().handlers[0].contents.volume - 300e-9) < 1e-15)
        bench.visit("plate/B3", height: \.drawHeight) { $0.plunger(200) }
        bench.visit("plate/C3", height: \.aboveHeight) { $0.plunger(0) }
        bench.visit("tip-waste", height: \.seatHeight) { _ in }
        let seen = bench.observe()
        let (b3, c3) = (
            try #require(bench.vessel("plate/B3")), try #require(bench.vessel("plate/C3"))
        )
        // 0.01 µL is 1e-11 m³.
        #expect(abs(seen.vessels[b3].volume - 100e-9) < 1e-11)
        #expect(abs(seen.vessels[c3].volume - 200e-9) < 1e-11)
        #expect(abs(total(seen) - 150e-6) < 1e-11)
        #expect(seen.handlers[0].tip == nil)
        #expect(seen.wastedTips == 1)
        #expect(bench.inputs().map { $0 & 0b100000 } == 0)
        #expect(seen.mishaps == Mishaps())
    }

    @Test func `drawing from an empty vessel draws air, and that is counted`() throws {
        var bench = try bench()
        takeTip(&bench)
        bench.visit("plate/A1", height: \.drawHeight) { $0.plunger(50) }
        let seen = bench.observe()
        #expect(seen.mishaps.airDrawn > 0)
        #expect(seen.handlers[0].contents.volume == 0)
        #expect(abs(seen.handlers[0].air - 50e-9) < 1e-13)
    }

    @Test func `too much for a well runs over, and is still accounted for`() throws {
        var bench = try bench()
        takeTip(&bench)
        bench.visit("buffer", height: \.drawHeight) { $0.plunger(600) }
        bench.visit("plate/A1", height: \.aboveHeight) { $0.plunger(0) }
        let seen = bench.observe()
        #expect(seen.mishaps.overflows > 0)
        #expect(abs(seen.spilled.volume - 240e-9) < 1e-11)
        #expect(abs(total(seen) - 150e-6) < 1e-11)
    }

    @Test func `dispensing where nothing stands is a spill`() throws {
        var bench = try bench()
        takeTip(&bench)
        bench.visit("buffer", height: \.drawHeight) { $0.plunger(100) }
        _ = bench.go(595, 5, 150)
        bench.plunger(0)
        #expect(bench.observe().mishaps.spills > 0)
        #expect(abs(bench.observe().spilled.volume - 100e-9) < 1e-11)
    }

    @Test func `drawing with a bare nozzle is counted`() throws {
        var bench = try bench()
        bench.homePipette()
        bench.visit("buffer", height: \.drawHeight) { $0.plunger(100) }
        #expect(bench.observe().mishaps.drawnWithoutTip > 0)
        #expect(abs(total(bench.observe()) - 150e-6) < 1e-11)
    }

    @Test func `moving sideways inside a vessel is a collision`() throws {
        var bench = try bench()
        takeTip(&bench)
        bench.visit("buffer", height: \.drawHeight) { _ = $0.go(300, 300, 20) }
        #expect(bench.observe().mishaps.collisions > 0)
    }

    @Test func `a gantry in alarm takes no move`() throws {
        var bench = try bench()
        #expect(bench.go(10, 10, 150) == "error:9\r\n")
        bench.homePipette()
        #expect(bench.go(10, 10, 150) == "ok\r\n")
        #expect(bench.go(-50, 10, 150) == "ALARM:2\r\n")
    }

    @Test func `a pump takes no move before it is initialised`() throws {
        var bench = try bench()
        #expect(bench.say("/1V1200A300R\r", on: "pump-line") == "/0g\u{3}\r\n")
        #expect(bench.say("/1ZR\r", on: "pump-line") == "/0@\u{3}\r\n")
        bench.wait(5)
        #expect(bench.say("/1V1200A3001R\r", on: "pump-line") == "/0c\u{3}\r\n")
        #expect(bench.say("/1V1200A3000R\r", on: "pump-line") == "/0@\u{3}\r\n")
        #expect(bench.say("/1V1200A0R\r", on: "pump-line") == "/0O\u{3}\r\n")
    }

    @Test func `a blocked plunger stops half way with error nine`() throws {
        var bench = try bench(["kind=plunger-overload,device=pump,at=0s,for=10min"])
        takeTip(&bench)
        bench.visit("buffer", height: \.drawHeight) { $0.plunger(300) }
        #expect(bench.say("/1Q\r", on: "pump-line") == "/0i\u{3}\r\n")
        #expect(abs(bench.observe().handlers[0].contents.volume - 150e-9) < 1e-11)
    }

    @Test func `a missing tip is not picked up`() throws {
        var bench = try bench(["kind=tip-missing,device=pump,at=0s"])
        takeTip(&bench)
        #expect(bench.observe().handlers[0].tip == nil)
        #expect(bench.inputs().map { $0 & 0b100000 } == 0)
    }

    @Test func `people pour, move, cover and add`() throws {
        var bench = try bench()
        let (from, to) = (
            try #require(bench.vessel("buffer")), try #require(bench.vessel("beaker"))
        )
        let item = try #require(bench.names.vessels.item(named: "beaker"))
        let slot = try #require(bench.lab.deck.slots.firstIndex { $0.name == "pan" })
        let act = PersonAct(
            say: "Pour",
            changes: [.pour(from: from, to: to), .move(item: item, slot: slot)],
            takes: Lapse(seconds: 60)
        )
        bench.plant.person(act, at: bench.now)
        let seen = bench.observe()
        // The beaker takes 100 mL of the 150.
        #expect(abs(seen.vessels[to].volume - 100e-6) < 1e-12)
        #expect(abs(total(seen) - 150e-6) < 1e-11)
        #expect(seen.mishaps.overflows == 1)
        #expect(seen.slots[item] == slot)
    }
}
