import Execution
import Labs
import Quantities
import Simulation
import Testing

struct PlantPhysicsTests {
    @Test func `a furnace follows its ramp, settles, and hardly overshoots`() throws {
        var bench = try SimBench()
        bench.heat(to: 600, kelvinPerMinute: 10)
        // 578 K at 10 K/min: 3468 s; half way it is half way.
        _ = bench.keep(600, for: 1734)
        let middle = bench.observe().chambers[0].temperature - 273.15
        #expect(abs(middle - 311) < 8)
        let greatest = bench.keep(600, for: 3600)
        let end = bench.observe().chambers[0]
        #expect(abs(end.temperature - 873.15) < 1)
        #expect(greatest < 873.15 + 8)
        // What it draws is what it loses: 0.32 W/K over 578 K.
        #expect(abs(end.heating - 185) < 10)
    }

    @Test func `a chamber without power cools toward its surroundings`() throws {
        var bench = try SimBench()
        bench.preset("controller.temperature", 1073.15)
        // 1200 J/K over 0.32 W/K is 3750 s: 63.2 % of 778 K are gone by then.
        bench.wait(3750)
        let temperature = bench.observe().chambers[0].temperature
        #expect(abs(temperature - (295.15 + 778 * 0.3679)) < 1)
    }

    @Test func `an open contactor ends the heat within a second`() throws {
        var bench = try SimBench()
        bench.heat(to: 600, kelvinPerMinute: 10)
        _ = bench.keep(600, for: 300)
        #expect(bench.observe().chambers[0].heating > 100)
        bench.relay(1, false)
        bench.wait(1)
        #expect(bench.observe().chambers[0].heating == 0)
    }

    @Test func `the remote setpoint lapses five seconds after its last write`() throws {
        var bench = try SimBench()
        bench.heat(to: 600, kelvinPerMinute: 10)
        _ = bench.keep(600, for: 300)
        bench.wait(4)
        #expect(bench.furnaceWord(75).map { $0 & 0x4000 } == 0)
        bench.wait(2)
        #expect(bench.furnaceWord(75).map { $0 & 0x4000 } == 0x4000)
        let before = bench.furnaceFloat(0x800A) ?? 0
        bench.wait(60)
        // The working setpoint goes down toward the local 20 degC, at its rate.
        let after = bench.furnaceFloat(0x800A) ?? 0
        #expect(after < before - 8)
        _ = bench.writeFloat(0x8034, 600)
        #expect(bench.furnaceWord(75).map { $0 & 0x4000 } == 0)
    }

    @Test func `a setpoint outside the instrument's range is refused with exception three`() throws
    {
        var bench = try SimBench()
        #expect(bench.writeFloat(0x8034, 2500) == [0x90, 3])
        #expect(bench.writeFloat(0x8034, 100) == [16, 0x80, 0x34, 0, 2])
    }

    @Test func `the guard trips above its limit and cuts the supply by itself`() throws {
        var bench = try SimBench()
        bench.heat(to: 600, kelvinPerMinute: 10)
        bench.preset("guard.limit", 573.15)
        _ = bench.keep(600, for: 2400)
        #expect(bench.modbus(1, [3, 0x24, 0x06, 0, 1], on: "guard-bus") == [3, 2, 0x10, 0])
        let chamber = bench.observe().chambers[0]
        #expect(chamber.heating == 0)
        #expect(chamber.temperature < 575)
    }

    @Test func `the meter integrates heater, services and standing load`() throws {
        var bench = try SimBench()
        bench.wait(3600)
        // 15 W for an hour.
        let idle = bench.observe().meters[0]
        #expect(abs(idle.energy - 54_000) < 30)
        bench.relay(2, true)
        bench.relay(3, true)
        bench.wait(1)
        #expect(bench.observe().meters[0].power == 150)
        bench.preset("controller.temperature", 500)
        bench.heat(to: 400, kelvinPerMinute: 0)
        bench.wait(2)
        let busy = bench.observe()
        #expect(abs(busy.meters[0].power - 150 - busy.chambers[0].heating) < 1e-6)
        #expect(busy.chambers[0].heating > 100)
    }

    @Test func `a proof follows its output after a second`() throws {
        var bench = try SimBench()
        #expect(bench.inputs().map { $0 & 0b11000 } == 0)
        bench.relay(2, true)
        #expect(bench.inputs().map { $0 & 0b11000 } == 0)
        bench.wait(1.5)
        #expect(bench.inputs().map { $0 & 0b11000 } == 0b01000)
        bench.relay(3, true)
        bench.wait(1.5)
        #expect(bench.inputs().map { $0 & 0b11000 } == 0b11000)
        bench.relay(2, false)
        #expect(bench.inputs().map { $0 & 0b11000 } == 0b10000)
    }

    @Test func `gas comes up to its setpoint and is counted`() throws {
        var bench = try SimBench()
        #expect(bench.say("AS300.00\r", on: "gas-line").contains(" +300.00 "))
        bench.wait(0.1)
        let early = bench.observe().gases[0].flow
        bench.wait(59.9)
        let late = bench.observe().gases[0]
        #expect(early < late.flow * 0.9)
        // 300 sccm are 5e-6 m³/s; a minute of it, less the fifth of a second it lags.
        #expect(abs(late.flow - 5e-6) < 1e-9)
        #expect(abs(late.volume - 5e-6 * 59.8) < 2e-6)
        #expect(bench.say("AS900.00\r", on: "gas-line") == "?\r")
    }

    @Test func `a balance settles, then tares`() throws {
        var bench = try SimBench()
        let vessel = try #require(bench.vessel("mortar"))
        let powder = try #require(bench.names.material("CuO"))
        let item = try #require(bench.names.vessels.item(named: "mortar"))
        let pan = try #require(bench.lab.deck.slots.firstIndex { $0.name == "pan" })
        let act = PersonAct(
            say: "Put the mortar on the pan",
            changes: [.move(item: item, slot: pan)],
            takes: Lapse(seconds: 60)
        )
        bench.plant.person(act, at: bench.now)
        #expect(bench.say("SI\r\n", on: "balance-line").hasPrefix("S D"))
        bench.wait(5)
        #expect(bench.say("SI\r\n", on: "balance-line").hasPrefix("S S     35.000"))
        #expect(bench.say("TI\r\n", on: "balance-line").hasPrefix("TI S"))
        bench.plant.add(material: powder, mass: 0.005148, vessel: vessel, at: bench.now)
        #expect(bench.say("SI\r\n", on: "balance-line").hasPrefix("S D"))
        bench.wait(4)
        let shown = bench.say("SI\r\n", on: "balance-line")
        #expect(shown.hasPrefix("S S"))
        let grams = Double(shown.split(separator: " ")[2]) ?? 0
        #expect(abs(grams - 5.148) < 0.0003)
    }
}
