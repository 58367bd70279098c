import Execution
import Findings
import Plans
import Quantities
import Testing

/// Holding, suspending, and who may let a run go on.
struct HoldTests {
    private let two = "- {do: exhaust.switch-on}\n- {do: balance.tare}"
    private let ramp = "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, timeout: 9 h}\n"

    private func started(_ steps: String, head: String = "") throws -> Bench {
        var bench = try Bench(steps, head: head)
        _ = bench.handle(.start)
        return bench
    }

    @Test func `a hold goes before a suspension`() throws {
        var bench = try started(two)
        #expect(bench.handle(.suspend) == [.changed(.suspending)])
        #expect(bench.handle(.hold) == [.changed(.holding)])
        #expect(bench.handle(.suspend).isEmpty)
        #expect(bench.handle(.unsuspend).isEmpty)
        #expect(bench.handle(.finished(thread: 0)) == [.changed(.held)])
        #expect(bench.handle(.resume).contains(.perform(thread: 0, act: 1, node: 4)))
    }

    @Test func `what was suspended goes on when it is unsuspended`() throws {
        var bench = try started(two)
        _ = bench.handle(.suspend)
        #expect(bench.handle(.finished(thread: 0)) == [.changed(.suspended)])
        #expect(
            bench.handle(.unsuspend, after: 9999).prefix(2) == [
                .changed(.unsuspending), .changed(.execute),
            ]
        )
    }

    @Test func `nothing is held while a command is on its way`() throws {
        var bench = try started(ramp)
        _ = bench.handle(.progressed(thread: 0, .sent))
        #expect(bench.handle(.hold) == [.changed(.holding)])
        #expect(bench.handle(.progressed(thread: 0, .settling)) == [.changed(.held)])
    }

    @Test func `a branch at work keeps the run from being held, the others wait`() throws {
        var bench = try started(
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: a, steps: [{do: balance.tare}, {do: balance.zero}]}
              - {name: b, steps: [{do: exhaust.switch-on}]}
            """
        )
        _ = bench.handle(.hold)
        _ = bench.handle(.finished(thread: 1))
        #expect(bench.machine.state == .holding)
        #expect(bench.machine.thread(1)?.phase == .paused(since: bench.now))
        #expect(bench.handle(.finished(thread: 2)) == [.changed(.held)])
    }

    @Test(arguments: [("alarm", RunState.held), ("stop", .stopping), ("abort", .aborting)])
    func `a hold that lasts too long has the consequence its plan declares`(
        end: String,
        state: RunState
    ) throws {
        let head = "defaults: {on-hold: at most 30 min then \(end)}"
        var bench = try started(ramp, head: head)
        _ = bench.handle(.hold)
        #expect(bench.machine.nextDeadline == bench.now + Lapse(seconds: 1800))
        #expect(bench.elapse().first == .overdue(.hold))
        #expect(bench.machine.state == state)
    }

    @Test func `a step's own rule goes before the plan's, the strictest branch decides`() throws {
        var bench = try started(
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: a, steps: [{do: wait, for: 9 h, on-hold: at most 2 h then abort}]}
              - {name: b, steps: [{do: wait, for: 9 h}]}
            """,
            head: "defaults: {on-hold: at most 1 h then alarm}"
        )
        for thread in [1, 2] {
            _ = bench.handle(.measured(thread: thread, Lapse(seconds: 9 * 3600)))
        }
        _ = bench.handle(.hold)
        #expect(bench.elapse() == [.overdue(.hold)])
        #expect(bench.now == Instant.start + Lapse(seconds: 3600))
        #expect(bench.machine.state == .held)
    }

    @Test func `a hold that ends in time has no consequence`() throws {
        var bench = try started(ramp, head: "defaults: {on-hold: at most 30 min then stop}")
        _ = bench.handle(.hold)
        _ = bench.handle(.resume, after: 1799)
        #expect(bench.machine.nextDeadline == Instant.start + Lapse(seconds: 9 * 3600))
    }

    @Test func `a wait's timer runs through a hold, or stops where its step says so`() throws {
        var running = try started("- {do: wait, for: 1 h}")
        _ = running.handle(.measured(thread: 0, Lapse(seconds: 3600)))
        _ = running.handle(.hold, after: 600)
        #expect(running.machine.nextDeadline == Instant.start + Lapse(seconds: 3600))
        var stopped = try started("- {do: wait, for: 1 h, on-hold: timer stops}")
        _ = stopped.handle(.measured(thread: 0, Lapse(seconds: 3600)))
        _ = stopped.handle(.hold, after: 600)
        _ = stopped.handle(.resume, after: 7200)
        #expect(stopped.machine.nextDeadline == stopped.now + Lapse(seconds: 3000))
    }

    @Test func `a soak whose timer stops is told so, and told to go on`() throws {
        var bench = try started("- {do: furnace.hold, for: 1 h, on-hold: timer stops}")
        #expect(bench.handle(.hold).contains(.timer(thread: 0, .stop)))
        let before = bench.machine.thread(0)
        #expect(bench.handle(.resume, after: 600).contains(.timer(thread: 0, .run)))
        #expect(bench.machine.thread(0) != before)
    }

    @Test func `only what counts time has a timer to stop`() {
        let compiled = Compiled("- {do: balance.tare, on-hold: timer stops}")
        #expect(compiled.codes == [.unusedValue])
        #expect(Compiled("- {do: wait, for: 1 h, on-hold: at least}").codes == [.badExpression])
    }

    @Test func `after an intervention nobody goes on before it was verified`() throws {
        var bench = try started(two)
        #expect(bench.handle(.verified).isEmpty)
        #expect(bench.handle(.intervened) == [.changed(.holding)])
        #expect(bench.handle(.verified).isEmpty)
        #expect(bench.handle(.finished(thread: 0)) == [.changed(.held)])
        #expect(bench.machine.posture.verification == .needed)
        #expect(bench.machine.commands == [.verified, .complete, .stop, .abort])
        #expect(bench.handle(.resume).isEmpty)
        #expect(bench.handle(.verified).isEmpty)
        #expect(bench.machine.commands == [.resume, .complete, .stop, .abort])
        #expect(bench.handle(.resume).first == .changed(.unholding))
    }

    @Test func `an intervention while suspended holds`() throws {
        var bench = try started(two)
        _ = bench.handle(.suspend)
        #expect(bench.handle(.intervened) == [.changed(.holding)])
    }
}
