/// A stoichiometric amount that may hang on one variable: `0.5-0.5*x` is 0.5 with slope −0.5.
struct LinearAmount: Equatable {
    var constant: Double
    var slope: Double
    /// `x`, `y` or `z`; nil where it is a plain number.
    var variable: Character?

    private static let variables: Set<Character> = ["x", "y", "z"]

    /// Reads sums of numbers and multiples of one variable; nil for anything else.
    init?(_ text: String) {
        constant = 0
        slope = 0
        variable = nil
        var rest = text[...]
        var sign = 1.0
        repeat {
            if rest.first == "-" || rest.first == "+" {
                sign = rest.first == "-" ? -1 : 1
                rest = rest.dropFirst()
            }
            let term = rest.prefix { $0 != "+" && $0 != "-" }
            guard add(term, sign) else { return nil }
            rest = rest[term.endIndex...]
        } while !rest.isEmpty
    }

    private mutating func add(_ term: Substring, _ sign: Double) -> Bool {
        if let number = PlainNumber.read(term) {
            constant += sign * number
            return true
        }
        guard let last = term.last, Self.variables.contains(last),
            variable == nil || variable == last
        else { return false }
        variable = last
        var factor = term.dropLast()
        if factor.last == "*" { factor = factor.dropLast() }
        guard let number = factor.isEmpty ? 1 : PlainNumber.read(factor) else { return false }
        slope += sign * number
        return true
    }

    func value(_ x: Double) -> Double { constant + slope * x }
}
