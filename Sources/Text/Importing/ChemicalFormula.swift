/// What a formula with plain numbers is made of: `Cu(NO3)2·2.5H2O`, `Bi0.9La0.1FeO3`.
struct ChemicalFormula: Equatable {
    struct Part: Equatable {
        var element: String
        var count: Double
    }

    /// Each element once, in the order of first writing.
    private(set) var parts: [Part] = []

    /// Reads a formula; nil where it holds a variable, an unknown element or unmatched brackets.
    init?(_ text: String) {
        for fragment in text.split(whereSeparator: { $0 == "·" || $0 == "*" }) {
            var scanner = Scanner(Array(fragment.unicodeScalars))
            let factor = scanner.number() ?? 1
            guard let group = scanner.group(depth: 0), scanner.isAtEnd, !group.isEmpty else {
                return nil
            }
            for part in group { add(part.element, part.count * factor) }
        }
        guard !parts.isEmpty else { return nil }
    }

    func count(of element: String) -> Double { parts.first { $0.element == element }?.count ?? 0 }

    /// g/mol.
    var molarMass: Double {
        parts.reduce(0) { $0 + (AtomicWeights.weight(of: $1.element) ?? 0) * $1.count }
    }

    private mutating func add(_ element: String, _ count: Double) {
        if let index = parts.firstIndex(where: { $0.element == element }) {
            parts[index].count += count
        } else {
            parts.append(Part(element: element, count: count))
        }
    }

    /// Walks a formula once, left to right.
    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var index = 0

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { index == scalars.count }
        private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

        mutating func number() -> Double? {
            let start = index
            while let scalar = current, ("0"..."9").contains(scalar) || scalar == "." { index += 1 }
            guard index > start else { return nil }
            return Double(String(String.UnicodeScalarView(scalars[start..<index])))
        }

        mutating func group(depth: Int) -> [Part]? {
            guard depth < 8 else { return nil }
            var found: [Part] = []
            while let scalar = current, scalar != ")" {
                if scalar == "(" {
                    index += 1
                    guard let inner = group(depth: depth + 1), current == ")" else { return nil }
                    index += 1
                    let factor = number() ?? 1
                    found += inner.map { Part(element: $0.element, count: $0.count * factor) }
                } else {
                    guard let element = element() else { return nil }
                    found.append(Part(element: element, count: number() ?? 1))
                }
            }
            return found
        }

        private mutating func element() -> String? {
            guard let first = current, ("A"..."Z").contains(first) else { return nil }
            var symbol = String(Character(first))
            index += 1
            if let second = current, ("a"..."z").contains(second) {
                symbol.unicodeScalars.append(second)
                if AtomicWeights.weight(of: symbol) != nil {
                    index += 1
                    return symbol
                }
                return nil
            }
            return AtomicWeights.weight(of: symbol) == nil ? nil : symbol
        }
    }
}
