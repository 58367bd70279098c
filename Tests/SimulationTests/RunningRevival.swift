import Devices
import Execution
import Expressions
import Foundation
import Interlocks
import Labs
import Plans
import Quantities
import Running
import Scanning
import Testing

/// A run that its host has died with, taken up by another engine from the records alone.
@Suite struct RunningRevival {
    private static func expression(_ text: String) -> Expr { RunningLab.expression(text) }

    private static let ramp = Act.ramp(
        assembly: 0,
        to: expression("850 degC"),
        rate: expression("6 K/min")
    )

    private static func soak(_ time: String, grace: String) -> Act {
        .hold(
            assembly: 0,
            time: expression(time),
            band: expression("5 K"),
            grace: expression(grace)
        )
    }

    private static let pipetting: [Act] = [
        .liquid(assembly: 1, .home),
        .liquid(assembly: 1, .pickUp(tip: 8)),
        .liquid(
            assembly: 1,
            .aspirate(vessel: 0, volume: expression("100 uL"), rate: nil)
        ),
        .liquid(
            assembly: 1,
            .dispense(vessel: 1, volume: expression("60 uL"), rate: nil, .above)
        ),
        .switched(assembly: 2, .on),
    ]

    private func started(
        _ program: Program,
        _ prepare: (inout RunningBench) -> Void = { _ in }
    ) -> RunningBench {
        var bench = RunningBench(program)
        prepare(&bench)
        bench.set("relays.tip", 1)
        bench.set("relays.flow", 1)
        bench.set("controller.temperature", 1123)
        bench.start()
        return bench
    }

    private func tell(_ bench: inout RunningBench, _ event: MachineEvent) {
        bench.take(bench.engine.intervene(event, at: bench.now, image: bench.image))
    }

    private func resume(_ bench: inout RunningBench) {
        bench.run(30) { $0.engine.isReconciled(at: $0.now, image: $0.image) }
        tell(&bench, .resume)
    }

    private func writes(_ bench: RunningBench) -> [CommandBody] { bench.requests.map(\.body) }

    @Test(arguments: 0..<60)
    func `cut off at any moment, every command reaches its device once, in its order`(
        tick: Int
    ) throws {
        let program = Program.sequence(Self.pipetting)
        var whole = started(program)
        whole.run(120)
        #expect(whole.engine.state == .complete)
        var bench = started(program)
        for _ in 0..<tick { bench.tick() }
        guard !bench.engine.isOver else { return }
        let before = bench.engine.state
        try bench.die(Lapse(seconds: 3))
        if before == .execute {
            #expect(bench.engine.state == .holding || bench.engine.state == .held)
        }
        resume(&bench)
        bench.run(120)
        #expect(bench.engine.state == .complete, "\(bench)")
        // Outcomes that were under way are lost; what is absolute may be said again.
        var told: [CommandBody] = []
        for body in writes(bench) where told.last != body { told.append(body) }
        var wanted: [CommandBody] = []
        for body in writes(whole) where wanted.last != body { wanted.append(body) }
        #expect(told == wanted)
    }

    @Test func `what stays in doubt is asked of a person, and never repeated by itself`()
        throws
    {
        var bench = started(.sequence([.tare(assembly: 3), .switched(assembly: 2, .on)])) {
            $0.set("balance.weight", 0.5)
            $0.answers = [(4, .inDoubt), (4, .inDoubt)]
        }
        try bench.die(Lapse(seconds: 3))
        bench.set("balance.weight", 0.5)
        bench.run(30) { !$0.engine.openFaults.isEmpty }
        let fault = try #require(bench.engine.openFaults.first, "\(bench)")
        #expect(fault.kind == .inDoubt && bench.engine.state == .held)
        #expect(fault.fixUps == [.done, .notDone, .abandon, .safeStop])
        #expect(fault.act == 0)
        #expect(!bench.engine.commands.contains(.resume))
        #expect(!bench.engine.isReconciled(at: bench.now, image: bench.image))
        let told = bench.written("balance.tared").count
        var other = bench
        tell(&bench, .fix(thread: fault.thread, .done))
        tell(&bench, .resume)
        bench.run(20)
        #expect(bench.engine.state == .complete, "\(bench)")
        #expect(bench.written("balance.tared").count == told)
        tell(&other, .fix(thread: fault.thread, .notDone))
        other.set("balance.weight", 0)
        tell(&other, .resume)
        other.run(20)
        #expect(other.engine.state == .complete, "\(other)")
        #expect(other.written("balance.tared").count == told + 1)
    }

    @Test func `a soak goes on where it was, unless nobody watched it for too long`() throws {
        let program = Program.sequence([Self.ramp, Self.soak("100 s", grace: "10 s")])
        var bench = started(program)
        bench.run(20)
        var other = bench
        try bench.die(Lapse(seconds: 8))
        bench.set("controller.temperature", 1123)
        resume(&bench)
        let left = bench.now
        bench.run(200)
        #expect(bench.engine.state == .complete, "\(bench)")
        #expect((bench.now - left).seconds < 90)
        try other.die(Lapse(seconds: 12))
        other.set("controller.temperature", 1123)
        other.run(20)
        #expect(other.engine.openFaults.map(\.kind) == [.inDoubt], "\(other)")
    }

    @Test func `a target that was lost meanwhile keeps the run from going on by itself`() throws {
        var bench = started(.sequence([Self.ramp, Self.soak("2 h", grace: "1 h")]))
        bench.run(10)
        try bench.die(Lapse(seconds: 3))
        bench.set("controller.mode", 1)
        bench.run(2) { $0.engine.isReconciled(at: $0.now, image: $0.image) }
        #expect(!bench.engine.isReconciled(at: bench.now, image: bench.image))
        bench.run(20)
        #expect(!bench.engine.commands.contains(.resume))
    }

    @Test func `a person's work is not taken for done`() throws {
        let task = Act.person(PersonAct(say: "look", changes: [], takes: Lapse(seconds: 60)))
        var bench = started(.sequence([task, .switched(assembly: 2, .on)]))
        bench.run(2)
        try bench.die(Lapse(seconds: 3))
        resume(&bench)
        bench.run(10)
        #expect(bench.engine.state == .execute && bench.written("relays.fan").isEmpty)
        bench.take(bench.engine.personDone(thread: 0, at: bench.now, image: bench.image))
        bench.run(20)
        #expect(bench.engine.state == .complete, "\(bench)")
    }

    /// The run's host has died while the pump dispensed; whether that went well the pump shows by
    /// its position, unless it was restarted meanwhile.
    private func cutOffWhileDispensing(
        _ outcome: CommandOutcome,
        isRestarted: Bool
    ) throws -> (bench: RunningBench, sent: Int) {
        var bench = started(.sequence(Self.pipetting))
        bench.run(60) { bench in
            bench.records.contains {
                if case .actBegan(act: 3, _, _) = $0 { true } else { false }
            }
        }
        let before = bench.written("pump.position").count
        bench.frozen = [bench.point("pump.position")]
        bench.answers = [(2, outcome)]
        bench.run(60) { $0.written("pump.position").count > before }
        try bench.die(Lapse(seconds: 3))
        if isRestarted {
            bench.set("pump.port", 9)
            bench.frozen.append(bench.point("pump.port"))
        }
        return (bench, bench.written("pump.position").count)
    }

    @Test func `what shows that it was not done is told once more`() throws {
        var (bench, sent) = try cutOffWhileDispensing(.inDoubt, isRestarted: false)
        bench.run(120) { !$0.engine.openFaults.isEmpty }
        #expect(bench.written("pump.position").count == sent + 1)
    }

    @Test(arguments: [CommandOutcome.inDoubt, .acknowledged])
    func `a device that was restarted cannot tell: a person does, and what is uncertain is`(
        outcome: CommandOutcome
    ) throws {
        var (bench, sent) = try cutOffWhileDispensing(outcome, isRestarted: true)
        bench.run(120) { !$0.engine.openFaults.isEmpty }
        #expect(bench.written("pump.position").count == sent)
        let fault = try #require(bench.engine.openFaults.first)
        #expect(fault.act == 3 && fault.kind == .inDoubt && fault.fixUps.contains(.discard))
        tell(&bench, .fix(thread: fault.thread, .discard))
        #expect(bench.engine.uncertain == [3])
        // It does not go on by itself.
        #expect(!bench.engine.isReconciled(at: bench.now, image: bench.image))
        #expect(bench.engine.commands.contains(.resume))
    }

    @Test func `a run that was stopping goes on stopping`() throws {
        var bench = started(.sequence([Self.ramp, Self.soak("2 h", grace: "1 h")]))
        bench.run(10)
        tell(&bench, .abort)
        #expect(bench.engine.state == .aborting)
        try bench.die(Lapse(seconds: 3))
        bench.run(30)
        #expect(bench.engine.state == .aborted, "\(bench)")
        #expect(bench.written("relays.contactor").last == 0)
    }
}

extension RunningBench {
    /// The host dies; another one takes the run up so much later, from what is on disk.
    mutating func die(_ away: Lapse) throws {
        let encoder = JSONEncoder()
        let decoder = JSONDecoder()
        // The next host's time begins a second before it looks.
        let shift = Lapse(seconds: 1) + (Instant.start - (now + away))
        decoder.userInfo[try #require(Instant.shift)] = shift
        let lines = try records.map { try encoder.encode($0) }
        records = try lines.map { try decoder.decode(RunRecord.self, from: $0) }
        restart()
        let left = now + shift
        now = .start + Lapse(seconds: 1)
        for record in records { engine.recall(record) }
        refresh()
        take(engine.revive(at: now, image: image, away: now - left))
    }
}
