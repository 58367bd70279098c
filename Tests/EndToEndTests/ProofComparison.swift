import Checking
import Devices
import Execution
import Labs
import Quantities
import Running
import Simulation

/// Holds the world against the proof's intervals, step by step.
///
/// A fault delays, so times are compared up to it; what a confirmed step left in the vessels must
/// be as proved whatever happened before.
struct ProofComparison {
    private let checked: CheckedPlan
    private let faultAt: Instant
    /// A thermocouple that lies takes the true temperature out of what was proved; so does a
    /// balance with masses.
    private let liars: [SimulatorModel]
    private(set) var violations: [String] = []
    private(set) var comparisons = 0

    init(_ checked: CheckedPlan, lab: Lab, faults: [FaultSpec]) {
        self.checked = checked
        faultAt = faults.map(\.at).min() ?? .never
        liars = faults.map { lab.profiles[lab.devices[$0.device].profile].simulator.model }
    }

    mutating func take(_ records: [RunRecord], _ world: PlantObservation, began: Instant) {
        for record in records {
            switch record {
            case .stepEntered(let step, let at) where at < faultAt:
                compare(step, "start", (at - began).seconds, checked.proof.steps[step].start)
            case .stepLeft(let step, .confirmed, let at):
                if at < faultAt {
                    compare(step, "end", (at - began).seconds, checked.proof.steps[step].end)
                }
                let name = checked.program.steps[step].id
                compare(checked.proof.steps[step].volumes, name, world)
                if at < faultAt { compareHeat(step, name, world) }
            default: break
            }
        }
    }

    /// The run is complete: contents, and without a fault time, tips and energy, are as proved.
    mutating func end(_ world: PlantObservation, took lapse: Lapse) {
        compare(checked.proof.vessels, "the end", world)
        guard faultAt == .never else { return }
        let proof = checked.proof
        let seconds = lapse.seconds
        if !Self.lies(seconds, in: proof.duration, slack: 0.05 + 1e-9 * seconds) {
            note("took \(seconds) s, proved \(proof.duration)")
        }
        let energy = world.meters.reduce(0) { $0 + $1.energy }
        if !world.meters.isEmpty, !Self.lies(energy, in: proof.energy, slack: 1) {
            note("used \(energy) J, proved \(proof.energy)")
        }
    }

    private static func lies(_ value: Double, in proved: Bounds, slack: Double) -> Bool {
        value >= proved.low - slack && value <= proved.high + slack
    }

    private mutating func compare(_ step: Int, _ what: String, _ value: Double, _ proved: Bounds) {
        comparisons += 1
        // The scan's grid adds at most a tick and a half.
        guard !Self.lies(value, in: proved, slack: 0.05 + 1e-9 * abs(value)) else { return }
        let name = checked.program.steps[step].id
        note("\(name) \(what) \(value) s, proved \(proved.low) to \(proved.high)")
    }

    private mutating func compare(
        _ proofs: [VesselProof],
        _ name: String,
        _ world: PlantObservation
    ) {
        for proof in proofs {
            comparisons += 1
            let contents = world.vessels[proof.vessel]
            if !Self.lies(contents.volume, in: proof.volume, slack: 1e-12) {
                note(
                    "\(name) vessel \(proof.vessel): \(contents.volume * 1e9) uL, proved "
                        + "\(proof.volume.low * 1e9) to \(proof.volume.high * 1e9)"
                )
            }
            if !liars.contains(.balance), !Self.lies(contents.mass, in: proof.mass, slack: 1e-9) {
                note(
                    "\(name) vessel \(proof.vessel): \(contents.mass * 1e6) mg, proved "
                        + "\(proof.mass.low * 1e6) to \(proof.mass.high * 1e6)"
                )
            }
        }
    }

    private mutating func compareHeat(_ step: Int, _ name: String, _ world: PlantObservation) {
        for proof in checked.proof.steps[step].temperatures {
            for chamber in world.chambers where chamber.assembly == proof.assembly {
                comparisons += 1
                guard !Self.lies(chamber.temperature, in: proof.range, slack: 0.01) else {
                    continue
                }
                note(
                    "\(name): chamber at \(chamber.temperature) K, proved "
                        + "\(proof.range.low) to \(proof.range.high)"
                )
            }
        }
    }

    private mutating func note(_ text: String) {
        if violations.count < 20 { violations.append(text) }
    }
}
