import Hosting
import Labs
import Quantities
import Testing

/// Every interlock of the demonstration laboratory, by a fault that it and no other sees first.
struct InterlockCoverageTests {
    @Test(arguments: HeatScenario.all)
    func `a fault trips its interlock first, within its process safety time`(
        _ scenario: HeatScenario
    ) throws {
        let loaded = try DemoLab.open()
        let index = try #require(
            loaded.lab.interlocks.firstIndex { $0.name == scenario.interlock }
        )
        let rule = loaded.lab.interlocks[index]
        let outcome = try scenario.play(in: loaded)
        let trip = try #require(outcome.first[rule.zone], "\(outcome.records)")
        #expect(loaded.lab.interlocks[trip.interlock].name == rule.name, "\(outcome.records)")
        // The zone's own time is part of it, and comes after the trip.
        let since = Instant.start + Lapse(seconds: scenario.since)
        let took = (trip.at - since).seconds + loaded.lab.zones[rule.zone].within.seconds
        #expect(took <= rule.processSafetyTime.seconds, "\(outcome.records)")
    }

    @Test(arguments: HeatScenario.all)
    func `without that interlock the fault trips it no more`(_ scenario: HeatScenario) throws {
        var loaded = try DemoLab.open()
        var lab = loaded.lab
        let zone = try #require(
            lab.interlocks.first { $0.name == scenario.interlock }?.zone
        )
        lab.interlocks.removeAll { $0.name == scenario.interlock }
        loaded.replace(lab)
        let outcome = try scenario.play(in: loaded)
        guard let trip = outcome.first[zone] else { return }
        #expect(lab.interlocks[trip.interlock].name != scenario.interlock)
    }

    @Test func `every interlock has its fault`() throws {
        let known = Set(HeatScenario.all.map(\.interlock))
        for interlock in try DemoLab.open().lab.interlocks {
            #expect(known.contains(interlock.name), "\(interlock.name)")
        }
    }
}
