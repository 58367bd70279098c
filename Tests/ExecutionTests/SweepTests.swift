import Devices
import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

/// Every event at every place control can reach, on programs that together use every kind of node.
struct SweepTests {
    private static let ask = """
        {do: ask-planner, as: q, expect: [{name: T, within: [300 K, 400 K]}], deadline: 5 min, \
        else: end-loop}
        """

    static let plans: [String] = [
        """
        - {do: furnace.ramp, to: 500 degC, rate: 5 K/min}
        - {do: set, name: x, value: 1 s}
        - {do: wait, for: $x}
        - {do: wait-until, condition: furnace.temperature > 300 K, timeout: 1 min, else: continue}
        - {do: if, condition: $x > 2 s, then: [{do: balance.tare}], otherwise: [{do: balance.zero}]}
        - {do: result, name: r, value: $x}
        """,
        """
        - do: repeat
          times: 2
          within: {duration: 2 h}
          until: furnace.temperature > 300 K
          steps:
          - \(ask)
          - {do: exhaust.switch-on}
        """,
        """
        - do: parallel
          on-failure: let-finish
          join: any
          branches:
          - {name: a, steps: [{do: balance.tare}]}
          - name: b
            steps:
            - do: hold-while
              condition: furnace.temperature > 300 K
              entry: 5 min
              steps: [{do: exhaust.switch-on}]
        """,
        """
        - {do: start, name: bg, steps: [{do: furnace.ramp, to: 500 degC, rate: 5 K/min}]}
        - {do: balance.tare, id: one}
        - {do: balance.zero, due: 10 min after one}
        - {do: join, name: bg}
        """,
        """
        - do: parallel
          on-failure: stop-siblings
          branches:
          - {name: a, steps: [{do: balance.tare}, {do: balance.zero}]}
          - {name: b, steps: [{do: exhaust.switch-on}]}
          - {name: c, steps: [{do: operator-task, say: Look}]}
        """,
    ]

    /// Every kind of event, for every thread and one that is not there.
    private static func events(_ machine: RunMachine) -> [MachineEvent] {
        var events: [MachineEvent] = [
            .start, .hold, .resume, .suspend, .unsuspend, .complete, .stop, .abort, .clear,
            .reset, .intervened, .verified, .tripped, .safe, .timer,
        ]
        for monitor in 0...machine.program.monitors.count {
            events.append(.excursion(monitor: monitor))
        }
        for thread in 0...machine.program.threads.count {
            events += [
                .finished(thread: thread), .decided(thread: thread, true),
                .decided(thread: thread, false), .answered(thread: thread),
                .unanswered(thread: thread), .measured(thread: thread, Lapse(seconds: 30)),
                .measured(thread: thread, Lapse(seconds: -1)),
            ]
            events += FaultKind.allCases.map { .failed(thread: thread, $0) }
            events += ActStage.allCases.map { .progressed(thread: thread, $0) }
        }
        return events
    }

    /// What an observer knows of a run: acts under way and steps open.
    private struct Seen {
        var bench: Bench
        var running: Set<Int> = []
        var open: [Int] = []
    }

    @Test(arguments: 0..<5, ["", "finally: [{do: exhaust.switch-off}]"])
    func `no event at any place breaks what a machine promises`(plan: Int, head: String) throws {
        var frontier = [Seen(bench: try Bench(Self.plans[plan], head: head))]
        var known: Set<ControlPoint> = [frontier[0].bench.machine.control]
        var states: Set<RunState> = []
        while let place = frontier.popLast() {
            states.insert(place.bench.machine.state)
            for event in Self.events(place.bench.machine) {
                var next = place
                if event == .timer, next.bench.machine.nextDeadline != .never {
                    next.bench.now = next.bench.machine.nextDeadline
                }
                let actions = next.bench.handle(event)
                try follow(actions, event, from: place, &next)
                if known.insert(next.bench.machine.control).inserted { frontier.append(next) }
            }
        }
        #expect(known.count < 20_000)
        let all: Set<RunState> = [
            .idle, .execute, .holding, .held, .suspending, .suspended, .stopping, .stopped,
            .aborting, .aborted, .complete,
        ]
        #expect(states.isSuperset(of: all))
    }

    /// Checks one call's actions against what was seen before.
    private func follow(
        _ actions: [MachineAction],
        _ event: MachineEvent,
        from before: Seen,
        _ after: inout Seen
    ) throws {
        let machine = after.bench.machine
        let ended: Set<RunState> = [.complete, .stopped, .aborted]
        if case .finished(let thread) = event { after.running.remove(thread) }
        if case .failed(let thread, _) = event, !actions.isEmpty {
            try #require(thread < machine.program.threads.count)
        }
        for action in actions {
            switch action {
            case .perform(let thread, _, _):
                #expect(after.running.insert(thread).inserted)
                #expect(machine.state != .aborting)
            case .cancel(let thread): after.running.remove(thread)
            case .entered(let step):
                #expect(!after.open.contains(step))
                after.open.append(step)
            case .left(let step, _):
                #expect(after.open.contains(step))
                after.open.removeAll { $0 == step }
            default: break
            }
        }
        if ended.contains(before.bench.machine.state),
            !before.bench.machine.commands.contains(event)
        {
            #expect(actions.isEmpty)
            #expect(machine.control == before.bench.machine.control)
        }
        if ended.contains(machine.state) {
            #expect(after.running.isEmpty)
            #expect(after.open.isEmpty)
            #expect(machine.nextDeadline == .never)
            #expect(machine.threads.isEmpty)
        }
        if machine.state == .aborting { #expect(machine.threads.isEmpty) }
        if event == .timer { #expect(machine.nextDeadline > after.bench.now) }
        #expect(machine.threads.allSatisfy { $0.phase != .ready })
        #expect(Set(machine.threads.map(\.thread)).count == machine.threads.count)
    }

    @Test(arguments: 0..<5)
    func `every run ends when everything is answered`(plan: Int) throws {
        var bench = try Bench(Self.plans[plan], head: "finally: [{do: exhaust.switch-off}]")
        let started = bench.handle(.start)
        _ = bench.finish(started)
        #expect(bench.machine.state == .complete)
    }

    @Test(arguments: 0..<5)
    func `every run ends when nothing is answered`(plan: Int) throws {
        var bench = try Bench(Self.plans[plan])
        _ = bench.handle(.start)
        for _ in 0..<100 where bench.machine.nextDeadline != .never { _ = bench.elapse() }
        // Only an evaluation, which is answered at once, can keep a run waiting without a deadline.
        let evaluates = bench.machine.threads.contains { $0.phase == .evaluating }
        #expect(evaluates || [.aborting, .complete].contains(bench.machine.state))
    }
}
