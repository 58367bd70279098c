extension YAMLWriter {
    /// Where a text stands, which decides what it may look like without quotes.
    enum Place {
        case key
        case value
        /// Inside `[…]` or `{…}`.
        case flow
    }

    /// `text` as it is where that reads back as the same text, else in double quotes.
    static func scalar(_ text: String, _ place: Place) -> String {
        isPlain(text, place) ? text : quoted(text)
    }

    private static func isPlain(_ text: String, _ place: Place) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 500,
            first != 0x20, last != 0x20, last != UInt8(ascii: ":"),
            YAMLBuilder.form(of: text) == .text, !looksTyped(text)
        else { return false }
        switch first {
        case UInt8(ascii: "-"):
            guard bytes.count > 1, bytes[1] != 0x20, !text.hasPrefix("---") else { return false }
        case UInt8(ascii: "."): guard !text.hasPrefix("...") else { return false }
        default:
            guard !"?:,[]{}#&*!|>'\"%@`=<~".utf8.contains(first) else { return false }
        }
        for (index, byte) in bytes.enumerated() {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch byte {
            case UInt8(ascii: ":") where next == 0x20 || place == .flow && next == 0x3F:
                return false
            case 0x20 where next == UInt8(ascii: "#"): return false
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
                UInt8(ascii: "}"):
                if place == .flow { return false }
            default: break
            }
        }
        return text.unicodeScalars.allSatisfy { isPrintable($0) }
    }

    /// What other YAML readers would take for a flag, null, number or date (YAML 1.1 types).
    private static func looksTyped(_ text: String) -> Bool {
        switch text.lowercased() {
        case "yes", "no", "on", "off", "true", "false", "null", ".nan", ".inf", "-.inf",
            "+.inf":
            return true
        default: break
        }
        guard let first = text.utf8.first, first &- 0x30 < 10 || "+-.".utf8.contains(first) else {
            return false
        }
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("-0x")
        return text.utf8.allSatisfy { byte in
            "0123456789_:.eE+-o".utf8.contains(byte)
                || isHexadecimal && "xabcdfABCDF".utf8.contains(byte)
        }
    }

    /// Characters that stand in a document as they are, on one line.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
            0x10000...0x10FFFF:
            true
        default: false
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }

    /// Several lines as a literal block; nil where the text is one line, or where a block would
    /// not keep it exactly.
    static func block(_ text: String, indent: Int) -> String? {
        guard text.utf8.contains(0x0A), let first = text.first, !first.isWhitespace,
            !text.hasSuffix("\n\n"),
            text.unicodeScalars.allSatisfy({ isPrintable($0) || $0 == "\n" || $0 == "\t" })
        else { return nil }
        let endsLine = text.hasSuffix("\n")
        let body = endsLine ? text.dropLast() : text[...]
        let margin = String(repeating: " ", count: indent + 2)
        var result = endsLine ? "|" : "|-"
        for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
            result += line.isEmpty ? "\n" : "\n" + margin + line
        }
        return result
    }
}
