import Checking
import Findings
import Hosting
import Quantities
import Rehearsal
import Running
import Simulation
import Testing

/// Time that jumps to what is due next, against time that goes through every tick.
struct ClockTests {
    /// Ten simulated minutes with heating, gas, pipetting and a person.
    private static let plan = """
        athanor: plan/1
        id: ten-minutes
        author: {kind: human, name: test}
        steps:
        - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-3}, \
        {item: cup-3, to: furnace}], takes: 2 min}
        - {do: exhaust.switch-on}
        - {do: water.switch-on}
        - {do: argon.flow, to: 0.1 slm}
        - do: start
          name: heat
          steps: [{do: furnace.ramp, to: 45 degC, rate: 9 K/min, timeout: 1 h}]
        - {do: pipette.home}
        - {do: pipette.transfer, from: buffer, to: 'plate/A1:H1', volume: 50 uL, tip: one}
        - {do: join, name: heat}
        - {do: wait, for: 6 min}
        - {do: furnace.heat-off}
        - {do: argon.shut}
        - {do: water.switch-off}
        - {do: exhaust.switch-off}
        """

    @Test func `jumping gives the same readings and records as every tick`() throws {
        let loaded = try DemoLab.open()
        let review = PlanReview(Array(Self.plan.utf8), file: "clock.yaml", in: loaded)
        let checked = try #require(review.checked, "\(review.findings.map(\.message))")
        let jumping = try Log(checked, in: loaded, .jumping)
        let everyTick = try Log(checked, in: loaded, .everyTick)
        #expect(jumping.seconds >= 600)
        #expect(jumping.seconds == everyTick.seconds)
        #expect(jumping.records == everyTick.records)
        #expect(jumping.readings.count == everyTick.readings.count)
        #expect(jumping.readings == everyTick.readings)
    }

    /// Everything that happened, in words.
    private struct Log {
        var records: [String] = []
        var readings: [PointReading] = []
        var seconds = 0.0

        init(_ checked: CheckedPlan, in loaded: LoadedLab, _ clock: DryRun.Clock) throws {
            var options = Rehearsal.Options()
            options.clock = clock
            var rehearsal = Rehearsal(checked, in: loaded, options: options)
            var (all, read): ([String], [PointReading]) = ([], [])
            try rehearsal.play { _, records, readings in
                all += records.map { "\($0)" }
                read += readings
            }
            records = all
            readings = read
            seconds = (rehearsal.run.now - .start).seconds
        }
    }
}
