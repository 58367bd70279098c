import Checking
import Devices
import Execution
import Hosting
import Labs
import Quantities
import Rehearsal
import Simulation
import Trials

/// Where a kind of fault makes sense.
enum FaultPlaces {
    /// Devices a fault of this kind can befall; for a dead line, one device of each line.
    static func devices(for kind: FaultSpec.Kind, in lab: Lab) -> [Int] {
        lab.devices.indices.filter { device in
            let line = lab.devices[device].line
            return kind.canBefall(device, in: lab)
                && (kind != .lineDead || lab.devices.firstIndex { $0.line == line } == device)
        }
    }
}

/// One random plan with one fault, the same for the same seed.
struct FaultDraw: CustomStringConvertible {
    private(set) var kind: PlanGenerator.Kind
    private(set) var seed: UInt64
    private(set) var checked: CheckedPlan
    private(set) var fault: FaultSpec
    private let device: String

    /// The plan is one that uses the device, mostly; nil where none of some tries was accepted.
    init?(_ kind: FaultSpec.Kind, device: Int, _ dice: inout Dice, in loaded: LoadedLab) {
        var found: (PlanGenerator.Kind, UInt64, CheckedPlan)?
        let anyWillDo = dice.chance(0.15)
        // Days at temperature are much the same; most plans are to be short ones.
        let longest = dice.chance(0.2) ? Double.infinity : 48 * 3600
        for _ in 0..<24 {
            guard let plan = dice.pick(PlanGenerator.Kind.allCases) else { continue }
            let seed = dice.next() % 1_000_000
            let bytes = PlanGenerator.plan(seed: seed, kind: plan).bytes
            let review = PlanReview(bytes, file: "seed", in: loaded, provingFixes: false)
            guard let checked = review.checked, checked.proof.duration.low <= longest else {
                continue
            }
            found = (plan, seed, checked)
            if anyWillDo || Self.uses(device, checked, loaded.lab) { break }
        }
        guard let found else { return nil }
        (self.kind, seed, checked) = found
        fault = FaultSpec(
            kind: kind,
            device: device,
            at: Self.instant(in: checked.proof, &dice),
            lasting: Self.lasting(&dice)
        )
        self.device = loaded.lab.devices[device].name
    }

    private static func uses(_ device: Int, _ checked: CheckedPlan, _ lab: Lab) -> Bool {
        checked.program.acts.contains { act in
            act.assembly.map { lab.assemblies[$0].devices.contains(device) } ?? false
        }
    }

    /// Inside some step, or at any time: most of a run is a few long steps.
    private static func instant(in proof: Proof, _ dice: inout Dice) -> Instant {
        guard dice.chance(0.7), let step = dice.pick(proof.steps) else {
            return .start + Lapse(seconds: 1 + proof.duration.low * dice.unit())
        }
        let range = max(step.end.high - step.start.low, 1)
        // Half of the time near the step's beginning, where its commands are sent.
        let share = dice.chance(0.5) ? dice.unit() : min(1, 20 * dice.unit() / range)
        return .start + Lapse(seconds: 1 + step.start.low + range * share)
    }

    private static func lasting(_ dice: inout Dice) -> Lapse? {
        guard dice.chance(0.5) else { return nil }
        let exponent = dice.whole(0...11)
        return Lapse(seconds: 0.25 * Double(1 << exponent) * (1 + dice.unit()))
    }

    var options: Rehearsal.Options {
        var options = Rehearsal.Options()
        options.seed = seed
        options.planner = .agreeing
        options.faults = [fault]
        return options
    }

    /// Enough to play it again.
    var description: String {
        let lasting = fault.lasting.map { ", for \($0.seconds) s" } ?? ""
        return "plan \(kind) seed \(seed), \(fault.kind.rawValue) of \(device) at "
            + "\((fault.at - .start).seconds) s\(lasting)"
    }
}
