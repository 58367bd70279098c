/// The exponential of first-order lags, from additions and multiplications alone, so that every
/// machine computes the same bytes.
enum Decay {
    /// What is left of a difference after `seconds` with this time constant: 1 down to 0.
    static func remaining(after seconds: Double, timeConstant: Double) -> Double {
        guard timeConstant > 0 else { return 0 }
        guard seconds > 0 else { return 1 }
        return exponential(-seconds / timeConstant)
    }

    /// e to the power of `x`, to about 1e-14, for x from -40 to 0.
    ///
    /// What is smaller shows in no reading.
    static func exponential(_ x: Double) -> Double {
        guard x > -40 else { return 0 }
        guard x < 0 else { return 1 }
        let halvings = (x * 1.442_695_040_888_963_4).rounded()
        let rest = x - halvings * 0.693_147_180_559_945_3
        // Taylor's series of the rest, which is within ± ln 2 / 2.
        var sum = 1.0
        for term in stride(from: 14.0, through: 1, by: -1) { sum = 1 + sum * rest / term }
        return Double(sign: .plus, exponent: Int(halvings), significand: sum)
    }
}
