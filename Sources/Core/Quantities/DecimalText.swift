/// Numbers as people write them, without Foundation and without locale.
public enum DecimalText {
    /// `value` with at most `digits` significant digits and no trailing zeros: `100`, `0.35`,
    /// `-2.5`.
    ///
    /// Whole numbers below 10¹² are counts and stay whole. Very large and very small values keep
    /// an exponent. With 17 digits every Double reads back exactly; the default hides the rounding
    /// of unit conversion.
    public static func short(_ value: Double, digits: Int = 12) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf") }
        guard value != 0 else { return "0" }
        if value.rounded() == value, abs(value) < 1e15, digits >= 15 || abs(value) < 1e12 {
            return String(Int64(value))
        }
        var (figures, exponent) = parts(of: abs(value))
        if figures.count > digits {
            let roundUp = figures[digits] >= 5
            figures = Array(figures[..<digits])
            if roundUp { exponent += increment(&figures) }
        }
        while figures.count > 1, figures.last == 0 { figures.removeLast() }
        return (value < 0 ? "-" : "") + layout(figures, exponent)
    }

    /// The decimal figures of a positive value and the power of ten of the first one.
    private static func parts(of value: Double) -> ([UInt8], Int) {
        var figures: [UInt8] = []
        var exponent = 0
        var point: Int?
        let text = value.description.utf8
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            if byte == UInt8(ascii: ".") {
                point = figures.count
            } else if byte == UInt8(ascii: "e") {
                exponent = Int(String(value.description.utf8[index...]) ?? "") ?? 0
                break
            } else {
                figures.append(byte - UInt8(ascii: "0"))
            }
        }
        exponent += (point ?? figures.count) - 1
        while figures.count > 1, figures.first == 0 {
            figures.removeFirst()
            exponent -= 1
        }
        return (figures, exponent)
    }

    /// Adds one to the last figure; returns 1 where the value grew by a digit.
    private static func increment(_ figures: inout [UInt8]) -> Int {
        for index in figures.indices.reversed() {
            if figures[index] < 9 {
                figures[index] += 1
                return 0
            }
            figures[index] = 0
        }
        figures.insert(1, at: 0)
        figures.removeLast()
        return 1
    }

    private static func layout(_ figures: [UInt8], _ exponent: Int) -> String {
        let digits = figures.map { Character(Unicode.Scalar($0 + 48)) }
        if exponent < -5 || exponent > 14 {
            let mantissa =
                String(digits[0]) + (digits.count > 1 ? "." + String(digits[1...]) : "")
            return mantissa + "e" + String(exponent)
        }
        if exponent < 0 {
            return "0." + String(repeating: "0", count: -exponent - 1) + String(digits)
        }
        if digits.count <= exponent + 1 {
            return String(digits) + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return String(digits[...exponent]) + "." + String(digits[(exponent + 1)...])
    }
}
