import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// What several rules ask, and the fixes they propose.
extension Inspection {
    func handler(_ assembly: Int) -> LabFacts.Handler? {
        guard facts.handlerOf.indices.contains(assembly), facts.handlerOf[assembly] >= 0 else {
            return nil
        }
        return facts.handlers[facts.handlerOf[assembly]]
    }

    func furnace(_ assembly: Int) -> Int? {
        guard facts.furnaceOf.indices.contains(assembly), facts.furnaceOf[assembly] >= 0 else {
            return nil
        }
        return facts.furnaceOf[assembly]
    }

    func name(of act: Act) -> String {
        act.assembly.map { lab.assemblies[$0].name } ?? "this"
    }

    /// The most a vessel can be filled to, solids at their density included, m³.
    func filling(_ vessel: Int) -> Double {
        let record = contents(vessel)
        var most = record.volume.high
        for portion in record.portions where portion.mass.high > 0 {
            most += portion.mass.high / density(Int(portion.material))
        }
        return most
    }

    /// The most that portions fill, m³.
    func bulk(_ portions: [PortionRange]) -> Double {
        portions.reduce(0) { sum, portion in
            sum + portion.volume.high + portion.mass.high / density(Int(portion.material))
        }
    }

    private func density(_ material: Int) -> Double {
        guard lab.materials.indices.contains(material) else { return 1_000 }
        return max(lab.materials[material].density, 1e-3)
    }

    func words(of material: Int) -> [String] {
        lab.materials.indices.contains(material) ? lab.materials[material].hazards : []
    }

    // MARK: fixes

    private var path: DocumentPath? {
        program.steps.indices.contains(step) ? program.steps[step].path : nil
    }

    /// Replaces the value under `key` of the step.
    func literalFix(_ key: String, _ value: Quantity, _ summary: String) -> Fix? {
        literalFix(key, value.description, summary)
    }

    func literalFix(_ key: String, _ value: String, _ summary: String) -> Fix? {
        path.map { Fix(summary + ": \(value)", [.replace($0.key(key), .text(value))]) }
    }

    /// Adds `key` to the step.
    func keyFix(_ key: String, _ value: Quantity, _ summary: String) -> Fix? {
        path.map {
            Fix(summary + ": \(value)", [.add($0.key(key), .text(value.description))])
        }
    }

    func removeKey(_ key: String, _ summary: String) -> Fix? {
        path.map { Fix(summary, [.remove($0.key(key))]) }
    }

    func removeStep(_ summary: String) -> Fix? { path.map { Fix(summary, [.remove($0)]) } }

    /// Inserts a step without arguments before the present one.
    func insertStep(before name: String, _ summary: String) -> Fix? {
        path.map { Fix(summary, [.add($0, Self.step(name))]) }
    }

    func insertCoverStep(_ item: Int, _ word: String) -> Fix? {
        guard let path else { return nil }
        let members: [PatchValue.Member] = [
            .init("do", .text(word)), .init("item", .text(facts.items[item].name)),
            .init("state", .text("off")),
        ]
        return Fix("take the \(word) off first", [.add(path, .mapping(members))])
    }

    /// Adds a step without arguments at the plan's end.
    func appendStep(_ name: String, _ summary: String) -> Fix {
        Fix(
            summary,
            [.add(DocumentPath([.key("steps"), .index(plan.steps.count)]), Self.step(name))]
        )
    }

    private static func step(_ name: String) -> PatchValue {
        .mapping([.init("do", .text(name))])
    }
}
