import Documents
import Findings
import Foundation
import Hosting
import Plans
import Trials

/// Lists where generator, reference world and checker disagree, for whoever works on one of them.
enum Disagreements {
    static func run(from first: UInt64, count: UInt64) throws(Failure) {
        let loaded = try DemoFiles.open()
        let judge = Judge(lab: loaded.lab, names: loaded.names, state: loaded.state)
        var tally = DisagreementTally()
        for seed in first..<(first + count) {
            let made = PlanGenerator.plan(seed: seed)
            let review = PlanReview(made.bytes, file: "plan", in: loaded, provingFixes: false)
            tally.add("valid", "\(made.kind)", agrees: review.checked != nil)
            if review.checked == nil, let finding = review.findings.first(where: \.isError) {
                print("refused \(seed) \(made.kind): \(finding.code.rawValue) \(finding.message)")
            }
            if let plan = review.plan, judge.judge(plan) != .harmless {
                print("judged \(seed) \(made.kind): \(judge.judge(plan))")
            }
            judgeMutant(of: made, judge, loaded, &tally)
        }
        tally.conclude()
    }

    private static func judgeMutant(
        of made: GeneratedPlan,
        _ judge: Judge,
        _ loaded: LoadedLab,
        _ tally: inout DisagreementTally
    ) {
        var dice = Dice(made.seed &+ 77)
        guard let mutant = Mutator.mutant(of: made.value, &dice) else { return }
        let review = PlanReview(mutant.bytes, file: "mutant", in: loaded, provingFixes: false)
        guard let plan = review.plan, case .harmful(let harms) = judge.judge(plan) else { return }
        tally.add("harmful", "\(mutant.mutation)", agrees: review.checked == nil)
        if review.checked != nil {
            let what = harms.prefix(2).map { "\($0.kind) \($0.what)" }.joined(separator: ", ")
            print("accepted \(made.seed) \(made.kind) \(mutant.mutation): \(what)")
        }
    }
}

extension Finding {
    fileprivate var isError: Bool { severity == .error }
}

/// How often checker and reference agree, by what was tried.
private struct DisagreementTally {
    private var counts: [String: (right: Int, all: Int)] = [:]

    mutating func add(_ what: String, _ kind: String, agrees: Bool) {
        for key in [what, what + " " + kind] {
            let before = counts[key] ?? (0, 0)
            counts[key] = (before.right + (agrees ? 1 : 0), before.all + 1)
        }
    }

    func conclude() {
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("\(key): \(count.right) of \(count.all)")
        }
    }
}
