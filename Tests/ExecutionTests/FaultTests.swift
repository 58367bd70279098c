import Devices
import Execution
import Findings
import Labs
import Plans
import Quantities
import Testing

/// What follows faults, by act and kind.
struct FaultTests {
    private let ramp = "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, timeout: 9 h"

    private func started(_ steps: String, head: String = "") throws -> Bench {
        var bench = try Bench(steps, head: head)
        _ = bench.handle(.start)
        return bench
    }

    private func failed(_ kind: FaultKind) -> MachineEvent { .failed(thread: 0, kind) }

    @Test func `every act and every step answers every fault`() throws {
        let bench = try started(ramp + "}\n- {do: wait, for: 1 h}\n- {do: balance.tare}")
        let program = bench.machine.program
        #expect(program.actFaults.count == program.acts.count)
        #expect(program.stepFaults.count == program.steps.count)
        for kind in FaultKind.allCases {
            #expect(program.faults(ofAct: 0)[kind] == .safeStop)
        }
    }

    @Test func `the plan's default counts for every fault, a step's own goes before it`() throws {
        let bench = try started(
            ramp + ", else: hold, faults: {late: stop, refused: retry 2}}",
            head: "defaults: {else: stop}"
        )
        let table = bench.machine.program.faults(ofAct: 0)
        #expect(table[.late] == .stop)
        #expect(table[.refused] == .retry(2, then: .safeStop))
        #expect(table[.inDoubt] == .hold)
        #expect(table[.trip] == .safeStop)
        // Nobody waits while a heater is blind: what is said of any fault is not for that.
        #expect(table[.sensorBad] == .stop)
    }

    @Test func `the profile's word counts before nobody's, the lab's before it, the plan's last`()
        throws
    {
        var lab = SmallLab.lab
        lab.profiles[2].actions = [
            ActionDefinition(
                name: "tare",
                arguments: [],
                commands: [],
                confirm: nil,
                within: Lapse(seconds: 5),
                repeatClass: .queryable,
                faults: FaultRules(any: .hold, named: [.inDoubt: .retry(1, then: .hold)])
            )
        ]
        lab.assemblies[2].faults = FaultRules(named: [.late: .stop, .refused: .stop])
        let plain = Compiled("- {do: balance.tare, faults: {refused: retry 3}}", lab: lab)
        let table = try #require(plain.program).faults(ofAct: 0)
        #expect(table[.inDoubt] == .retry(1, then: .hold))
        #expect(table[.deviceDead] == .hold)
        #expect(table[.late] == .stop)
        #expect(table[.refused] == .retry(3, then: .safeStop))
        #expect(table[.trip] == .safeStop)
        let strict = Compiled("- {do: balance.tare}", head: "defaults: {else: safe-stop}", lab: lab)
        let all = try #require(strict.program).faults(ofAct: 0)
        #expect(FaultKind.allCases.allSatisfy { all[$0] == .safeStop })
        lab.assemblies[2].faults = FaultRules(named: [.late: .retry(1, then: .stop)])
        #expect(Compiled("- {do: balance.tare}", lab: lab).codes == [.faultPolicyGap])
    }

    @Test func `a fault that stops carries out finally first`() throws {
        var bench = try started(ramp + ", else: stop}", head: "finally: [{do: balance.tare}]")
        #expect(
            bench.handle(failed(.failed)) == [
                .responded(thread: 0, step: 0, .failed, .stop), .cancel(thread: 0),
                .left(step: 0, .failed(.failed)), .changed(.stopping), .entered(step: 1),
                .perform(thread: 1, act: 1, node: 5),
            ]
        )
    }

    @Test func `a fault that holds waits for a person, who may have it done again`() throws {
        var bench = try started(ramp + ", else: hold}\n- {do: balance.tare}")
        #expect(
            bench.handle(failed(.deviceDead)) == [
                .responded(thread: 0, step: 0, .deviceDead, .hold), .cancel(thread: 0),
                .changed(.holding), .changed(.held),
            ]
        )
        let open = OpenFault(
            thread: 0,
            step: 0,
            kind: .deviceDead,
            act: 0,
            fixUps: [.retry, .done, .abandon, .safeStop]
        )
        #expect(bench.machine.openFaults == [open])
        #expect(bench.machine.commands == [.complete, .stop, .abort])
        #expect(bench.handle(.resume).isEmpty)
        var again = bench
        #expect(again.handle(.fix(thread: 0, .retry), after: 60).count == 1)
        #expect(again.handle(.resume).last == .perform(thread: 0, act: 0, node: 1))
        #expect(again.machine.nextDeadline == again.now + Lapse(seconds: 9 * 3600))
        var done = bench
        _ = done.handle(.fix(thread: 0, .done))
        #expect(done.handle(.resume).last == .perform(thread: 0, act: 1, node: 4))
        var abandoned = bench
        #expect(abandoned.handle(.fix(thread: 0, .abandon)).contains(.changed(.stopping)))
        #expect(bench.handle(.fix(thread: 0, .safeStop)).contains(.changed(.aborting)))
    }

    @Test func `a step that was late and is done again gets its time again`() throws {
        var bench = try started(ramp + ", faults: {late: hold}}")
        #expect(bench.elapse().first == .responded(thread: 0, step: 0, .late, .hold))
        #expect(bench.machine.state == .held)
        _ = bench.handle(.fix(thread: 0, .retry), after: 600)
        _ = bench.handle(.resume)
        #expect(bench.machine.nextDeadline == bench.now + Lapse(seconds: 9 * 3600))
    }

    @Test func `an act is carried out again so often, and then no more`() throws {
        var bench = try started(ramp + ", faults: {refused: retry 2 then stop}}")
        for _ in 0..<2 {
            #expect(bench.handle(failed(.refused)).last == .perform(thread: 0, act: 0, node: 1))
        }
        #expect(bench.handle(failed(.refused)).contains(.changed(.stopping)))
    }

    @Test func `a run is suspended until what is missing is back, or for so long`() throws {
        var bench = try started(
            ramp + ", faults: {device-dead: suspend 10 min then hold}}\n- {do: balance.tare}"
        )
        #expect(bench.handle(.back(thread: 0)).isEmpty)
        let actions = bench.handle(failed(.deviceDead))
        #expect(actions.suffix(2) == [.changed(.suspending), .changed(.suspended)])
        #expect(bench.machine.commands == [.hold, .complete, .stop, .abort])
        #expect(bench.machine.nextDeadline == Instant.start + Lapse(seconds: 600))
        var back = bench
        #expect(
            back.handle(.back(thread: 0), after: 60) == [
                .changed(.unsuspending), .changed(.execute),
                .perform(thread: 0, act: 0, node: 1),
            ]
        )
        // What comes and goes has its time once.
        _ = back.handle(failed(.deviceDead), after: 60)
        #expect(back.machine.nextDeadline == Instant.start + Lapse(seconds: 600))
        _ = bench.elapse()
        #expect(bench.machine.state == .held)
        #expect(bench.machine.openFaults.count == 1)
    }

    @Test func `what is missing suspends again after a hold`() throws {
        var bench = try started(ramp + ", faults: {line-dead: suspend 1 h}}")
        _ = bench.handle(failed(.lineDead))
        #expect(bench.handle(.hold) == [.changed(.holding), .changed(.held)])
        #expect(bench.handle(.resume).last == .changed(.suspended))
        #expect(bench.handle(.back(thread: 0)).last == .perform(thread: 0, act: 0, node: 1))
    }

    @Test func `one branch's fault holds all, and each goes on where it was`() throws {
        var bench = try started(
            """
            - do: parallel
              on-failure: stop-siblings
              branches:
              - {name: a, steps: [{do: balance.tare, else: hold}, {do: balance.zero}]}
              - {name: b, steps: [{do: exhaust.switch-on}, {do: exhaust.switch-off}]}
            """
        )
        _ = bench.handle(.failed(thread: 1, .failed))
        #expect(bench.machine.state == .holding)
        _ = bench.handle(.finished(thread: 2))
        #expect(bench.machine.state == .held)
        _ = bench.handle(.fix(thread: 1, .done))
        let actions = bench.handle(.resume)
        let acts = actions.compactMap { if case .perform(_, let act, _) = $0 { act } else { nil } }
        #expect(acts == [1, 3])
    }

    @Test(arguments: [
        "- {do: balance.tare, faults: {trip: hold}}",
        "- {do: balance.tare, faults: {refused: continue}}",
        "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, faults: {sensor-bad: hold}}",
        "- {do: furnace.ramp, to: 500 degC, rate: 5 K/min, faults: {output-stuck: retry 2}}",
        "- {do: operator-task, say: Stir, faults: {refused: retry 2}}",
        "- {do: balance.tare, faults: {in-doubt: retry 2}}",
        "- {do: balance.tare, faults: {refused: suspend 10 min}}",
        "- {do: furnace.hold, for: 1 h, faults: {device-dead: suspend 10 min}}",
    ])
    func `an answer that is impossible is refused`(step: String) {
        #expect(Compiled(step).codes.contains(.faultPolicyGap))
    }

    @Test(arguments: ["retry", "retry 0", "suspend", "suspend 5", "hold then stop", "give up"])
    func `an answer that is none is refused where it stands`(answer: String) {
        let compiled = Compiled("- {do: balance.tare, faults: {any: \(answer)}}")
        #expect(compiled.codes == [.badExpression])
    }
}
