/// Natural logarithm and exponential, to better than 1e-12, without a C library.
///
/// Both are rounded away from the value by the callers' margins where soundness asks for it.
enum Exponential {
    private static let ln2 = 0.693147180559945309417232121458

    /// ln x for a finite x > 0; -infinity otherwise.
    static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return x == .infinity ? .infinity : -.infinity }
        var exponent = Double(x.exponent)
        var significand = x.significand
        if significand > 1.4142135623730951 {
            significand /= 2
            exponent += 1
        }
        // ln m = 2 artanh((m - 1) / (m + 1)), |argument| < 0.172: 12 terms reach 1e-19.
        let z = (significand - 1) / (significand + 1)
        let square = z * z
        var sum = 0.0
        for term in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(term) }
        return exponent * ln2 + 2 * z * sum
    }

    /// e to the power -x, for x >= 0; 1 for smaller x.
    static func decay(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        guard x < 700 else { return 0 }
        let halvings = (x / ln2).rounded(.down)
        let rest = x - halvings * ln2
        // Taylor series of e^-rest, 0 <= rest < 0.694: 20 terms reach 1e-18.
        var sum = 1.0
        for term in stride(from: 20, through: 1, by: -1) { sum = 1 - rest * sum / Double(term) }
        return sum * Double(sign: .plus, exponent: -Int(halvings), significand: 1)
    }
}
