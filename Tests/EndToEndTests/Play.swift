import Checking
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

    init(
        _ checked: CheckedPlan,
        in loaded: LoadedLab,
        options: Rehearsal.Options = Rehearsal.Options()
    ) throws(Failure) {
        var observer = Observer(
            lab: loaded.lab,
            names: loaded.names,
            state: checked.state,
            plan: checked.plan,
            isFaulty: !options.faults.isEmpty
        )
        var comparison = ProofComparison(checked)
        var faults: [String] = []
        let header = TraceHeader(version: "test", seed: options.seed, faults: [])
        var recorder = Recorder(checked, in: loaded, trace: header)
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        try rehearsal.play { run, records, readings in
            recorder.take(records, readings, began: run.cycle.began)
            for record in records {
                guard case .fault(let kind, let step, let device, let at) = record else { continue }
                observer.note(faultAt: at)
                let name = device.map { loaded.lab.devices[$0].name } ?? "-"
                faults.append("\(kind.rawValue) at step \(step), device \(name)")
            }
            var plant = run.plant
            let world = plant.observe(at: run.now)
            observer.look(world)
            if options.faults.isEmpty { comparison.take(records, world, began: run.cycle.began) }
        }
        var plant = rehearsal.run.plant
        observer.end(plant.observe(at: rehearsal.run.now), failed: options.faults.first?.device)
        recorder.finish(rehearsal.outcome, at: rehearsal.run.now)
        self.observer = observer
        self.faults = faults
        violations = options.faults.isEmpty ? comparison.violations + recorder.violations : []
        outcome = rehearsal.outcome
        trace = recorder.drainTrace()
        ended = rehearsal.run.now
        transactions = rehearsal.run.transactions
    }
}

/// Holds the world against the proof's intervals, step by step.
struct ProofComparison {
    private let checked: CheckedPlan
    private(set) var violations: [String] = []
    private var open: Set<Int> = []

    init(_ checked: CheckedPlan) { self.checked = checked }

    mutating func take(_ records: [RunRecord], _ world: PlantObservation, began: Instant) {
        for record in records {
            switch record {
            case .stepEntered(let step, let at):
                open.insert(step)
                compare(step, "start", (at - began).seconds, checked.proof.steps[step].start)
            case .stepLeft(let step, .confirmed, let at):
                compare(step, "end", (at - began).seconds, checked.proof.steps[step].end)
                compareVolumes(step, world)
                compareHeat(step, world)
                open.remove(step)
            default: break
            }
        }
    }

    private mutating func compare(_ step: Int, _ what: String, _ value: Double, _ proved: Bounds) {
        // The scan's grid adds at most a tick and a half.
        let slack = 0.05 + 1e-9 * abs(value)
        guard value < proved.low - slack || value > proved.high + slack else { return }
        let name = checked.program.steps[step].id
        note("\(name) \(what) \(value) s, proved \(proved.low) to \(proved.high)")
    }

    private mutating func compareVolumes(_ step: Int, _ world: PlantObservation) {
        for proof in checked.proof.steps[step].volumes {
            let volume = world.vessels[proof.vessel].volume
            guard volume < proof.volume.low - 1e-12 || volume > proof.volume.high + 1e-12 else {
                continue
            }
            let name = checked.program.steps[step].id
            note(
                "\(name) vessel \(proof.vessel): \(volume * 1e9) uL, proved "
                    + "\(proof.volume.low * 1e9) to \(proof.volume.high * 1e9)"
            )
        }
    }

    private mutating func compareHeat(_ step: Int, _ world: PlantObservation) {
        for proof in checked.proof.steps[step].temperatures {
            for chamber in world.chambers where chamber.assembly == proof.assembly {
                let (low, high) = (proof.range.low - 0.01, proof.range.high + 0.01)
                guard chamber.temperature < low || chamber.temperature > high else { continue }
                let name = checked.program.steps[step].id
                note("\(name): chamber at \(chamber.temperature) K, proved \(low) to \(high)")
            }
        }
    }

    private mutating func note(_ text: String) {
        if violations.count < 20 { violations.append(text) }
    }
}
