import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Plans
import Quantities
import Running
import Scanning
import Testing

/// Faults as the engine sees them, and what their tables make of them.
@Suite struct RunningFaults {
    private static func expression(_ text: String) -> Expr { RunningLab.expression(text) }

    private static let ramp = Act.ramp(
        assembly: 0,
        to: expression("850 degC"),
        rate: expression("6 K/min")
    )

    /// A run of these acts, the first of which answers faults so.
    private func started(_ acts: [Act], _ rules: FaultRules = FaultRules()) -> RunningBench {
        var program = Program.sequence(acts)
        var table = FaultTable(FaultScope(.act(.absolute)))
        _ = table.apply(rules)
        program.faultTables = [table]
        program.actFaults = acts.map { _ in 0 }
        var bench = RunningBench(program)
        bench.start()
        bench.run(1)
        return bench
    }

    private func faults(_ bench: RunningBench) -> [FaultKind] {
        bench.records.compactMap { if case .fault(let kind, _, _, _) = $0 { kind } else { nil } }
    }

    private func lose(_ bench: inout RunningBench, _ devices: [Int]) {
        bench.take(bench.engine.lost(devices: devices, at: bench.now, image: bench.image))
    }

    @Test func `a device that comes back lets the run go on, with the act anew`() {
        let rules = FaultRules(named: [.deviceDead: .suspend(Lapse(seconds: 60), then: .stop)])
        var bench = started([Self.ramp], rules)
        lose(&bench, [0])
        bench.run(5)
        #expect(bench.engine.state == .suspended)
        #expect(faults(bench) == [.deviceDead])
        let sent = bench.requests.count
        bench.take(bench.engine.found(device: 0, at: bench.now, image: bench.image))
        bench.run(3)
        #expect(bench.engine.state == .execute)
        #expect(bench.requests.count > sent)
    }

    @Test func `a device that stays away has the run stopped after its time`() {
        let rules = FaultRules(named: [.deviceDead: .suspend(Lapse(seconds: 60), then: .stop)])
        var bench = started([Self.ramp], rules)
        lose(&bench, [0])
        bench.run(59)
        #expect(bench.engine.state == .suspended)
        bench.run(20)
        #expect(bench.engine.state == .stopped)
    }

    @Test func `where nothing on a line answers, the line is dead`() {
        var bench = started([Self.ramp])
        lose(&bench, [0, 1, 2, 3, 4])
        #expect(faults(bench) == [.lineDead])
    }

    @Test func `a service whose proof goes while it is needed is a lost supply`() {
        var bench = RunningBench(.sequence([Self.ramp]), services: [2])
        bench.set("relays.flow", 1)
        bench.start()
        bench.run(5)
        bench.set("relays.flow", 0)
        bench.run(1.5)
        #expect(faults(bench).isEmpty)
        bench.run(1)
        #expect(faults(bench) == [.supplyLost])
    }

    @Test func `an output that acknowledges and does not follow is stuck`() {
        var bench = RunningBench(.sequence([Self.ramp]))
        bench.frozen = [bench.point("controller.mode"), bench.point("controller.setpoint")]
        bench.start()
        bench.run(60)
        #expect(faults(bench) == [.outputStuck])
    }

    @Test func `a person's word that it was done counts, and the rest goes on`() {
        var bench = started([Self.ramp, .heatOff(assembly: 0)], FaultRules(any: .hold))
        lose(&bench, [0])
        bench.run(1)
        #expect(bench.engine.state == .held)
        #expect(bench.engine.openFaults.map(\.kind) == [.deviceDead])
        for event in [MachineEvent.fix(thread: 0, .done), .resume] {
            bench.take(bench.engine.intervene(event, at: bench.now, image: bench.image))
        }
        bench.run(10)
        #expect(bench.engine.state == .complete)
    }

    @Test func `an act a person has carried out again asks for its permits anew`() {
        var bench = started([Self.ramp], FaultRules(any: .hold))
        lose(&bench, [0])
        bench.run(1)
        let sent = bench.requests.count
        for event in [MachineEvent.fix(thread: 0, .retry), .resume] {
            bench.take(bench.engine.intervene(event, at: bench.now, image: bench.image))
        }
        bench.run(2)
        #expect(bench.requests.count > sent)
        #expect(bench.requests.suffix(from: sent).allSatisfy { $0.origin == .run })
    }
}
