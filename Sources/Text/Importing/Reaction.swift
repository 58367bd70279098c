/// The left side of a mined reaction: how much of which precursor.
struct Reaction {
    struct Precursor {
        var name: String
        var formula: ChemicalFormula
        var amount: LinearAmount
    }

    var precursors: [Precursor]

    /// Gases of the furnace's atmosphere, which nobody weighs.
    private static let gases: Set<String> = ["O2", "N2", "H2", "CO2", "NH3", "H2O"]

    /// Reads `0.75 Ta2O5 + 1 MgO == 1 MgTa1.5Nb0.5O6`.
    init(_ text: String) throws(ImportRefusal) {
        let sides = text.split(separator: "==", maxSplits: 1)
        guard sides.count == 2 else { throw ImportRefusal(.reactionUnreadable, text) }
        precursors = []
        for term in sides[0].split(separator: " + ") {
            let words = term.split(separator: " ")
            guard words.count == 2, let amount = LinearAmount(String(words[0])) else {
                throw ImportRefusal(.reactionUnreadable, String(term))
            }
            let name = String(words[1])
            if name.hasPrefix("[") { throw ImportRefusal(.solutionRoute, name) }
            if Self.gases.contains(name) { continue }
            guard let formula = ChemicalFormula(name) else {
                throw ImportRefusal(.formulaUnreadable, name)
            }
            precursors.append(Precursor(name: name, formula: formula, amount: amount))
        }
        guard !precursors.isEmpty else { throw ImportRefusal(.reactionUnreadable, text) }
    }

    /// Elements that leave with the gases, so that they balance nothing.
    private static let volatile: Set<String> = ["O", "H", "C", "N"]

    /// The moles of each precursor for the first of `targets` whose composition the reaction can
    /// give; the metals must then agree to 2 %.
    func moles(for targets: [String]) throws(ImportRefusal) -> (target: String, moles: [Double]) {
        var reason: ImportRefusal?
        for target in targets {
            guard let composition = ChemicalFormula(target) else {
                reason = reason ?? ImportRefusal(.compositionOpen, target)
                continue
            }
            if let x = solve(composition) {
                return (target, precursors.map { $0.amount.value(x) })
            }
            reason = reason ?? ImportRefusal(.unbalanced, target)
        }
        throw reason ?? ImportRefusal(.compositionOpen, "no target")
    }

    /// The variable's value for which metals of precursors and target are in proportion.
    private func solve(_ target: ChemicalFormula) -> Double? {
        var elements: [String] = []
        for formula in precursors.map(\.formula) + [target] {
            for part in formula.parts
            where !Self.volatile.contains(part.element) && !elements.contains(part.element) {
                elements.append(part.element)
            }
        }
        guard precursors.contains(where: { $0.amount.variable != nil }) else {
            return fits(0, elements, target) ? 0 : nil
        }
        // For two elements with target amounts p and q: supply₁(x)·q = supply₂(x)·p, linear in x.
        for (index, first) in elements.enumerated() {
            for second in elements[(index + 1)...] {
                let (p, q) = (target.count(of: first), target.count(of: second))
                let (a, b) = (supply(first), supply(second))
                let slope = a.slope * q - b.slope * p
                guard abs(slope) > 1e-9 else { continue }
                let x = (b.constant * p - a.constant * q) / slope
                if x >= 0, x <= 12, fits(x, elements, target) { return x }
            }
        }
        return nil
    }

    private func supply(_ element: String) -> (constant: Double, slope: Double) {
        precursors.reduce((0, 0)) { sum, precursor in
            let count = precursor.formula.count(of: element)
            return (
                sum.0 + precursor.amount.constant * count, sum.1 + precursor.amount.slope * count
            )
        }
    }

    private func fits(_ x: Double, _ elements: [String], _ target: ChemicalFormula) -> Bool {
        var scale: Double?
        for element in elements {
            let (constant, slope) = supply(element)
            let given = constant + slope * x
            let wanted = target.count(of: element)
            guard given > -1e-9 else { return false }
            if wanted == 0 || given < 1e-9 {
                guard wanted < 1e-9, given < 1e-9 else { return false }
                continue
            }
            let ratio = given / wanted
            if let scale, abs(ratio / scale - 1) > 0.02 { return false }
            scale = scale ?? ratio
        }
        return scale != nil && precursors.allSatisfy { $0.amount.value(x) >= -1e-9 }
    }
}
