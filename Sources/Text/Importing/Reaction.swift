/// A mined reaction: how much of which precursor, and what else it says.
struct Reaction {
    struct Precursor {
        var name: String
        var formula: ChemicalFormula
        var amount: LinearAmount
    }

    var precursors: [Precursor] = []
    /// What it takes from the furnace's atmosphere, other than from air: `nitrogen`.
    var gases: [String] = []

    /// Gases of the furnace's atmosphere, which nobody weighs; nil where air has enough of it.
    private static let gases: [String: String?] = [
        "O2": nil, "H2O": nil, "N2": "nitrogen", "H2": "hydrogen", "CO2": "carbon dioxide",
        "NH3": "ammonia",
    ]

    /// Reads `0.75 Ta2O5 + 1 MgO == 1 MgTa1.5O4.75`, and what stands behind a semicolon.
    init(_ text: String) throws(ImportRefusal) {
        let clauses = text.split(separator: ";", omittingEmptySubsequences: false)
        let sides = clauses[0].split(separator: "==", omittingEmptySubsequences: false)
        guard sides.count == 2 else {
            throw ImportRefusal(.reactionUnreadable, PaperText.clean(text))
        }
        for term in sides[0].split(separator: " + ") { try read(term) }
        guard !precursors.isEmpty else {
            throw ImportRefusal(.reactionUnreadable, PaperText.clean(text))
        }
        let variables = precursors.compactMap(\.amount.variable)
        guard variables.allSatisfy({ $0 == variables.first }) else {
            throw ImportRefusal(.compositionOpen, PaperText.clean(text))
        }
        var product = String(sides[1])
        for clause in clauses.dropFirst() { try read(clause: clause, product: &product) }
        let missing = ChemicalFormula.elements(in: product).filter { element in
            !Self.volatile.contains(element)
                && !precursors.contains { $0.formula.count(of: element) > 0 }
        }
        guard missing.isEmpty else {
            throw ImportRefusal(.precursorMissing, missing.joined(separator: ", "))
        }
    }

    /// `0.5-0.5*x La2O3`.
    private mutating func read(_ term: Substring) throws(ImportRefusal) {
        let words = term.split(separator: " ")
        guard words.count == 2, let amount = LinearAmount(String(words[0])) else {
            throw ImportRefusal(.reactionUnreadable, PaperText.clean(String(term)))
        }
        let name = String(words[1])
        if name.hasPrefix("[") { throw ImportRefusal(.solutionRoute, PaperText.clean(name)) }
        if let gas = Self.gases[name] {
            if let gas { gases.append(gas) }
            return
        }
        guard let formula = ChemicalFormula(name) else {
            throw ImportRefusal(.formulaUnreadable, PaperText.clean(name))
        }
        precursors.append(Precursor(name: name, formula: formula, amount: amount))
    }

    /// `RE = La`, which the product is written with, or `target T with additives Mn via MnO2`.
    private func read(clause: Substring, product: inout String) throws(ImportRefusal) {
        let words = clause.split(separator: " ")
        if words.count >= 3, words[1] == "=" {
            product = product.split(separator: words[0], omittingEmptySubsequences: false)
                .joined(separator: words[2...].joined())
        } else if let with = words.firstIndex(of: "additives") {
            throw ImportRefusal(
                .additiveAmountOpen,
                PaperText.clean(words[(with + 1)...].joined(separator: " "))
            )
        } else if !words.isEmpty {
            throw ImportRefusal(.reactionUnreadable, PaperText.clean(String(clause)))
        }
    }
}

extension Reaction {
    /// Elements that leave with the gases, so that they balance nothing.
    private static let volatile: Set<String> = ["O", "H", "C", "N"]
    /// Coefficients are mined with three decimals; 2 % is more than their rounding.
    private static let tolerance = 0.02

    /// The moles of each precursor for one of `targets`: the first that needs every precursor,
    /// else the first the reaction can give at all.
    func moles(for targets: [String]) throws(ImportRefusal) -> (target: String, moles: [Double]) {
        var reason: ImportRefusal?
        var partial: (target: String, moles: [Double])?
        for target in targets {
            guard let composition = ChemicalFormula(target) else {
                reason = reason ?? ImportRefusal(.compositionOpen, PaperText.clean(target))
                continue
            }
            guard let x = solve(composition) else {
                reason = reason ?? ImportRefusal(.unbalanced, PaperText.clean(target))
                continue
            }
            let moles = precursors.map { max(0, $0.amount.value(x)) }
            if moles.allSatisfy({ $0 > 1e-9 }) { return (target, moles) }
            partial = partial ?? (target, moles)
        }
        if let partial { return partial }
        throw reason ?? ImportRefusal(.compositionOpen, "it names no target")
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
                if x >= -1e-9, x <= 12, fits(x, elements, target) { return max(0, x) }
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
            if let scale, abs(ratio / scale - 1) > Self.tolerance { return false }
            scale = scale ?? ratio
        }
        return scale != nil && precursors.allSatisfy { $0.amount.value(x) >= -1e-9 }
    }
}
