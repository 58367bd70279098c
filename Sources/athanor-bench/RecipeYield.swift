import Execution
import Findings
import Foundation
import Hosting
import Importing
import Labs
import Rehearsal

/// How many of the mined recipes become plans that run, and why the others do not.
enum RecipeYield {
    private static let place = "../shared/data/literature-recipes.json"

    /// What became of one recipe.
    private enum Fate {
        case done
        /// Refused for its temperature; by the checker's code or the importer's reason.
        case hot(by: String)
        case other(String)
    }

    static func run() throws(Failure) {
        let loaded = try DemoFiles.open()
        let importer: RecipeImporter
        do throws(LabGap) {
            importer = try RecipeImporter(loaded.lab, state: loaded.state)
        } catch {
            throw Failure(error.message)
        }
        var (done, hot) = (0, 0)
        var reasons: [(name: String, count: Int)] = []
        for (number, recipe) in try recipes().enumerated() {
            let name: String
            switch try fate(importer.plan(for: recipe, number: number + 1), in: loaded) {
            case .done:
                done += 1
                continue
            case .hot(let judge):
                if isAbove1500(recipe) { hot += 1 }
                name = "temperature-too-high, says the \(judge)"
            case .other(let reason): name = reason
            }
            if let index = reasons.firstIndex(where: { $0.name == name }) {
                reasons[index].count += 1
            } else {
                reasons.append((name, 1))
            }
        }
        print("done \(done)")
        print("hot \(hot)")
        for reason in reasons { print("not done: \(reason.count) \(reason.name)") }
    }

    /// Whether it fires above 1,500 °C; the collection has all temperatures in °C.
    private static func isAbove1500(_ recipe: MinedRecipe) -> Bool {
        recipe.steps.flatMap(\.temperatures).contains { $0.values.contains { $0 > 1500 } }
    }

    /// The collection; a missing, unreadable or empty one is no measurement.
    private static func recipes() throws(Failure) -> [MinedRecipe] {
        let named = ProcessInfo.processInfo.environment["ATHANOR_RECIPES"]
        let file = named ?? place
        guard Files.exists(file) else {
            throw Failure(
                "The recipes are not at \(file); name their file in ATHANOR_RECIPES."
            )
        }
        let (recipes, findings) = RecipeDocument.decode(try Files.read(file), file: file)
        guard findings.isEmpty, !recipes.isEmpty else {
            throw Failure(
                "The recipes in \(file) cannot be read: "
                    + (findings.first?.message ?? "there are none.")
            )
        }
        return recipes
    }

    private static func fate(
        _ outcome: RecipeImporter.Outcome,
        in loaded: LoadedLab
    ) throws(Failure) -> Fate {
        switch outcome {
        case .refused(let refusal):
            return refusal.reason == .temperatureTooHigh
                ? .hot(by: "importer") : .other(refusal.reason.rawValue)
        case .plan(let plan):
            let review = PlanReview(plan.yaml, file: plan.id, in: loaded, provingFixes: false)
            guard let checked = review.checked else {
                let codes = review.findings.filter { $0.severity == .error }.map(\.code)
                return codes.contains(.temperatureTooHigh)
                    ? .hot(by: "checker") : .other(codes.first?.rawValue ?? "unreadable")
            }
            var rehearsal = Rehearsal(checked, in: loaded, options: .init())
            try rehearsal.play { _, _, _ in }
            return rehearsal.outcome == .complete
                ? .done : .other("the dry run ends \(rehearsal.outcome)")
        }
    }
}
