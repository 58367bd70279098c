import Findings
import Foundation
import Hosting
import Importing
import Labs
import Plans
import Testing

/// What a recipe becomes, and that nothing of it is bent.
struct PlanTests {
    /// Three firings with work between them, two of them next to each other.
    private static let long: Fixture = {
        var recipe = Fixture()
        recipe.operations = [
            Fixture.operation("LiquidGrinding", "milled", #""medium": ["ethanol", "ethanol"]"#),
            Fixture.heat("calcined", [1123.15], [600], units: ("K", "min")),
            Fixture.operation("Mixing", "reground"),
            Fixture.operation("ShapingOperation", "pressed"),
            Fixture.heat("fired", [900, 950.5], [0.5, 12]), Fixture.heat("sintered", [1200], [1]),
        ]
        return recipe
    }()

    @Test func `the DOI is cited in the title and above the plan`() throws {
        let plan = try ImportLab.plan(of: Fixture())
        #expect(plan.plan.title.contains("doi:10.0000/barium-titanate"))
        #expect(plan.text.hasPrefix("# BaTiO3, doi:10.0000/barium-titanate"))
        #expect(plan.plan.id == "recipe-01")
        // No person of the lab wrote it, so it has nobody's rights.
        #expect(plan.plan.author.kind == .ai)
    }

    @Test func `temperatures and dwells are the recipe's, in its order`() throws {
        let plan = try ImportLab.plan(of: Self.long)
        #expect(plan.arguments("ramp", "to") == [850, 900, 950.5, 1200])
        for (found, wanted) in zip(plan.hours, [10, 0.5, 12, 1]) {
            #expect(abs(found - wanted) < 1e-9)
        }
        #expect(plan.hours.count == 4)
        #expect(plan.errors == [])
        #expect(plan.review.findings.map(\.message) == [])
        #expect(try plan.dryRun())
    }

    @Test func `firings with nothing between them share one crucible and one heat`() throws {
        let plan = try ImportLab.plan(of: Self.long)
        #expect(plan.arguments("cool", "to").count == 2)
        #expect(plan.notes.contains("assumed: no cooling between “fired” and “sintered”"))
        let loads = plan.tasks.filter { $0.say.hasPrefix("Fill") }
        #expect(
            loads.map(\.say) == [
                "Fill cup-0 and load it (paper: calcined)", "Fill cup-1 and load it (paper: fired)",
            ]
        )
    }

    @Test func `a cooling between firings is a cooling in the plan`() throws {
        var recipe = Fixture()
        recipe.operations = [
            Fixture.mix, Fixture.heat("fired", [700], [1]),
            Fixture.operation("QuenchingOperation", "cooled"), Fixture.heat("fired", [900], [1]),
            Fixture.operation("QuenchingOperation", "quenched in water"),
        ]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.arguments("cool", "to").count == 2)
        #expect(
            plan.notes.filter { $0.hasPrefix("departs") } == [
                "departs: the paper quenches after “fired”; this furnace opens below 80 degC"
            ]
        )
        #expect(plan.text.contains("note: The paper quenches"))
        #expect(try plan.dryRun())
    }

    @Test func `what the recipe does not say is said above the plan`() throws {
        var recipe = Fixture()
        recipe.operations = [
            Fixture.heat("calcined", [900], [2], []), Fixture.operation("Mixing", "added"),
            Fixture.heat("fired", [950], [2]),
        ]
        let plan = try ImportLab.plan(of: recipe)
        for note in [
            "assumed: heating and cooling at 5 K/min, the furnace opened at 55 degC",
            "assumed: a batch of 5 g", "assumed: “calcined” in air",
            "assumed: no mixing before the first firing, since the recipe names none",
            "assumed: nothing is added where the paper adds something unnamed",
        ] {
            #expect(plan.notes.contains(note), "\(plan.notes)")
            #expect(plan.text.contains("# \(note)\n"))
        }
        #expect(!plan.notes.contains("assumed: “fired” in air"))
    }

    @Test func `heating and cooling keep a rate that furnace and ware stand`() throws {
        let plan = try ImportLab.plan(of: Self.long)
        #expect(Set(plan.arguments("ramp", "rate")) == [5])
        #expect(Set(plan.arguments("cool", "rate")) == [5])
        let loaded = try ImportLab.open()
        var lab = loaded.lab
        for index in lab.labwareTypes.indices { lab.labwareTypes[index].greatestRamp = 2 / 60.0 }
        let importer = try RecipeImporter(lab, state: loaded.state)
        let recipe = try #require(RecipeDocument.decode(Self.long.collection, file: "own").0.first)
        guard case .plan(let made) = importer.plan(for: recipe, number: 1) else {
            Issue.record("no plan")
            return
        }
        let gentle = try ImportedPlan(made, in: loaded)
        #expect(Set(gentle.arguments("ramp", "rate")) == [2])
        #expect(Set(gentle.arguments("cool", "rate")) == [2])
        #expect(gentle.errors == [])
    }

    @Test(arguments: [("argon", "argon.flow", "100 sccm"), ("O2", "oxygen.flow", "100 sccm")])
    func `a gas flows before it heats and until it is cool`(
        gas: String,
        verb: String,
        flow: String
    ) throws {
        var recipe = Fixture()
        recipe.operations = [Fixture.mix, Fixture.heat("fired", [900], [2], [gas])]
        let plan = try ImportLab.plan(of: recipe)
        let order = [
            verb, "do: wait", "furnace.ramp", "furnace.cool", ".shut", "exhaust.switch-off",
        ]
        let places = order.compactMap { plan.text.range(of: $0)?.lowerBound }
        #expect(places.count == order.count)
        #expect(places == places.sorted())
        #expect(plan.text.contains("\(verb), to: \(flow)"))
        #expect(plan.notes.contains { $0.contains("30 min before it heats") })
        #expect(plan.errors == [])
        #expect(try plan.dryRun())
    }

    @Test func `a drying below a firing is a person's, for as long as the paper says`() throws {
        var recipe = Fixture()
        let drying =
            #""temperature": [{"values": [80], "units": "C"}], "time": [{"values": [20], "units": "h"}]"#
        recipe.operations = [
            Fixture.operation("DryingOperation", "dried", drying),
            Fixture.heat("preheated", [120], [24]), Fixture.heat("fired", [900], [2]),
        ]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.arguments("ramp", "to") == [900])
        #expect(
            plan.tasks.map(\.say).contains(
                "Dry at 80 °C for 20 h in the drying oven (paper: dried)"
            )
        )
        #expect(plan.text.contains("takes: 25 h"))
        #expect(plan.errors == [])
    }
}
