import Quantities

/// What a recipe does after weighing, in the order it was mined.
enum Stage {
    /// By hand.
    case bench(BenchWork)
    case firing(Firing)
}

/// Something a person does at the bench.
struct BenchWork {
    /// For the person, with the paper's own word.
    var say: String
    /// How long to allow for it, h.
    var hours: Double
    var addition = Addition.none

    enum Addition {
        case none
        /// The paper adds something that was not mined.
        case unnamed
    }
}

/// Turns mined operations into stages.
enum RecipeStages {
    /// Drying ovens end here (Memmert UN, Binder ED: 300 °C), °C.
    private static let hottestDrying = 300.0
    private static let coolestDrying = 40.0
    /// For grinding, mixing, pressing: h.
    private static let handWork = 1.0
    /// A night, where a drying has no time of its own, h.
    private static let night = 12.0
    private static let longestDrying = 500.0

    static func stages(of recipe: MinedRecipe) throws(ImportRefusal) -> [Stage] {
        var stages: [Stage] = []
        for step in recipe.steps {
            switch step.operation {
            case "HeatingOperation": stages.append(try heating(step))
            case "DryingOperation": stages.append(.bench(try drying(step)))
            case "QuenchingOperation": cool(step, &stages)
            case "ShapingOperation":
                stages.append(.bench(BenchWork(say: "Press\(paper(step))", hours: handWork)))
            case "LiquidGrinding": stages.append(.bench(wet("Grind", step)))
            case "SolutionMixing": stages.append(.bench(wet("Mix", step)))
            case "Mixing", "MixingOperation": stages.append(.bench(mixing(step)))
            case "StartingSynthesis": continue
            default:
                throw ImportRefusal(.operationUnknown, PaperText.clean(step.operation))
            }
        }
        guard stages.contains(where: { if case .firing = $0 { true } else { false } }) else {
            throw ImportRefusal(.noFiring, "no operation of it heats above 150 °C")
        }
        return stages
    }

    private static func heating(_ step: MinedRecipe.Step) throws(ImportRefusal) -> Stage {
        let word = PaperText.clean(step.word)
        let temperatures = try MinedUnits.celsius(step.temperatures)
        let hours = try MinedUnits.hours(step.times)
        if let hottest = temperatures.max(), hottest < Firing.plausible.lowerBound,
            hottest >= coolestDrying
        {
            return .bench(oven(hottest, hours, step))
        }
        let conditions = step.temperatures + step.times
        let readings = try Firing.readings(
            temperatures,
            hours,
            isRange: conditions.contains { $0.form == .range },
            word: word
        )
        return .firing(
            Firing(readings: readings, atmosphere: try atmosphere(step), word: word)
        )
    }

    /// One gas by its English name.
    private static func atmosphere(
        _ step: MinedRecipe.Step
    ) throws(ImportRefusal) -> Firing.Atmosphere {
        let symbols = ["N2": "nitrogen", "Ar": "argon", "O2": "oxygen", "H2": "hydrogen"]
        var gases: [String] = []
        for word in step.atmosphere {
            let gas = symbols[word] ?? PaperText.clean(word).lowercased()
            if !gases.contains(gas) { gases.append(gas) }
        }
        guard gases.count <= 1 else {
            throw ImportRefusal(.atmosphereUnclear, gases.joined(separator: ", "))
        }
        return gases.first.map { .named($0) } ?? .unnamed
    }

    private static func drying(_ step: MinedRecipe.Step) throws(ImportRefusal) -> BenchWork {
        let temperatures = try MinedUnits.celsius(step.temperatures)
        let hours = try MinedUnits.hours(step.times)
        let hottest = temperatures.max()
        if let hottest, hottest > hottestDrying {
            throw ImportRefusal(
                .dryingTooHot,
                "\(DecimalText.short(hottest)) °C (\(PaperText.clean(step.word)))"
            )
        }
        return oven(hottest, hours, step)
    }

    private static func oven(
        _ celsius: Double?,
        _ hours: [Double],
        _ step: MinedRecipe.Step
    ) -> BenchWork {
        let gas = step.atmosphere.isEmpty ? "" : " under \(PaperText.list(step.atmosphere))"
        let asked = hours.max().flatMap { $0 > 0 && $0 <= longestDrying ? $0 : nil }
        let time = asked.map { " for \(Dwell.time($0))" } ?? ""
        let at = celsius.map { " at \(DecimalText.short($0)) °C" } ?? ""
        return BenchWork(
            say: "Dry\(at)\(time) in the drying oven\(gas)\(paper(step))",
            hours: (asked ?? night) + handWork
        )
    }

    /// A quench or a cooling belongs to the firing before it; elsewhere it cools what is cold.
    private static func cool(_ step: MinedRecipe.Step, _ stages: inout [Stage]) {
        guard case .firing(var firing)? = stages.last else { return }
        let isQuench = step.word.lowercased().hasPrefix("quench")
        if isQuench || firing.after == .goesOn { firing.after = isQuench ? .quenches : .cools }
        stages[stages.count - 1] = .firing(firing)
    }

    private static func wet(_ verb: String, _ step: MinedRecipe.Step) -> BenchWork {
        let medium =
            step.medium.isEmpty
            ? "wet, in what the paper says" : "in \(PaperText.list(step.medium))"
        return BenchWork(
            say: "\(verb) \(medium)\(paper(step)); let it dry in the hood",
            hours: handWork
        )
    }

    private static func mixing(_ step: MinedRecipe.Step) -> BenchWork {
        let isAddition = step.word.lowercased().hasPrefix("add")
        return BenchWork(
            say: isAddition
                ? "Mix\(paper(step)): look up in the paper what is added, and whether it matters"
                : "Mix and grind\(paper(step))",
            hours: handWork,
            addition: isAddition ? .unnamed : .none
        )
    }

    private static func paper(_ step: MinedRecipe.Step) -> String {
        step.word.isEmpty ? "" : " (paper: \(PaperText.clean(step.word)))"
    }
}
