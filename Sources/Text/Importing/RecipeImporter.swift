import Devices
package import Documents
package import Labs
import Quantities

/// Turns mined recipes into plans of a lab, amounts computed from the reaction.
package struct RecipeImporter {
    /// A plan, or why there is none.
    package enum Outcome: Sendable {
        case plan(id: String, DocumentValue)
        case refused(ImportRefusal)
    }

    /// Grams of powder in a batch; fills a third of a 20 mL crucible at most.
    private static let batch = 5.0
    /// Below this nothing is a firing but a drying, °C; below the other it is an error of mining.
    private static let coolestFiring = 150.0
    private static let coolestDrying = 40.0
    private static let heatingRate = 5.0

    private let lab: Lab
    private let names: LabNames
    private let cups: [String]
    private let mortar: String
    private let furnace: String
    private let balance: String

    /// An importer for `lab`; nil where it has no furnace, balance, mortar or crucible.
    package init?(_ lab: Lab) {
        self.lab = lab
        names = LabNames(lab)
        func items(_ use: LabwareType.Use) -> [String] {
            lab.deck.items.filter { lab.labwareTypes[$0.type].use == use }.map(\.name)
        }
        func assembly(_ matches: (Assembly) -> Bool) -> String? {
            lab.assemblies.first(where: matches)?.name
        }
        guard let mortar = items(.mortar).first,
            let furnace = assembly({ $0.capability == .furnace }),
            let balance = assembly({ $0.capability == .balance })
        else { return nil }
        cups = items(.crucible)
        self.mortar = mortar
        self.furnace = furnace
        self.balance = balance
        guard !cups.isEmpty else { return nil }
    }

    /// The plan for one recipe; `number` makes the plan's id unique.
    package func plan(for recipe: MinedRecipe, number: Int) -> Outcome {
        do throws(ImportRefusal) {
            let reaction = try Reaction(recipe.reaction)
            for precursor in reaction.precursors { try stock(precursor.name) }
            let (target, moles) = try reaction.moles(for: recipe.targets)
            let stages = try stages(recipe)
            let id = "recipe-\(number < 10 ? "0" : "")\(number)"
            let steps = weighing(reaction, moles) + processing(stages)
            return .plan(id: id, document(id, target, recipe, steps))
        } catch {
            // Of several reasons the one a furnace cannot be talked out of comes first.
            return .refused(tooHot(recipe) ?? error)
        }
    }

    /// A firing above the furnace's own limit.
    private func tooHot(_ recipe: MinedRecipe) -> ImportRefusal? {
        guard let index = names.assembly(furnace),
            case .furnace(let chamber) = lab.assemblies[index].role
        else { return nil }
        let greatest = chamber.temperature.high - 273.15
        let hottest = recipe.steps.flatMap(\.temperatures).max() ?? 0
        guard hottest > greatest else { return nil }
        return ImportRefusal(
            .temperatureTooHigh,
            "\(DecimalText.short(hottest)) °C, at most \(DecimalText.short(greatest)) °C"
        )
    }

    private func stock(_ name: String) throws(ImportRefusal) {
        guard let index = names.material(name) else {
            throw ImportRefusal(.precursorNotHere, name)
        }
        guard lab.materials[index].phase == .solid else {
            throw ImportRefusal(.precursorIsLiquid, name)
        }
    }

    private func document(
        _ id: String,
        _ target: String,
        _ recipe: MinedRecipe,
        _ steps: [DocumentValue]
    ) -> DocumentValue {
        .members([
            "athanor": .text("plan/1"), "id": .text(id),
            "title": .text("\(target) by solid-state synthesis, after doi:\(recipe.doi)"),
            "author": .members(["kind": .text("human"), "name": .text("doi:\(recipe.doi)")]),
            "lab": .members(["name": .text(lab.name)]),
            "defaults": .members(["timeout": .text("1 h"), "else": .text("safe-stop")]),
            "record": .list([
                .members(["point": .text(furnace + ".temperature"), "every": .text("30 s")])
            ]),
            "steps": .list(steps),
        ])
    }

    private static func task(
        _ say: String,
        _ moves: [DocumentValue] = [],
        takes: String = "1 h"
    ) -> DocumentValue {
        .members([
            "do": .text("operator-task"), "say": .text(say),
            "moves": moves.isEmpty ? nil : .list(moves), "takes": .text(takes),
        ])
    }

    private static func pour(_ from: String, _ to: String) -> DocumentValue {
        .members(["contents": .text(from), "to": .text(to)])
    }

    private static func move(_ item: String, _ to: String) -> DocumentValue {
        .members(["item": .text(item), "to": .text(to)])
    }

    private func weighing(_ reaction: Reaction, _ moles: [Double]) -> [DocumentValue] {
        let masses = zip(reaction.precursors, moles).map { $0.formula.molarMass * $1 }
        let scale = Self.batch / max(masses.reduce(0, +), 1e-9)
        var steps: [DocumentValue] = []
        for (precursor, mass) in zip(reaction.precursors, masses) where mass > 0 {
            let grams = mass * scale
            // A thousandth, and never finer than the balance is sure of.
            let tolerance = max(grams * 1e-3, 2e-3)
            steps.append(.members(["do": .text(balance + ".tare")]))
            steps.append(
                .members([
                    "do": .text("weigh"), "material": .text(precursor.name),
                    "into": .text(mortar),
                    "target": .text("\(DecimalText.short(grams, digits: 5)) g"),
                    "tolerance": .text("\(DecimalText.short(tolerance * 1000, digits: 3)) mg"),
                ])
            )
        }
        return steps
    }
}

/// A recipe's steps after weighing, in this lab's terms.
extension RecipeImporter {
    /// One stretch of the recipe between crucibles.
    enum Stage {
        /// What the paper says, for the operator.
        case bench(String)
        case firing([Dwell], gas: String?, said: String)
    }

    struct Dwell {
        var celsius: Double
        var hours: Double
    }

    private func stages(_ recipe: MinedRecipe) throws(ImportRefusal) -> [Stage] {
        var stages: [Stage] = []
        for step in recipe.steps {
            let medium = step.medium.isEmpty ? "" : " in \(step.medium.joined(separator: ", "))"
            switch step.operation {
            case "HeatingOperation":
                if let hottest = step.temperatures.max(), hottest < Self.coolestFiring,
                    hottest >= Self.coolestDrying
                {
                    let at = DecimalText.short(hottest)
                    stages.append(.bench("Dry at \(at) °C in the oven (paper: \(step.word))"))
                } else {
                    stages.append(try firing(step))
                }
            case "DryingOperation":
                let at = step.temperatures.first.map { " at \(DecimalText.short($0)) °C" } ?? ""
                stages.append(.bench("Dry\(at) in the drying oven"))
            case "ShapingOperation": stages.append(.bench("Press (paper: \(step.word))"))
            case "QuenchingOperation": continue
            case "LiquidGrinding", "SolutionMixing":
                stages.append(
                    .bench("Grind\(medium) (paper: \(step.word)); let it dry in the hood")
                )
            default: stages.append(.bench("Mix and grind (paper: \(step.word))"))
            }
        }
        let firings = stages.count { if case .firing = $0 { true } else { false } }
        guard firings > 0 else { throw ImportRefusal(.noFiring, recipe.doi) }
        guard firings < cups.count else {
            throw ImportRefusal(.tooManyFirings, "\(firings)")
        }
        return stages
    }

    private func firing(_ step: MinedRecipe.Step) throws(ImportRefusal) -> Stage {
        guard !step.temperatures.isEmpty else { throw ImportRefusal(.noTemperature, step.word) }
        guard let lastTime = step.hours.last else { throw ImportRefusal(.noTime, step.word) }
        var dwells: [Dwell] = []
        for (index, celsius) in step.temperatures.enumerated() {
            guard celsius >= Self.coolestFiring else {
                throw ImportRefusal(
                    .implausibleTemperature,
                    "\(DecimalText.short(celsius)) °C (\(step.word))"
                )
            }
            let hours = step.hours.indices.contains(index) ? step.hours[index] : lastTime
            guard hours > 0, hours <= 500 else { throw ImportRefusal(.noTime, step.word) }
            dwells.append(Dwell(celsius: celsius, hours: hours))
        }
        return .firing(dwells, gas: try gas(step.atmosphere), said: step.word)
    }

    /// The gas assembly for an atmosphere; nil for air.
    ///
    /// Argon stands for nitrogen: both are inert to oxides.
    private func gas(_ atmosphere: [String]) throws(ImportRefusal) -> String? {
        var wanted: String?
        for name in atmosphere where name != "air" {
            wanted = name == "nitrogen" ? wanted ?? "argon" : name
        }
        guard let wanted else { return nil }
        for assembly in lab.assemblies {
            if case .gas(let supply) = assembly.role, lab.materials[supply.gas].name == wanted,
                supply.feeds == furnace
            {
                return assembly.name
            }
        }
        throw ImportRefusal(.gasNotHere, wanted)
    }

    private func processing(_ stages: [Stage]) -> [DocumentValue] {
        var steps: [DocumentValue] = []
        var holder = mortar
        var cup = 0
        for stage in stages {
            switch stage {
            case .bench(let say):
                steps.append(
                    Self.task(say, holder == mortar ? [] : [Self.pour(holder, mortar)])
                )
                holder = mortar
            case .firing(let dwells, let gas, let said):
                let here = cups[cup]
                cup += 1
                steps.append(
                    Self.task(
                        "Fill \(here) and load it (paper: \(said))",
                        (holder == here ? [] : [Self.pour(holder, here)])
                            + [Self.move(here, chamber)],
                        takes: "30 min"
                    )
                )
                steps += fire(dwells, gas)
                steps.append(
                    Self.task("Unload \(here)", [Self.move(here, bench)], takes: "30 min")
                )
                holder = here
            }
        }
        return steps
    }

    private var chamber: String {
        lab.deck.slots.first { $0.kind == .chamber(assembly: furnace) }?.name ?? furnace
    }

    private var bench: String { lab.deck.slots.first { $0.kind == .bench }?.name ?? "bench" }

    private func fire(_ dwells: [Dwell], _ gas: String?) -> [DocumentValue] {
        var steps: [DocumentValue] = services(on: true)
        if let gas {
            steps.append(.members(["do": .text(gas + ".flow"), "to": .text("100 sccm")]))
        }
        for dwell in dwells {
            let time = 2 * max(dwell.celsius, 100) / Self.heatingRate / 60 + 2
            steps.append(
                .members([
                    "do": .text(furnace + ".ramp"),
                    "to": .text("\(DecimalText.short(dwell.celsius)) degC"),
                    "rate": .text("\(DecimalText.short(Self.heatingRate)) K/min"),
                    "timeout": .text("\(Int(time.rounded(.up))) h"),
                ])
            )
            steps.append(
                .members([
                    "do": .text(furnace + ".hold"),
                    "for": .text("\(DecimalText.short(dwell.hours)) h"), "within": .text("5 K"),
                    "grace": .text("60 s"),
                    "timeout": .text("\(Int(dwell.hours.rounded(.up)) + 2) h"),
                ])
            )
        }
        steps.append(
            .members([
                "do": .text(furnace + ".cool"), "to": .text("60 degC"), "timeout": .text("48 h"),
            ])
        )
        if let gas { steps.append(.members(["do": .text(gas + ".shut")])) }
        return steps + services(on: false)
    }

    /// What the furnace needs while it heats: exhaust, water.
    private func services(on: Bool) -> [DocumentValue] {
        guard let index = names.assembly(furnace),
            case .furnace(let chamber) = lab.assemblies[index].role
        else { return [] }
        return chamber.services.filter { lab.assemblies.indices.contains($0) }.map { service in
            let assembly = lab.assemblies[service]
            let verb =
                assembly.capability == .valve
                ? (on ? ".open" : ".close") : (on ? ".switch-on" : ".switch-off")
            return .members(["do": .text(assembly.name + verb)])
        }
    }
}
