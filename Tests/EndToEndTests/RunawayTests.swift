import Execution
import Hosting
import Labs
import Quantities
import Rehearsal
import Simulation
import Testing

/// A heater whose switching element is shorted.
struct RunawayTests {
    private static let plan = """
        athanor: plan/1
        id: runaway
        author: {kind: human, name: test}
        steps:
        - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-3}, \
        {item: cup-3, to: furnace}], takes: 15 min}
        - {do: exhaust.switch-on}
        - {do: water.switch-on}
        - {do: furnace.ramp, to: 1200 degC, rate: 4 K/min, timeout: 8 h}
        - {do: furnace.hold, for: 2 h, timeout: 4 h}
        - {do: furnace.cool, to: 60 degC, timeout: 40 h}
        - {do: water.switch-off}
        - {do: exhaust.switch-off}
        """

    @Test(arguments: [0.5, 1.5, 3, 5.5])
    func `it is noticed long before the furnace is where it was to be`(hours: Double) throws {
        let loaded = try DemoLab.open()
        let review = PlanReview(Array(Self.plan.utf8), file: "runaway.yaml", in: loaded)
        let checked = try #require(review.checked)
        let controller = try #require(loaded.names.device("controller"))
        let at = Instant.start + Lapse(seconds: hours * 3600)
        var options = Rehearsal.Options()
        options.faults = [
            FaultSpec(kind: .heaterStuckOn, device: controller, at: at, lasting: nil)
        ]
        let play = try Play(checked, in: loaded, options: options)
        #expect(play.outcome == .aborted)
        #expect(play.observer.breaches == [])
        #expect(play.faults.first?.hasPrefix("trip") == true, "\(play.faults)")
        #expect((play.ended - at).seconds < 120)
    }
}
