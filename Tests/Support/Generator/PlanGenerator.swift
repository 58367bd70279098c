package import Documents

/// A plan of the generator, as a value and as JSON.
package struct GeneratedPlan: Sendable {
    package var kind: PlanGenerator.Kind
    package var seed: UInt64
    package var value: DocumentValue

    package var bytes: [UInt8] { DocumentWriter.json(value) }
}

/// Valid random plans for the demonstration laboratory.
///
/// They are valid by construction, from the generator's own books (`Stock`) and from rules a
/// technician would give; nothing is taken from how the program checks. Margins are comfortable,
/// but some amounts and temperatures lie close to their limits.
package struct PlanGenerator {
    package enum Kind: String, CaseIterable, Sendable {
        case liquids, firing, powders, search, parallel, decisions
    }

    var dice: Dice
    var stock = Stock()
    var steps: [DocumentValue] = []
    var groups: [DocumentValue] = []
    var procedures: [DocumentValue] = []
    var record: [DocumentValue] = []
    /// Hours the plan may take at most, for its budget.
    var hours = 1.0
    /// Tips it takes.
    var tipsUsed = 0
    private var names = 0

    init(_ seed: UInt64) { dice = Dice(seed) }

    /// The plan of a seed; of the kind given, or of any.
    package static func plan(seed: UInt64, kind: Kind? = nil) -> GeneratedPlan {
        var generator = PlanGenerator(seed)
        let chosen = kind ?? generator.dice.pick(Kind.allCases) ?? .liquids
        generator.write(chosen)
        return GeneratedPlan(
            kind: chosen,
            seed: seed,
            value: generator.document(id: "random-\(chosen.rawValue)-\(seed)")
        )
    }

    private mutating func write(_ kind: Kind) {
        switch kind {
        case .liquids:
            steps.append(Writing.step("pipette.home"))
            liquids(count: dice.whole(1...7))
        case .firing: firing()
        case .powders: powders()
        case .search: search()
        case .parallel: parallel()
        case .decisions: decisions()
        }
    }

    private func document(id: String) -> DocumentValue {
        var dice = dice
        let ai = dice.chance(0.5)
        var budget: DocumentValue?
        if dice.chance(0.6) {
            budget = Writing.map(
                ("duration", Writing.amount((hours * 3 + 30).rounded(.up), "h")),
                ("tips", .integer(tipsUsed + dice.below(40))),
                ("on-exceed", .text("stop"))
            )
        }
        func list(_ items: [DocumentValue]) -> DocumentValue? { items.isEmpty ? nil : .list(items) }
        return Writing.map(
            ("athanor", .text("plan/1")),
            ("id", .text(id)),
            ("title", .text("A random plan")),
            (
                "author",
                Writing.map(
                    ("kind", .text(ai ? "ai" : "human")),
                    ("name", .text("generator"))
                )
            ),
            ("lab", Writing.map(("name", .text("demo")))),
            (
                "defaults",
                Writing.map(
                    ("timeout", .text("30 min")),
                    ("else", .text("safe-stop")),
                    ("tip", .text("one"))
                )
            ),
            ("budget", budget),
            ("record", list(record)),
            ("groups", list(groups)),
            ("procedures", list(procedures)),
            ("steps", .list(steps))
        )
    }

    /// A name nothing else in the plan has.
    mutating func name(_ stem: String) -> String {
        names += 1
        return "\(stem)-\(names)"
    }
}
