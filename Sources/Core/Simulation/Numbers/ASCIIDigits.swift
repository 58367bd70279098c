/// Numbers as devices write them, byte by byte.
enum ASCIIDigits {
    /// How a device lays a number out.
    struct Layout: Hashable, Sendable {
        var places = 0
        /// Zeros in front up to so many digits before the point.
        var leading = 1
        /// Spaces in front up to so many bytes in all.
        var width = 0
        var plus = false
    }

    /// Appends `value`; what no device could show is shown as its greatest figure.
    static func append(_ value: Double, _ layout: Layout, to bytes: inout [UInt8]) {
        let places = min(max(layout.places, 0), 9)
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (value * scale).rounded()
        let bounded = scaled.isNaN ? 0 : min(max(scaled, -9e17), 9e17)
        var rest = UInt64(abs(bounded))
        let figures = places + min(max(layout.leading, 1), 12)
        // From the right; at most 21 figures, a point, a sign and spaces.
        var text = InlineArray<40, UInt8>(repeating: UInt8(ascii: " "))
        var index = text.count
        var written = 0
        while rest > 0 || written < figures {
            if written == places, places > 0 {
                index -= 1
                text[index] = UInt8(ascii: ".")
            }
            let next = rest / 10
            index -= 1
            text[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest &- next &* 10)
            rest = next
            written += 1
        }
        if bounded < 0 || layout.plus {
            index -= 1
            text[index] = bounded < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
        }
        index = min(index, text.count - min(max(layout.width, 0), text.count))
        while index < text.count {
            bytes.append(text[index])
            index += 1
        }
    }

    /// Appends `value` with so many upper-case hexadecimal digits.
    static func appendHexadecimal(_ value: Double, digits: Int, to bytes: inout [UInt8]) {
        let bounded = value.isNaN ? 0 : min(max(value.rounded(), -2_147_483_648), 4_294_967_295)
        let bits = UInt64(bitPattern: Int64(bounded))
        for digit in stride(from: min(max(digits, 1), 8) - 1, through: 0, by: -1) {
            let nibble = UInt8((bits >> UInt64(digit * 4)) & 15)
            bytes.append(nibble < 10 ? 48 + nibble : 55 + nibble)
        }
    }

    /// Reads a decimal number at `index` and moves past it; nil where there is none.
    static func decimal(_ bytes: [UInt8], _ index: inout Int, end: Int) -> Double? {
        var cursor = index
        var negative = false
        if cursor < end, bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+") {
            negative = bytes[cursor] == UInt8(ascii: "-")
            cursor += 1
        }
        var value = 0.0
        var divisor = 0.0
        var digits = 0
        while cursor < end, digits < 18 {
            let byte = bytes[cursor]
            if byte == UInt8(ascii: "."), divisor == 0 {
                divisor = 1
            } else if byte >= 48, byte <= 57 {
                value = value * 10 + Double(byte - 48)
                divisor *= 10
                digits += 1
            } else {
                break
            }
            cursor += 1
        }
        guard digits > 0 else { return nil }
        index = cursor
        let magnitude = divisor > 1 ? value / divisor : value
        return negative ? -magnitude : magnitude
    }

    /// Reads exactly `digits` hexadecimal digits.
    static func hexadecimal(
        _ bytes: [UInt8],
        _ index: inout Int,
        end: Int,
        digits: Int
    ) -> Double? {
        guard index + digits <= end else { return nil }
        var value = 0
        for byte in bytes[index..<(index + digits)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value * 16 + digit
        }
        index += digits
        return Double(value)
    }
}
