import Documents
import Execution
import Findings
import Foundation
import Hosting
import Importing
import Plans
import Rehearsal
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

/// How many of the mined recipes become plans that run.
enum RecipeYield {
    private static let places = [
        "Examples/demo/literature-recipes.json", "Examples/literature-recipes.json",
        "../shared/data/literature-recipes.json",
    ]

    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        let named = ProcessInfo.processInfo.environment["ATHANOR_RECIPES"]
        guard let file = ([named].compactMap { $0 } + places).first(where: { Files.exists($0) })
        else { throw Failure("No recipes: name their file in ATHANOR_RECIPES.") }
        guard let importer = RecipeImporter(loaded.lab) else {
            throw Failure("The lab cannot fire recipes.")
        }
        let (recipes, _) = RecipeDocument.decode(try Files.read(file), file: file)
        var (done, hot) = (0, 0)
        for (number, recipe) in recipes.enumerated() {
            guard case .plan(_, let plan) = importer.plan(for: recipe, number: number + 1) else {
                continue
            }
            let bytes = DocumentWriter.yaml(plan)
            let review = PlanReview(bytes, file: "recipe", in: loaded, provingFixes: false)
            guard let checked = review.checked else {
                if review.findings.contains(where: { $0.code == .temperatureTooHigh }) { hot += 1 }
                continue
            }
            var rehearsal = Rehearsal(checked, in: loaded, options: .init())
            try rehearsal.play { _, _, _ in }
            if rehearsal.outcome == .complete { done += 1 }
        }
        print("done \(done)")
        print("hot \(hot)")
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
