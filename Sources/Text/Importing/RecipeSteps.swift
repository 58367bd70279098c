import Documents
import Labs
import Quantities

/// Writes the steps of a plan, and notes what the recipe left open.
struct RecipeSteps {
    let lab: RecipeLab
    /// For heating and cooling, K/min.
    let rate: Double
    let doi: String
    private(set) var steps: [DocumentValue] = []
    private(set) var notes: [ImportNote] = []
    private var mortarPlace: MortarPlace
    /// The item that holds the powder.
    private var holder: String
    private var usedCups = 0
    private var questions = 0

    init(_ lab: RecipeLab, rate: Double, doi: String, mortarPlace: MortarPlace) {
        self.lab = lab
        self.rate = rate
        self.doi = doi
        self.mortarPlace = mortarPlace
        holder = lab.mortar
        note(
            .assumed,
            "heating and cooling at \(DecimalText.short(rate)) K/min, the furnace opened at "
                + "\(DecimalText.short(lab.cooled - 273.15)) degC"
        )
    }

    mutating func note(_ kind: ImportNote.Kind, _ text: String) {
        let note = ImportNote(kind, text)
        if !notes.contains(note) { notes.append(note) }
    }

    mutating func add(_ step: KeyValuePairs<String, DocumentValue?>) {
        steps.append(.members(step))
    }

    mutating func add(_ more: [DocumentValue]) { steps += more }

    /// A number no other question of the plan has.
    mutating func nextQuestion() -> Int {
        questions += 1
        return questions
    }

    static func task(_ say: String, _ moves: [DocumentValue], takes: String) -> DocumentValue {
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
}

extension RecipeSteps {
    /// Weighs every precursor into the mortar, which stands on the pan afterwards.
    mutating func weigh(_ batch: RecipeBatch) {
        note(.assumed, "a batch of \(DecimalText.short(batch.mass, digits: 3)) g")
        if mortarPlace == .elsewhere {
            if let other = lab.onPan {
                steps.append(
                    Self.task(
                        "Take \(other) off the balance",
                        [Self.move(other, lab.bench)],
                        takes: "5 min"
                    )
                )
            }
            add(["do": .text(lab.balance + ".zero")])
            steps.append(
                Self.task(
                    "Put \(lab.mortar) on the balance",
                    [Self.move(lab.mortar, lab.pan)],
                    takes: "5 min"
                )
            )
            mortarPlace = .onPan
        }
        for weighing in batch.weighings {
            add(["do": .text(lab.balance + ".tare")])
            add([
                "do": .text("weigh"), "material": .text(weighing.material),
                "into": .text(lab.mortar), "target": .text(weighing.target),
                "tolerance": .text(weighing.allowance), "balance": .text(lab.balance),
            ])
            let error = weighing.tolerance / weighing.mass
            if error > 0.01 {
                let percent = DecimalText.short(error * 100, digits: 2)
                note(.assumed, "\(weighing.material) weighed to \(percent) % is near enough")
            }
        }
    }

    /// Everything after weighing.
    mutating func carryOut(_ stages: [Stage]) throws(ImportRefusal) {
        if case .firing? = stages.first {
            note(.assumed, "no mixing before the first firing, since the recipe names none")
        }
        var stay: [Firing] = []
        for stage in stages {
            switch stage {
            case .firing(let firing): stay.append(firing)
            case .bench(let work):
                try fire(&stay)
                bench(work)
            }
        }
        try fire(&stay)
    }

    private mutating func bench(_ work: BenchWork) {
        var moves = leavingPan()
        if holder != lab.mortar { moves.append(Self.pour(holder, lab.mortar)) }
        holder = lab.mortar
        steps.append(Self.task(work.say, moves, takes: Dwell.time(work.hours)))
        if work.addition == .unnamed {
            note(.assumed, "nothing is added where the paper adds something unnamed")
        }
    }

    private mutating func leavingPan() -> [DocumentValue] {
        guard mortarPlace == .onPan else { return [] }
        mortarPlace = .elsewhere
        return [Self.move(lab.mortar, lab.bench)]
    }

    /// Firings between which nobody touches the powder: one crucible, loaded once.
    private mutating func fire(_ stay: inout [Firing]) throws(ImportRefusal) {
        guard let first = stay.first else { return }
        guard usedCups < lab.cups.count else {
            throw ImportRefusal(.tooManyFirings, "\(lab.cups.count) are clean")
        }
        let cup = lab.cups[usedCups].name
        usedCups += 1
        let asked = stay.map { AskedFiring(firing: $0, answer: ask($0)) }
        steps.append(
            Self.task(
                "Fill \(cup) and load it (paper: \(first.word))",
                leavingPan() + [Self.pour(holder, cup), Self.move(cup, lab.chamber)],
                takes: "30 min"
            )
        )
        holder = cup
        var begin = 0
        for end in stay.indices where isBreak(after: end, in: stay) {
            try heat(Array(asked[begin...end]))
            begin = end + 1
        }
        steps.append(
            Self.task("Unload \(cup)", [Self.move(cup, lab.bench)], takes: "30 min")
        )
        stay = []
    }

    /// Whether the furnace cools before the next firing.
    private func isBreak(after index: Int, in stay: [Firing]) -> Bool {
        guard index + 1 < stay.count else { return true }
        return stay[index].after != .goesOn
            || stay[index].atmosphere.gas != stay[index + 1].atmosphere.gas
    }
}
