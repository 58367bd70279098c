import Documents
import Findings
import Hosting
import Plans
import Testing
import Trials

/// The checker against a generator of valid plans, and against mutants that do harm.
struct GeneratedPlanTests {
    private struct Tally {
        var all = 0
        var right = 0
        var wrong: [String] = []

        mutating func note(_ isRight: Bool, _ what: @autoclosure () -> String) {
            all += 1
            if isRight { right += 1 } else if wrong.count < 20 { wrong.append(what()) }
        }

        var share: Double { all > 0 ? Double(right) / Double(all) : 0 }
    }

    @Test func `the reference world finds no harm in what the generator writes`() throws {
        let judge = try DemoLab.judge()
        for seed in 0..<UInt64(Campaign.count(300, soak: 5000)) {
            let made = PlanGenerator.plan(seed: seed)
            let (plan, findings) = PlanDocument.decode(made.bytes, file: "seed-\(seed)")
            #expect(findings == [])
            let judgement = judge.judge(try #require(plan))
            #expect(judgement == .harmless, "seed \(seed), \(made.kind)")
        }
    }

    @Test func `of valid random plans at least 99 in 100 are accepted`() throws {
        let loaded = try DemoLab.open()
        var tally = Tally()
        for seed in 0..<UInt64(Campaign.count(200, soak: 10_000)) {
            let made = PlanGenerator.plan(seed: seed)
            let review = PlanReview(
                made.bytes,
                file: "seed-\(seed)",
                in: loaded,
                provingFixes: false
            )
            let first = review.findings.first { $0.severity == .error }
            tally.note(
                review.checked != nil,
                "seed \(seed) \(made.kind): \(first?.code.rawValue ?? "-") \(first?.message ?? "")"
            )
        }
        #expect(tally.share >= 0.99, "\(tally.wrong)")
    }

    @Test func `of mutants that do harm at least 99 in 100 are refused`() throws {
        let loaded = try DemoLab.open()
        let judge = try DemoLab.judge()
        var tally = Tally()
        for seed in 0..<UInt64(Campaign.count(400, soak: 20_000)) {
            var dice = Dice(seed &+ 77)
            let made = PlanGenerator.plan(seed: seed)
            guard let mutant = Mutator.mutant(of: made.value, &dice) else { continue }
            guard let plan = PlanDocument.decode(mutant.bytes, file: "mutant").0,
                case .harmful(let harms) = judge.judge(plan)
            else { continue }
            let review = PlanReview(mutant.bytes, file: "mutant", in: loaded, provingFixes: false)
            tally.note(
                review.checked == nil,
                "seed \(seed) \(made.kind) \(mutant.mutation): \(harms.prefix(2))"
            )
        }
        #expect(tally.all > 50)
        #expect(tally.share >= 0.99, "\(tally.right) of \(tally.all): \(tally.wrong)")
    }

    @Test func `the generator gives the same plan for the same seed`() {
        for seed in 0..<UInt64(20) {
            #expect(PlanGenerator.plan(seed: seed).bytes == PlanGenerator.plan(seed: seed).bytes)
        }
    }

    @Test func `every mutation fits some plan of the generator`() {
        var unused = Set(Mutator.Mutation.allCases)
        for seed in 0..<UInt64(200) where !unused.isEmpty {
            let made = PlanGenerator.plan(seed: seed)
            var dice = Dice(seed)
            unused = unused.filter { Mutator.mutant(of: made.value, $0, &dice) == nil }
        }
        #expect(unused.isEmpty)
    }
}
