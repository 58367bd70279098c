import Documents
import Foundation
import Hosting
import Plans
import Trials

/// Many distinct furnace recipes, one after the other in one process.
enum FurnaceSpeed {
    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        var seconds = 0.0
        var accepted = 0
        for seed in 0..<UInt64(20_000) {
            let bytes = PlanGenerator.plan(seed: seed, kind: .firing).bytes
            seconds += Stopwatch.seconds {
                let review = PlanReview(bytes, file: "recipe", in: loaded, provingFixes: false)
                if review.checked != nil { accepted += 1 }
            }
        }
        print("seconds \(seconds)")
        print("accepted \(accepted)")
    }
}

/// Shares of valid plans accepted and of harmful mutants refused.
enum Acceptance {
    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        let judge = Judge(lab: loaded.lab, names: loaded.names, state: loaded.state)
        var (valid, accepted, harmful, refused) = (0, 0, 0, 0)
        for seed in 0..<UInt64(3000) {
            let made = PlanGenerator.plan(seed: seed)
            valid += 1
            if isAccepted(made.bytes, loaded) { accepted += 1 }
            var dice = Dice(seed &+ 77)
            guard let mutant = Mutator.mutant(of: made.value, &dice),
                let plan = PlanDocument.decode(mutant.bytes, file: "mutant").0,
                case .harmful = judge.judge(plan)
            else { continue }
            harmful += 1
            if !isAccepted(mutant.bytes, loaded) { refused += 1 }
        }
        print("accepted \(100 * Double(accepted) / Double(max(valid, 1)))")
        print("refused \(100 * Double(refused) / Double(max(harmful, 1)))")
        print("harmful \(harmful)")
    }

    private static func isAccepted(_ bytes: [UInt8], _ loaded: LoadedLab) -> Bool {
        PlanReview(bytes, file: "plan", in: loaded, provingFixes: false).checked != nil
    }
}
