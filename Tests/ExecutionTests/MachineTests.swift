import Devices
import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct MachineTests {
    private let ramp = "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, timeout: 1 h}"

    @Test func `a run goes through its steps and completes`() throws {
        var bench = try Bench("- {do: exhaust.switch-on}\n- {do: balance.tare}")
        #expect(
            bench.handle(.start) == [
                .changed(.starting), .changed(.execute), .entered(step: 0),
                .perform(thread: 0, act: 0, node: 1),
            ]
        )
        #expect(bench.handle(.progressed(thread: 0, .acknowledged)).isEmpty)
        #expect(
            bench.handle(.finished(thread: 0)) == [
                .left(step: 0, .confirmed), .entered(step: 1),
                .perform(thread: 0, act: 1, node: 4),
            ]
        )
        #expect(
            bench.handle(.finished(thread: 0)) == [
                .left(step: 1, .confirmed), .changed(.completing), .changed(.complete),
            ]
        )
    }

    @Test func `events that nothing waits for change nothing`() throws {
        var bench = try Bench(ramp)
        #expect(bench.handle(.hold).isEmpty)
        #expect(bench.handle(.finished(thread: 0)).isEmpty)
        #expect(bench.machine.state == .idle)
        _ = bench.handle(.start)
        let before = bench.machine.control
        for event: MachineEvent in [
            .start, .resume, .safe, .decided(thread: 0, true), .answered(thread: 0),
            .measured(thread: 0, .zero), .finished(thread: 1), .excursion(monitor: 0),
            .unanswered(thread: 0), .timer,
        ] {
            #expect(bench.handle(event).isEmpty)
            #expect(bench.machine.control == before)
        }
    }

    @Test func `a step that is not done in its time fails, and all is made safe`() throws {
        var bench = try Bench(ramp)
        _ = bench.handle(.start)
        #expect(bench.machine.nextDeadline == Instant.start + Lapse(seconds: 3600))
        #expect(
            bench.elapse() == [
                .cancel(thread: 0), .left(step: 0, .failed(.late)), .changed(.aborting),
                .makeSafe,
            ]
        )
        #expect(bench.handle(.finished(thread: 0)).isEmpty)
        #expect(bench.handle(.safe) == [.changed(.aborted)])
        #expect(bench.machine.nextDeadline == .never)
    }

    @Test func `a wait ends by its own time, and is no step to be late`() throws {
        var bench = try Bench("- {do: wait, for: 2 h}\n" + ramp)
        #expect(bench.handle(.start).last == .evaluate(thread: 0, node: 1))
        #expect(bench.handle(.measured(thread: 0, Lapse(seconds: 7200))).isEmpty)
        #expect(bench.elapse().last == .perform(thread: 0, act: 0, node: 4))
        #expect(bench.now == Instant.start + Lapse(seconds: 7200))
    }

    @Test func `a wait-until that is never so fails, or goes on where the plan says so`() throws {
        let wait = "- {do: wait-until, condition: furnace.temperature < 40 degC, timeout: 1 min"
        var strict = try Bench(wait + "}")
        #expect(strict.handle(.start).last == .watch(thread: 0, node: 1))
        #expect(strict.elapse().contains(.left(step: 0, .failed(.late))))
        var lenient = try Bench(wait + ", else: continue}\n- {do: balance.tare}")
        _ = lenient.handle(.start)
        #expect(
            lenient.elapse() == [
                .cancel(thread: 0), .left(step: 0, .confirmed), .entered(step: 1),
                .perform(thread: 0, act: 0, node: 4),
            ]
        )
    }

    @Test func `nobody answers: the fallback's values count from then on`() throws {
        var bench = try Bench(
            """
            - do: ask-planner
              as: next
              expect: [{name: T, within: [700 degC, 900 degC]}]
              deadline: 5 min
              values: [T=800 degC]
            - {do: balance.tare}
            """
        )
        #expect(bench.handle(.start).last == .ask(thread: 0, question: 0))
        #expect(
            bench.elapse() == [
                .withdraw(thread: 0, question: 0), .left(step: 0, .confirmed),
                .entered(step: 1), .perform(thread: 0, act: 0, node: 4),
            ]
        )
        #expect(bench.now == Instant.start + Lapse(seconds: 300))
        #expect(bench.handle(.answered(thread: 0)).isEmpty)
    }

    @Test func `a due step waits for its time, and is late past the tolerance`() throws {
        let plan = """
            - {do: balance.tare, id: first}
            - {do: operator-task, say: Stir, takes: 20 min}
            - {do: balance.zero, due: 10 min after first, tolerance: 30 s}
            """
        var early = try Bench(plan)
        _ = early.handle(.start)
        _ = early.handle(.finished(thread: 0))
        _ = early.handle(.finished(thread: 0), after: 60)
        #expect(early.machine.nextDeadline == Instant.start + Lapse(seconds: 600))
        #expect(early.elapse() == [.perform(thread: 0, act: 2, node: 9)])
        var late = try Bench(plan)
        _ = late.handle(.start)
        _ = late.handle(.finished(thread: 0))
        let actions = late.handle(.finished(thread: 0), after: 631)
        #expect(actions.contains(.left(step: 2, .failed(.late))))
        #expect(actions.last == .makeSafe)
    }

    @Test func `an excursion of a watched condition fails its thread, and only while watched`()
        throws
    {
        let hold = """
            - do: hold-while
              condition: furnace.temperature within 5 K of 500 degC
              entry: 30 min
              for: 1 h

            """
        var bench = try Bench(hold + "- {do: balance.tare}")
        _ = bench.handle(.start)
        #expect(bench.handle(.excursion(monitor: 0)).isEmpty)
        #expect(bench.handle(.decided(thread: 0, true)).first == .monitor(0, on: true))
        var inside = bench
        #expect(inside.handle(.excursion(monitor: 0)).last == .makeSafe)
        _ = bench.handle(.measured(thread: 0, Lapse(seconds: 3600)))
        #expect(bench.elapse().first == .monitor(0, on: false))
        #expect(bench.handle(.excursion(monitor: 0)).isEmpty)
    }

    @Test func `instants before the latest one count as the latest`() throws {
        var bench = try Bench(ramp)
        _ = bench.machine.handle(.start, at: Instant(nanoseconds: 5_000_000_000))
        _ = bench.machine.handle(.hold, at: .start)
        #expect(bench.machine.nextDeadline == Instant(nanoseconds: 3_605_000_000_000))
    }

    @Test func `equal control has an equal key, other control another`() throws {
        var one = try Bench(ramp + "\n- {do: balance.tare}")
        var other = one
        _ = one.handle(.start)
        _ = other.handle(.start, after: 99)
        #expect(one.machine.control == other.machine.control)
        #expect(one.machine.controlKey == other.machine.controlKey)
        _ = other.handle(.finished(thread: 0))
        #expect(one.machine.controlKey != other.machine.controlKey)
    }
}
