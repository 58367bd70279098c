import Devices
import Documents
import Execution
import Expressions
import Findings
import Foundation
import Hosting
import Importing
import Labs
import Plans
import Quantities
import Rehearsal
import Testing

/// The demonstration laboratory as shipped, and imports into it.
enum ImportLab {
    /// The repository's root, from where this file stands.
    static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    private static let opened = Result<LoadedLab, Failure> { () throws(Failure) in
        try LabFolder.open(root + "/Examples/demo", library: root)
    }

    static func open() throws -> LoadedLab { try opened.get() }

    /// What becomes of the only recipe of a collection.
    static func outcome(
        of recipe: Fixture,
        in loaded: LoadedLab? = nil
    ) throws -> RecipeImporter.Outcome {
        let loaded = try loaded ?? open()
        let (recipes, findings) = RecipeDocument.decode(recipe.collection, file: "fixture")
        #expect(findings.map(\.message) == [])
        let importer = try RecipeImporter(loaded.lab, state: loaded.state)
        return importer.plan(for: try #require(recipes.first), number: 1)
    }

    static func plan(of recipe: Fixture, in loaded: LoadedLab? = nil) throws -> ImportedPlan {
        let loaded = try loaded ?? open()
        switch try outcome(of: recipe, in: loaded) {
        case .plan(let plan): return try ImportedPlan(plan, in: loaded)
        case .refused(let reason): throw Failure(reason.message)
        }
    }

    static func refusal(of recipe: Fixture, in loaded: LoadedLab? = nil) throws -> ImportRefusal? {
        guard case .refused(let reason) = try outcome(of: recipe, in: loaded) else { return nil }
        return reason
    }
}

/// A recipe of our own in the collection's JSON.
struct Fixture {
    var doi = "10.0000/barium-titanate"
    var targets = ["BaTiO3"]
    var reaction = "1 BaCO3 + 1 TiO2 == 1 BaTiO3 + 1 CO2"
    var operations = [Fixture.mix, Fixture.heat("calcined", [1100], [4])]

    static let mix = #"{"operation": "Mixing", "word": "mixed"}"#

    static func operation(_ kind: String, _ word: String, _ more: String = "") -> String {
        #"{"operation": "\#(kind)", "word": "\#(word)"\#(more.isEmpty ? "" : ", " + more)}"#
    }

    static func heat(
        _ word: String,
        _ celsius: [Double],
        _ hours: [Double],
        _ atmosphere: [String] = ["air"],
        units: (String, String) = ("C", "h")
    ) -> String {
        operation(
            "HeatingOperation",
            word,
            """
            "temperature": [\(list(celsius, units.0))], "time": [\(list(hours, units.1))], \
            "atmosphere": \(atmosphere)
            """
        )
    }

    /// One condition a value, as the collection has it.
    private static func list(_ values: [Double], _ unit: String) -> String {
        values.map { #"{"values": [\#($0)], "units": "\#(unit)"}"# }.joined(separator: ", ")
    }

    var collection: [UInt8] {
        Array(
            """
            {"source": "own", "recipes": [{"doi": "\(doi)", "target": \(targets),
              "reaction": "\(reaction)", "operations": [\(operations.joined(separator: ",\n"))]}]}
            """.utf8
        )
    }
}

/// An imported plan, read back from its file as a user's program would.
struct ImportedPlan {
    let made: RecipePlan
    let review: PlanReview
    let plan: Plan
    private let loaded: LoadedLab

    init(_ made: RecipePlan, in loaded: LoadedLab) throws {
        self.made = made
        self.loaded = loaded
        review = PlanReview(made.yaml, file: made.id + ".yaml", in: loaded, provingFixes: false)
        plan = try #require(review.plan, "\(review.findings.map(\.message))")
    }

    var text: String { String(decoding: made.yaml, as: UTF8.self) }
    var notes: [String] { made.notes.map { "\($0.kind.rawValue): \($0.text)" } }
    var errors: [FindingCode] { review.findings.filter { $0.severity == .error }.map(\.code) }

    /// Steps in writing order, those of choices included.
    var steps: [Step] {
        func flat(_ steps: [Step]) -> [Step] {
            steps.flatMap { step -> [Step] in
                guard case .choose(_, let then, let otherwise) = step.action else { return [step] }
                return [step] + flat(then) + flat(otherwise)
            }
        }
        return flat(plan.steps)
    }

    /// Every argument `name` of a verb of the furnace, as written, in its own unit.
    func arguments(_ verb: String, _ name: String) -> [Double] {
        steps.compactMap { step in
            guard case .call(let call) = step.action, call.verb.rawValue == verb,
                case .expression(.literal(let quantity)) = call.argument(name)
            else { return nil }
            return Double(DecimalText.short(quantity.value))
        }
    }

    /// The dwells of every hold, h.
    var hours: [Double] {
        steps.compactMap { step in
            guard case .call(let call) = step.action, call.verb.rawValue == "hold",
                case .expression(.literal(let quantity)) = call.argument("for")
            else { return nil }
            return quantity.si / 3600
        }
    }

    /// What is weighed in, g.
    var masses: [(material: String, grams: Double)] {
        steps.compactMap { step in
            guard case .weigh(let weigh) = step.action, case .literal(let mass) = weigh.target
            else { return nil }
            return (weigh.material, mass.si * 1000)
        }
    }

    var tasks: [(say: String, moves: [Move])] {
        steps.compactMap { step in
            guard case .operatorTask(let say, let moves, takes: _) = step.action else { return nil }
            return (say, moves)
        }
    }

    /// Whether the dry run ends well; people agree, or answer as listed.
    func dryRun(answers: String? = nil) throws -> Bool {
        let checked = try #require(review.checked, "\(review.findings.map(\.message))")
        var options = Rehearsal.Options()
        if let answers {
            options.person = .listed(try ListedAnswers(Array(answers.utf8), file: "answers"))
        }
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        try rehearsal.play { _, _, _ in }
        return rehearsal.outcome == .complete
    }
}
