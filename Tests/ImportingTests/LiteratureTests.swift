import Findings
import Foundation
import Hosting
import Importing
import Plans
import Testing

/// The fifty real recipes, where their file is at hand.
enum Literature {
    /// Named in the environment, or beside the checkout; nil where there is none.
    static let file: String? = {
        let named = ProcessInfo.processInfo.environment["ATHANOR_RECIPES"]
        let beside = ImportLab.root + "/../shared/data/literature-recipes.json"
        return [named, beside].compactMap { $0 }.first { Files.exists($0) }
    }()

    static func recipes() throws -> [MinedRecipe] {
        let file = try #require(file)
        let (recipes, findings) = RecipeDocument.decode(try Files.read(file), file: file)
        #expect(findings.map(\.message) == [])
        return recipes
    }

    static func hottest(_ recipe: MinedRecipe) -> Double {
        recipe.steps.flatMap(\.temperatures).flatMap(\.values).max() ?? 0
    }
}

@Suite(
    .enabled(
        if: Literature.file != nil,
        "../shared/data/literature-recipes.json is not here; name the file in ATHANOR_RECIPES."
    )
)
struct LiteratureTests {
    @Test func `at least half are accepted and run; the six hot ones are refused for their heat`()
        throws
    {
        let loaded = try ImportLab.open()
        let importer = try RecipeImporter(loaded.lab, state: loaded.state)
        let recipes = try Literature.recipes()
        #expect(recipes.count == 50)
        var (done, hot) = (0, 0)
        for (index, recipe) in recipes.enumerated() {
            let isHot = Literature.hottest(recipe) > 1500
            switch importer.plan(for: recipe, number: index + 1) {
            case .refused(let refusal):
                #expect((refusal.reason == .temperatureTooHigh) == isHot, "\(recipe.doi)")
                if isHot { hot += 1 }
            case .plan(let made):
                let plan = try ImportedPlan(made, in: loaded)
                #expect(plan.errors.contains(.temperatureTooHigh) == isHot, "\(recipe.doi)")
                if isHot { hot += 1 }
                guard plan.errors.isEmpty else { continue }
                #expect(plan.review.findings.map(\.message) == [], "\(recipe.doi)")
                #expect(try plan.dryRun(), "\(recipe.doi)")
                done += 1
            }
        }
        #expect(done >= 25)
        #expect(hot == 6)
    }

    @Test func `no plan is hotter, colder, longer or shorter than its paper`() throws {
        let loaded = try ImportLab.open()
        let importer = try RecipeImporter(loaded.lab, state: loaded.state)
        for (index, recipe) in try Literature.recipes().enumerated() {
            guard case .plan(let made) = importer.plan(for: recipe, number: index + 1) else {
                continue
            }
            let plan = try ImportedPlan(made, in: loaded)
            // 150 °C and less is the drying oven's.
            let firings = recipe.steps.filter {
                $0.operation == "HeatingOperation"
                    && ($0.temperatures.flatMap(\.values).max() ?? 0) >= 150
            }
            let celsius = Set(firings.flatMap(\.temperatures).flatMap(\.values))
            #expect(Set(plan.arguments("ramp", "to")) == celsius, "\(recipe.doi)")
            let wanted = Set(firings.flatMap(\.times).flatMap(\.values))
            let found = plan.hours
            #expect(found.allSatisfy { hours in wanted.contains { abs($0 - hours) < 1e-9 } })
            #expect(wanted.allSatisfy { hours in found.contains { abs($0 - hours) < 1e-9 } })
            #expect(plan.plan.title.contains("doi:\(recipe.doi)"))
            let gases = Set(firings.flatMap(\.atmosphere)).subtracting(["air"])
            for gas in gases { #expect(plan.text.contains("\(gas).flow"), "\(recipe.doi)") }
        }
    }
}
