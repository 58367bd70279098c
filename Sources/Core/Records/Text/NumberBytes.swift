import Quantities

/// Numbers as decimal bytes, appended without making a String: traces write millions of them.
package enum NumberBytes {
    /// Exact powers of ten a Double can hold.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18,
    ]
    /// More figures than any instrument has, and few enough to hide the noise of unit conversion.
    private static let figures = 12

    /// A whole number.
    package static func append(_ value: Int64, to bytes: inout [UInt8]) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits: value.magnitude, atLeast: 1, to: &bytes)
    }

    package static func append(_ value: Int, to bytes: inout [UInt8]) {
        append(Int64(value), to: &bytes)
    }

    package static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        append(digits: value, atLeast: 1, to: &bytes)
    }

    /// A number with at most 12 significant figures and no trailing zeros; `null` where it is not
    /// finite, since JSON has no other word for that.
    package static func append(_ value: Double, to bytes: inout [UInt8]) {
        let size = value.magnitude
        guard size > 0 else {
            return bytes.append(contentsOf: value.isNaN ? null : zero)
        }
        guard size >= 1e-6, size < 1e15 else {
            guard value.isFinite else { return bytes.append(contentsOf: null) }
            return bytes.append(contentsOf: DecimalText.short(value, digits: figures).utf8)
        }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var exponent = 14
        if size < 1 {
            exponent = -1
            while exponent > -6, size * powers[-exponent] < 1 { exponent -= 1 }
        } else {
            while exponent > 0, size < powers[exponent] { exponent -= 1 }
        }
        let shift = figures - 1 - exponent
        let scaled = shift >= 0 ? size * powers[shift] : size / powers[-shift]
        append(decimal: UInt64(scaled.rounded()), places: shift, to: &bytes)
    }

    /// `number` × 10^−`places`, without trailing zeros after the point.
    private static func append(decimal number: UInt64, places: Int, to bytes: inout [UInt8]) {
        var (number, places) = (number, places)
        if places >= 6, number % 1_000_000 == 0 {
            number /= 1_000_000
            places -= 6
        }
        while places > 0, number % 10 == 0 {
            number /= 10
            places -= 1
        }
        guard places > 0 else {
            append(digits: number, atLeast: 1, to: &bytes)
            for _ in 0..<(-places) { bytes.append(UInt8(ascii: "0")) }
            return
        }
        let unit = UInt64(powers[Swift.min(places, powers.count - 1)])
        append(digits: number / unit, atLeast: 1, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(digits: number % unit, atLeast: places, to: &bytes)
    }

    /// Nanoseconds as seconds with nine decimals: `12.500000000`.
    package static func append(secondsOf nanoseconds: Int64, to bytes: inout [UInt8]) {
        if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
        let size = nanoseconds.magnitude
        append(digits: size / 1_000_000_000, atLeast: 1, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(digits: size % 1_000_000_000, atLeast: 9, to: &bytes)
    }

    /// A number rounded to `places` (0 to 6) decimals, without trailing zeros.
    ///
    /// For drawings, whose sizes are small: 0 where it is not finite.
    package static func append(_ value: Double, places: Int, to bytes: inout [UInt8]) {
        let places = Swift.max(0, Swift.min(places, 6))
        let scaled = (value.magnitude * powers[places]).rounded()
        guard scaled < 1e15, scaled >= 1 else { return bytes.append(UInt8(ascii: "0")) }
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        append(decimal: UInt64(scaled), places: places, to: &bytes)
    }

    /// Figures of `value`, with leading zeros up to `width`.
    private static func append(digits value: UInt64, atLeast width: Int, to bytes: inout [UInt8]) {
        var divisor: UInt64 = 1
        var count = 1
        while count < 20, value / divisor >= 10 {
            divisor *= 10
            count += 1
        }
        for _ in 0..<Swift.max(0, width - count) { bytes.append(UInt8(ascii: "0")) }
        var rest = value
        for _ in 0..<count {
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    private static let null = Array("null".utf8)
    private static let zero = Array("0".utf8)
}
