import Checking
import Execution
import Hosting
import Rehearsal
import Testing
import Trials

/// What every accepted plan keeps when it is dry-run and nothing goes wrong.
struct AcceptedPlanTests {
    private func checked(_ seed: UInt64, _ kind: PlanGenerator.Kind) throws -> CheckedPlan? {
        let made = PlanGenerator.plan(seed: seed, kind: kind)
        let loaded = try DemoLab.open()
        return PlanReview(made.bytes, file: "seed", in: loaded, provingFixes: false).checked
    }

    @Test(.timeLimit(.minutes(120)), arguments: PlanGenerator.Kind.allCases)
    func `without a fault the run completes, inside what was proved, and breaks nothing`(
        _ kind: PlanGenerator.Kind
    ) throws {
        let loaded = try DemoLab.open()
        var played = 0
        for seed in Campaign.seeds(4, soak: 300) {
            guard let checked = try checked(seed, kind) else { continue }
            played += 1
            var options = Rehearsal.Options()
            options.seed = seed
            options.planner = .agreeing
            let play = try Play(checked, in: loaded, options: options)
            #expect(play.outcome == .complete, "seed \(seed) \(play.faults)")
            #expect(play.violations == [], "seed \(seed)")
            #expect(play.observer.breaches == [], "seed \(seed)")
            #expect(play.observer.observations > 3)
        }
        #expect(played > 0)
    }

    @Test func `the same seed gives the same trace, byte for byte`() throws {
        let loaded = try DemoLab.open()
        for kind in PlanGenerator.Kind.allCases {
            guard let checked = try checked(3, kind) else { continue }
            var options = Rehearsal.Options()
            options.seed = 9
            let first = try Play(checked, in: loaded, options: options, tracing: true)
            let second = try Play(checked, in: loaded, options: options, tracing: true)
            #expect(!first.trace.isEmpty)
            #expect(first.trace == second.trace)
        }
    }
}
