/// A stoichiometric amount that may hang on one variable: `0.5-0.5*x` is 0.5 with slope −0.5.
struct LinearAmount: Equatable {
    var constant: Double
    var slope: Double
    /// `x` or `y`; nil where it is a plain number.
    var variable: Character?

    /// Reads sums of numbers and multiples of one variable; nil for anything else.
    init?(_ text: String) {
        constant = 0
        slope = 0
        variable = nil
        var terms: [String] = [""]
        for character in text where character != " " {
            if character == "+" || character == "-", terms.last?.isEmpty == false {
                terms.append(character == "-" ? "-" : "")
            } else {
                terms[terms.count - 1].append(character)
            }
        }
        for term in terms {
            guard add(term) else { return nil }
        }
    }

    private mutating func add(_ term: String) -> Bool {
        if let number = Double(term) {
            constant += number
            return true
        }
        guard let last = term.last, last == "x" || last == "y" else { return false }
        guard variable == nil || variable == last else { return false }
        variable = last
        var factor = term.dropLast()
        if factor.last == "*" { factor = factor.dropLast() }
        if factor.isEmpty || factor == "-" {
            slope += factor.isEmpty ? 1 : -1
            return true
        }
        guard let number = Double(factor) else { return false }
        slope += number
        return true
    }

    func value(_ x: Double) -> Double { constant + slope * x }
}
