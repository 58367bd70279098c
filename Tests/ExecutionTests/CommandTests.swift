import Devices
import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

struct CommandTests {
    private let ramp = "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, timeout: 1 h}\n"

    @Test func `a hold waits for an act that must finish, and begins nothing new`() throws {
        var bench = try Bench("- {do: exhaust.switch-on}\n- {do: balance.tare}")
        _ = bench.handle(.start)
        #expect(bench.handle(.hold) == [.changed(.holding)])
        #expect(bench.handle(.finished(thread: 0)) == [.changed(.held)])
        #expect(bench.machine.nextDeadline == bench.now + Lapse(seconds: 8 * 3600))
        #expect(
            bench.handle(.resume, after: 9999) == [
                .changed(.unholding), .changed(.execute), .left(step: 0, .confirmed),
                .entered(step: 1), .perform(thread: 0, act: 1, node: 4),
            ]
        )
    }

    @Test func `a soak goes on while the run is held`() throws {
        var bench = try Bench(ramp + "- {do: balance.tare}")
        _ = bench.handle(.start)
        #expect(bench.handle(.hold) == [.changed(.holding), .changed(.held)])
        #expect(bench.handle(.finished(thread: 0)).isEmpty)
        #expect(bench.handle(.resume).contains(.perform(thread: 0, act: 1, node: 4)))
    }

    @Test func `a hold under way is not taken back before everything is held`() throws {
        var bench = try Bench("- {do: exhaust.switch-on}")
        _ = bench.handle(.start)
        _ = bench.handle(.hold)
        #expect(bench.handle(.resume).isEmpty)
        #expect(bench.handle(.finished(thread: 0)) == [.changed(.held)])
        #expect(bench.handle(.resume).last == .changed(.complete))
    }

    @Test func `time held does not make the held step late`() throws {
        var bench = try Bench(
            "- {do: furnace.profile, timeout: 1 h, segments: [{to: 500 degC, rate: 5 K/min}, {to: 300 degC, rate: 5 K/min}]}"
        )
        _ = bench.handle(.start)
        _ = bench.handle(.hold, after: 600)
        _ = bench.handle(.finished(thread: 0))
        _ = bench.handle(.resume, after: 36000)
        #expect(bench.machine.nextDeadline == bench.now + Lapse(seconds: 3000))
    }

    @Test func `a stop cancels, carries out finally, makes safe, and ends stopped`() throws {
        var bench = try Bench(ramp, head: "finally: [{do: exhaust.switch-off}]")
        _ = bench.handle(.start)
        #expect(
            bench.handle(.stop) == [
                .changed(.stopping), .cancel(thread: 0), .left(step: 0, .abandoned),
                .entered(step: 1), .perform(thread: 1, act: 1, node: 5),
            ]
        )
        #expect(bench.handle(.stop).isEmpty)
        #expect(bench.handle(.safe).isEmpty)
        #expect(bench.handle(.finished(thread: 1)) == [.left(step: 1, .confirmed), .makeSafe])
        #expect(bench.handle(.safe) == [.changed(.stopped)])
    }

    @Test func `the end carries out finally, and completes`() throws {
        var bench = try Bench("- {do: balance.tare}", head: "finally: [{do: exhaust.switch-off}]")
        _ = bench.handle(.start)
        let actions = bench.handle(.finished(thread: 0))
        #expect(actions.contains(.changed(.completing)))
        #expect(bench.handle(.finished(thread: 1)).last == .changed(.complete))
    }

    @Test func `a fault in finally goes to the safe sequence`() throws {
        var bench = try Bench("- {do: balance.tare}", head: "finally: [{do: exhaust.switch-off}]")
        _ = bench.handle(.start)
        _ = bench.handle(.stop)
        #expect(
            bench.handle(.failed(thread: 1, .deviceDead)).suffix(2) == [
                .changed(.aborting), .makeSafe,
            ]
        )
    }

    @Test(arguments: [MachineEvent.abort, .tripped])
    func `an abort or a trip goes past everything to the safe sequence`(
        event: MachineEvent
    )
        throws
    {
        var bench = try Bench(ramp, head: "finally: [{do: exhaust.switch-off}]")
        _ = bench.handle(.start)
        _ = bench.handle(.hold)
        #expect(
            bench.handle(event) == [
                .changed(.aborting), .cancel(thread: 0), .left(step: 0, .abandoned), .makeSafe,
            ]
        )
        #expect(bench.handle(.stop).isEmpty)
        #expect(bench.handle(.safe) == [.changed(.aborted)])
        #expect(bench.machine.commands == [.clear])
    }

    @Test func `what has not begun needs nothing to be made safe`() throws {
        var bench = try Bench(ramp)
        #expect(bench.machine.commands == [.start, .stop, .abort])
        #expect(bench.handle(.stop) == [.changed(.stopping), .changed(.stopped)])
        #expect(bench.handle(.start).isEmpty)
    }

    @Test func `what can be commanded is published`() throws {
        var bench = try Bench(ramp)
        _ = bench.handle(.start)
        #expect(bench.machine.commands == [.hold, .suspend, .complete, .stop, .abort])
        _ = bench.handle(.hold)
        #expect(bench.machine.commands == [.resume, .complete, .stop, .abort])
    }
}
