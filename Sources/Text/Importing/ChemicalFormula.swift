/// What a formula with plain numbers is made of: `Cu(NO3)2·2.5H2O`, `Bi0.9La0.1FeO3`.
package struct ChemicalFormula: Equatable, Sendable {
    package struct Part: Equatable, Sendable {
        package var element: String
        package var count: Double
    }

    /// Each element once, in the order of first writing.
    package private(set) var parts: [Part] = []

    /// Dots before the water of a hydrate, as papers print them.
    private static let dots: Set<Character> = ["·", "•", "∙", "⋅", "*"]

    /// Reads a formula; nil where it holds a variable, an unknown element, unmatched brackets, or
    /// a number that is malformed or zero.
    package init?(_ text: String) {
        for fragment in text.split(whereSeparator: { Self.dots.contains($0) }) {
            var scanner = Scanner(Array(fragment.unicodeScalars))
            guard let factor = scanner.count(), let group = scanner.group(depth: 0),
                scanner.isAtEnd, !group.isEmpty
            else { return nil }
            for part in group { add(part.element, part.count * factor) }
        }
        guard !parts.isEmpty, molarMass.isFinite else { return nil }
    }

    package func count(of element: String) -> Double {
        parts.first { $0.element == element }?.count ?? 0
    }

    /// g/mol, from `AtomicWeights`.
    package var molarMass: Double {
        parts.reduce(0) { $0 + (AtomicWeights.weight(of: $1.element) ?? 0) * $1.count }
    }

    private mutating func add(_ element: String, _ count: Double) {
        if let index = parts.firstIndex(where: { $0.element == element }) {
            parts[index].count += count
        } else {
            parts.append(Part(element: element, count: count))
        }
    }
}

extension ChemicalFormula {
    /// The elements a text names, each once, whatever variables and brackets stand between:
    /// `(Ndx,Eu0.66-x)Ba2Cu3O` names Nd, Eu, Ba, Cu and O.
    static func elements(in text: some StringProtocol) -> [String] {
        var found: [String] = []
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            var symbol = String(Character(scalars[index]))
            let pair =
                index + 1 < scalars.count ? symbol + String(Character(scalars[index + 1])) : ""
            index += 1
            if AtomicWeights.weight(of: pair) != nil {
                symbol = pair
                index += 1
            }
            if AtomicWeights.weight(of: symbol) != nil, !found.contains(symbol) {
                found.append(symbol)
            }
        }
        return found
    }

    /// Walks a formula once, left to right.
    private struct Scanner {
        private let scalars: [Unicode.Scalar]
        private var index = 0

        init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

        var isAtEnd: Bool { index == scalars.count }
        private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

        /// The number here, 1 where there is none; nil where it is malformed or zero.
        mutating func count() -> Double? {
            let start = index
            while let scalar = current, ("0"..."9").contains(scalar) || scalar == "." { index += 1 }
            guard index > start else { return 1 }
            let digits = String(String.UnicodeScalarView(scalars[start..<index]))
            return PlainNumber.read(digits).flatMap { $0 > 0 ? $0 : nil }
        }

        mutating func group(depth: Int) -> [Part]? {
            guard depth < 8 else { return nil }
            var found: [Part] = []
            while let scalar = current, scalar != ")" {
                if scalar == "(" {
                    index += 1
                    guard let inner = group(depth: depth + 1), !inner.isEmpty, current == ")" else {
                        return nil
                    }
                    index += 1
                    guard let factor = count() else { return nil }
                    found += inner.map { Part(element: $0.element, count: $0.count * factor) }
                } else {
                    guard let element = element(), let count = count() else { return nil }
                    found.append(Part(element: element, count: count))
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
                index += 1
            }
            return AtomicWeights.weight(of: symbol) == nil ? nil : symbol
        }
    }
}
