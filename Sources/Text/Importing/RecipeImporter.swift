import Documents
package import Labs
import Quantities

/// Turns mined recipes into plans of a lab, amounts computed from the reaction.
package struct RecipeImporter {
    /// A plan, or why there is none.
    package enum Outcome: Sendable {
        case plan(RecipePlan)
        case refused(ImportRefusal)
    }

    /// Where the recipe says nothing and the ware stands it, K/min.
    private static let usualRate = 5.0

    private let lab: RecipeLab
    private let state: LabState

    /// An importer for `lab` as it stands now.
    ///
    /// - Throws: `LabGap` where the lab lacks what every recipe needs.
    package init(_ lab: Lab, state: LabState) throws(LabGap) {
        self.lab = try RecipeLab(lab, state)
        self.state = state
    }

    /// The plan for one recipe; `number` makes the plan's id unique.
    package func plan(for recipe: MinedRecipe, number: Int) -> Outcome {
        do throws(ImportRefusal) {
            return .plan(try made(recipe, number))
        } catch {
            // Of several reasons the one a furnace cannot be talked out of comes first.
            return .refused(tooHot(recipe) ?? error)
        }
    }

    /// What the plan of the recipe at `number`, from 1, is called: `recipe-01`.
    package static func id(_ number: Int) -> String {
        "recipe-\(number < 10 ? "0" : "")\(number)"
    }

    private func made(
        _ recipe: MinedRecipe,
        _ number: Int
    ) throws(ImportRefusal) -> RecipePlan {
        let reaction = try Reaction(recipe.reaction)
        for precursor in reaction.precursors { try stock(precursor.name) }
        let (target, moles) = try reaction.moles(for: recipe.targets)
        let stages = try RecipeStages.stages(of: recipe)
        try breathe(reaction, stages)
        let capacity = lab.cups.reduce(lab.mortarCapacity) { least, cup in
            min(least, lab.lab.labwareTypes[cup.type].capacity)
        }
        let batch = try RecipeBatch(reaction.precursors, moles, capacity: capacity)
        var steps = RecipeSteps(
            lab,
            rate: rate(reaction),
            doi: recipe.doi,
            mortarPlace: lab.mortarPlace(state)
        )
        if recipe.targets.count > 1 {
            steps.note(.assumed, "of the paper's \(recipe.targets.count) compositions this one")
        }
        steps.weigh(batch)
        try steps.carryOut(stages)
        let id = Self.id(number)
        return RecipePlan(
            id: id,
            doi: recipe.doi,
            target: target,
            document: document(id, target, recipe.doi, steps.steps),
            notes: steps.notes
        )
    }

    private func stock(_ name: String) throws(ImportRefusal) {
        guard let index = lab.names.material(name) else {
            throw ImportRefusal(.precursorNotHere, PaperText.clean(name))
        }
        guard lab.lab.materials[index].phase == .solid else {
            throw ImportRefusal(.precursorNotSolid, name)
        }
    }

    /// Every gas the firings need is there, and every gas the reaction takes up is one of them.
    private func breathe(_ reaction: Reaction, _ stages: [Stage]) throws(ImportRefusal) {
        var atmospheres: [String] = []
        for stage in stages {
            guard case .firing(let firing) = stage else { continue }
            _ = try lab.supply(firing.atmosphere.gas)
            atmospheres.append(firing.atmosphere.gas)
        }
        for gas in reaction.gases where !atmospheres.contains(gas) {
            throw ImportRefusal(.gasNotHere, "\(gas), which the reaction takes up")
        }
    }

    /// No faster than furnace, ware and powders stand, K/min.
    private func rate(_ reaction: Reaction) -> Double {
        var rates = [lab.furnace.rampRate.high]
        rates += lab.cups.map { lab.lab.labwareTypes[$0.type].greatestRamp }
        rates += reaction.precursors.compactMap { precursor in
            lab.names.material(precursor.name).flatMap { lab.lab.materials[$0].greatestRamp }
        }
        return rates.reduce(Self.usualRate) { min($0, $1 * 60) }
    }

    /// A step above the furnace's own limit.
    private func tooHot(_ recipe: MinedRecipe) -> ImportRefusal? {
        let hottest = recipe.steps.flatMap { step in
            (try? MinedUnits.celsius(step.temperatures)) ?? []
        }
        .filter { Firing.plausible.contains($0) }.max()
        guard let hottest, hottest > lab.hottest else { return nil }
        return ImportRefusal(
            .temperatureTooHigh,
            "\(DecimalText.short(hottest)) °C, at most \(DecimalText.short(lab.hottest)) °C"
        )
    }

    private func document(
        _ id: String,
        _ target: String,
        _ doi: String,
        _ steps: [DocumentValue]
    ) -> DocumentValue {
        .members([
            "athanor": .text("plan/1"), "id": .text(id),
            "title": .text("\(target) by solid-state synthesis, after doi:\(doi)"),
            // No person wrote it: it has the rights of a program.
            "author": .members(["kind": .text("ai"), "name": .text("recipe importer")]),
            "lab": .members([
                "name": .text(lab.lab.name), "seen": .text(String(lab.lab.hash.prefix(12))),
            ]),
            "defaults": .members(["timeout": .text("1 h"), "else": .text("safe-stop")]),
            "record": .list([
                .members([
                    "point": .text(lab.furnaceName + ".temperature"), "every": .text("30 s"),
                ])
            ]),
            "steps": .list(steps),
        ])
    }
}
