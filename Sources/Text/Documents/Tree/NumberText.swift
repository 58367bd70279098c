/// A JSON number found in bytes, with what is needed to judge it without computing it.
struct NumberText {
    /// Where it begins and the offset behind its last byte.
    var start: Int
    var end: Int
    private var hasExponent = false

    /// The longest JSON number that begins at `start`; nil where none does.
    init?(_ bytes: [UInt8], from start: Int) {
        self.start = start
        var at = start
        func digits() -> Bool {
            let first = at
            while at < bytes.count, bytes[at] &- 0x30 < 10 { at += 1 }
            return at > first
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "0") {
            at += 1
        } else if !digits() {
            return nil
        }
        end = at
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() else { return }
            end = at
        }
        guard at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") else { return }
        at += 1
        if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") {
            at += 1
        }
        guard digits() else { return }
        hasExponent = true
        end = at
    }

    /// Whether it is within the range of Double.
    func isFinite(in bytes: [UInt8]) -> Bool {
        // Without an exponent 300 characters stay below 1e301.
        guard hasExponent || end - start > 300 else { return true }
        return Double(String(decoding: bytes[start..<end], as: UTF8.self))?.isFinite ?? false
    }

    /// The nearest Double of a JSON number's text.
    static func double(_ text: ArraySlice<UInt8>) -> Double? {
        var mantissa: UInt64 = 0
        var scale = 0
        var isNegative = false
        var seenPoint = false
        // Up to 15 digits and a power of ten up to 22 are exact in a Double, and so is the
        // correctly rounded quotient (Clinger 1990); anything else takes the library's way.
        guard text.count <= 16 else { return slow(text) }
        for (offset, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                mantissa = mantissa * 10 + UInt64(byte - 0x30)
                if seenPoint { scale += 1 }
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "-") where offset == 0: isNegative = true
            default: return slow(text)
            }
        }
        guard mantissa < 1 << 53 else { return slow(text) }
        let value = Double(mantissa) / powers[scale]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    ]

    private static func slow(_ text: ArraySlice<UInt8>) -> Double? {
        Double(String(decoding: text, as: UTF8.self))
    }
}
