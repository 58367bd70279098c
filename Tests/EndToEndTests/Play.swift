import Checking
import Devices
import Execution
import Hosting
import Labs
import Quantities
import Records
import Rehearsal
import Running
import Simulation

/// One dry run, watched.
struct Play {
    private(set) var outcome = RunState.idle
    /// What the observer of the true world saw.
    private(set) var observer: Observer
    /// Where the world left what was proved.
    private(set) var violations: [String] = []
    private(set) var faults: [String] = []
    private(set) var trace: [UInt8] = []
    private(set) var ended = Instant.start
    private(set) var transactions = 0

    /// How long after its end the laboratory is looked at once more, with nobody at it.
    private static let aftermath = Lapse(seconds: 900)

    init(
        _ checked: CheckedPlan,
        in loaded: LoadedLab,
        options: Rehearsal.Options = Rehearsal.Options(),
        tracing: Bool = false
    ) throws(Failure) {
        var options = options
        options.batch = 512
        var observer = Observer(
            lab: loaded.lab,
            names: loaded.names,
            state: checked.state,
            plan: checked.plan,
            faults: options.faults
        )
        var comparison = ProofComparison(checked, lab: loaded.lab, faults: options.faults)
        let header = TraceHeader(version: "test", seed: options.seed, faults: [])
        var recorder = Recorder(checked, in: loaded, trace: tracing ? header : nil)
        var faults: [String] = []
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        try rehearsal.play { run, records, readings in
            recorder.take(records, readings, began: run.cycle.began)
            for record in records { Self.tell(&observer, record, checked, loaded.lab, &faults) }
            var plant = run.plant
            let world = plant.observe(at: run.now)
            observer.look(world)
            comparison.take(records, world, began: run.cycle.began)
        }
        outcome = rehearsal.outcome
        var plant = rehearsal.run.plant
        let atEnd = plant.observe(at: rehearsal.run.now)
        let ending: Observer.Ending = outcome == .complete ? .complete : .madeSafe
        observer.end(atEnd, ending)
        observer.aftermath(
            plant.observe(at: rehearsal.run.now + Self.aftermath),
            since: atEnd,
            ending
        )
        recorder.finish(outcome, at: rehearsal.run.now)
        if outcome == .complete {
            comparison.end(atEnd, took: rehearsal.run.now - rehearsal.run.cycle.began)
        }
        self.observer = observer
        self.faults = faults
        violations = comparison.violations
        if options.faults.isEmpty { violations += recorder.violations }
        trace = recorder.drainTrace()
        ended = rehearsal.run.now
        transactions = rehearsal.run.transactions
    }

    /// What the observer is told: that something has begun to make zones safe.
    private static func tell(
        _ observer: inout Observer,
        _ record: RunRecord,
        _ checked: CheckedPlan,
        _ lab: Lab,
        _ faults: inout [String]
    ) {
        switch record {
        case .fault(let kind, let step, let device, let at):
            let name = device.map { lab.devices[$0].name } ?? "-"
            let id = checked.program.steps[step].id
            faults.append("\(kind.rawValue) at \(id), device \(name), \((at - .start).seconds) s")
        case .tripped(let interlock, _, let at):
            let rule = lab.interlocks[interlock]
            faults.append("trip \(rule.name), \((at - .start).seconds) s")
            observer.note(makingSafe: [rule.zone], at: at)
        case .state(.aborting, let at):
            let zones = checked.program.acts.compactMap(\.assembly)
                .flatMap { lab.zones(ofAssembly: $0) }
            observer.note(makingSafe: zones, at: at)
        default: break
        }
    }
}
