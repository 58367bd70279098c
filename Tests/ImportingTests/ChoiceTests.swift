import Importing
import Testing

/// Recipes that can mean several things ask a person; every answer was proved.
struct ChoiceTests {
    private static let several: Fixture = {
        var recipe = Fixture()
        recipe.operations = [Fixture.mix, Fixture.heat("sintered", [1000, 1300], [5])]
        return recipe
    }()

    @Test func `one time for two temperatures is asked about, not guessed`() throws {
        let plan = try ImportLab.plan(of: Self.several)
        let question = "1000 degC for 5 h, or 1300 degC for 5 h, or in turn"
        #expect(plan.notes.contains("asks: whether “sintered” means \(question)"))
        #expect(plan.text.contains("doi:10.0000/barium-titanate “sintered” may mean \(question)"))
        #expect(plan.arguments("ramp", "to") == [1000, 1300, 1000, 1300])
        #expect(Set(plan.hours) == [5])
        #expect(plan.errors == [])
    }

    @Test(arguments: ["1000 degC for 5 h", "1300 degC for 5 h", "in turn"])
    func `every answer runs to its end`(answer: String) throws {
        let plan = try ImportLab.plan(of: Self.several)
        let answers = #"[{"ask": "firing1", "answer": {"meant": "\#(answer)"}}]"#
        #expect(try plan.dryRun(answers: answers))
    }

    @Test func `two times for one temperature are asked about too`() throws {
        var recipe = Fixture()
        recipe.operations = [Fixture.mix, Fixture.heat("fired", [900], [12, 24])]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.hours == [12, 24])
        #expect(
            plan.notes.contains { $0.hasPrefix("asks: whether “fired” means 900 degC for 12 h") }
        )
    }

    @Test func `the ends of a range are offered, nothing between them and not both`() throws {
        var recipe = Fixture()
        recipe.operations = [
            Fixture.operation(
                "HeatingOperation",
                "fired",
                """
                "temperature": [{"min": 900, "max": 1000, "units": "C"}], \
                "time": [{"values": [5], "units": "h"}]
                """
            )
        ]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.arguments("ramp", "to") == [900, 1000])
        #expect(!plan.text.contains("in turn"))
        #expect(try plan.dryRun())
    }

    @Test func `as many times as temperatures are one after the other`() throws {
        var recipe = Fixture()
        recipe.operations = [Fixture.mix, Fixture.heat("fired", [700, 800, 900], [12, 24, 6])]
        let plan = try ImportLab.plan(of: recipe)
        #expect(plan.hours == [12, 24, 6])
        #expect(!plan.text.contains("ask-operator"))
    }
}
