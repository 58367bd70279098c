import Checking
import Execution
import Hosting
import Labs
import Quantities
import Rehearsal
import Simulation
import Testing
import Trials

/// What every accepted plan keeps when it is dry-run, with and without a fault.
struct AcceptedPlanTests {
    private func checked(_ seed: UInt64, _ kind: PlanGenerator.Kind) throws -> CheckedPlan? {
        let made = PlanGenerator.plan(seed: seed, kind: kind)
        let loaded = try DemoLab.open()
        return PlanReview(made.bytes, file: "seed", in: loaded, provingFixes: false).checked
    }

    @Test(arguments: PlanGenerator.Kind.allCases)
    func `without a fault the run completes, inside what was proved, and breaks nothing`(
        _ kind: PlanGenerator.Kind
    ) throws {
        let loaded = try DemoLab.open()
        for seed in 0..<UInt64(Campaign.count(4, soak: 200)) {
            guard let checked = try checked(seed, kind) else { continue }
            var options = Rehearsal.Options()
            options.seed = seed
            options.planner = .agreeing
            let played = try Play(checked, in: loaded, options: options)
            #expect(played.outcome == .complete, "seed \(seed) \(played.faults)")
            #expect(played.violations == [], "seed \(seed)")
            #expect(played.observer.breaches == [], "seed \(seed)")
        }
    }

    @Test(arguments: FaultSpec.Kind.allCases)
    func `no single fault breaks what must always hold`(_ fault: FaultSpec.Kind) throws {
        let loaded = try DemoLab.open()
        var dice = Dice(UInt64(FaultSpec.Kind.allCases.firstIndex(of: fault) ?? 0))
        for round in 0..<UInt64(Campaign.count(6, soak: 200)) {
            guard let kind = dice.pick(PlanGenerator.Kind.allCases),
                let checked = try checked(round, kind)
            else { continue }
            let longest = max(checked.proof.duration.low, 60)
            let instant = Lapse(seconds: longest * dice.unit())
            let lasting = dice.chance(0.5) ? nil : Lapse(seconds: dice.number(1...600))
            var options = Rehearsal.Options()
            options.seed = round
            options.planner = .agreeing
            options.faults = [
                FaultSpec(
                    kind: fault,
                    device: dice.below(loaded.lab.devices.count),
                    at: .start + instant,
                    lasting: lasting
                )
            ]
            let played = try Play(checked, in: loaded, options: options)
            #expect(
                played.observer.breaches == [],
                "round \(round) \(kind) \(options.faults) \(played.faults)"
            )
            #expect([.complete, .stopped, .aborted].contains(played.outcome))
        }
    }

    @Test func `the same seed gives the same trace, byte for byte`() throws {
        let loaded = try DemoLab.open()
        for kind in PlanGenerator.Kind.allCases {
            guard let checked = try checked(3, kind) else { continue }
            var options = Rehearsal.Options()
            options.seed = 9
            let first = try Play(checked, in: loaded, options: options)
            let second = try Play(checked, in: loaded, options: options)
            #expect(!first.trace.isEmpty)
            #expect(first.trace == second.trace)
        }
    }
}
