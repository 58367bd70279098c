import Findings

extension JSONScanner {
    /// Scans a text in double quotes, the cursor on the opening one.
    mutating func scanText() throws(UnreadableDocument) {
        let start = at
        var here = at + 1
        while here < bytes.count {
            let byte = bytes[here]
            if byte == UInt8(ascii: "\"") {
                at = here + 1
                return try appendScalar(.text, .quoted, start..<at)
            }
            if byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            here += 1
        }
        let decodedStart = tree.decoded.count
        tree.decoded.append(contentsOf: bytes[(start + 1)..<here])
        at = here
        try decodeRest(from: start)
        try append(
            DocumentNode(
                start: Int32(start),
                end: Int32(at),
                text: ~Int32(decodedStart),
                length: Int32(tree.decoded.count - decodedStart),
                form: .text,
                style: .quoted
            )
        )
    }

    /// The rest of a text from its first escape, into `decoded`.
    private mutating func decodeRest(from start: Int) throws(UnreadableDocument) {
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return
            case UInt8(ascii: "\\"): try decodeEscape()
            case 0..<0x20:
                throw fault("A line break or control character stands inside quotes. Write \\n.")
            default:
                tree.decoded.append(byte)
                at += 1
            }
        }
        at = start
        throw fault("The text in quotes that begins here does not end.")
    }

    private mutating func decodeEscape() throws(UnreadableDocument) {
        let letter = at + 1 < bytes.count ? bytes[at + 1] : 0
        let plain: UInt8
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = letter
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"): return try decodeCodePoint()
        default: throw fault("“\\” begins no escape here. Write “\\\\” for a backslash.")
        }
        tree.decoded.append(plain)
        at += 2
    }

    /// `\u` and four hexadecimal digits, or two such for a character above U+FFFF.
    private mutating func decodeCodePoint() throws(UnreadableDocument) {
        guard var code = hexadecimal(at + 2) else {
            throw fault("Four hexadecimal digits follow “\\u”, as in \\u00b5.")
        }
        var length = 6
        if 0xD800..<0xDC00 ~= code, at + 7 < bytes.count, bytes[at + 6] == UInt8(ascii: "\\"),
            bytes[at + 7] == UInt8(ascii: "u"), let low = hexadecimal(at + 8),
            0xDC00..<0xE000 ~= low
        {
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            length = 12
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw fault("This escape is half of a surrogate pair, which is no character.")
        }
        tree.decoded.append(contentsOf: Character(scalar).utf8)
        at += length
    }

    private func hexadecimal(_ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var code: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[start + offset]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): code = code << 4 | UInt32(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code << 4 | UInt32(byte - 0x57)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code << 4 | UInt32(byte - 0x37)
            default: return nil
            }
        }
        return code
    }

    /// Scans a number, the cursor on its sign or first digit.
    mutating func scanNumber() throws(UnreadableDocument) {
        let start = at
        guard let number = NumberText(bytes, from: at) else {
            throw unexpected("a number such as -12, 0.5 or 1e-3")
        }
        at = number.end
        if at < bytes.count, Self.isWord(bytes[at]) || bytes[at] == UInt8(ascii: ".") {
            throw unexpected("the end of the number (no leading zeros, a digit behind the point)")
        }
        guard number.isFinite(in: bytes) else {
            at = start
            throw fault("This number is greater than any that can be computed with.", .notFinite)
        }
        try appendScalar(.number, .plain, start..<at)
    }

    /// A refusal at the cursor.
    func fault(_ message: String, _ code: FindingCode = .syntax) -> UnreadableDocument {
        UnreadableDocument(code, message, at: at, of: bytes, file: tree.file)
    }

    /// A refusal at the cursor that names what stands there instead of `wanted`.
    func unexpected(_ wanted: String) -> UnreadableDocument {
        guard at < bytes.count else {
            return fault("The text ends where \(wanted) should stand. Was it cut off?")
        }
        let rest = bytes[at..<min(at + 40, bytes.count)]
        let word = rest.prefix { Self.isWord($0) || $0 == UInt8(ascii: "-") }
        let found = String(decoding: word, as: UTF8.self)
        switch found {
        case "NaN", "Infinity", "-Infinity", "inf", "-inf", "nan":
            return fault("JSON has no \(found). Leave the value out, or write null.", .notFinite)
        case "True", "False", "None":
            let right = found == "None" ? "null" : found.lowercased()
            return fault("Expected \(wanted), found \(found). Write \(right).")
        default: break
        }
        switch byte {
        case UInt8(ascii: "'"):
            return fault("Expected \(wanted), found “'”. JSON takes double quotes only.")
        case UInt8(ascii: "/"), UInt8(ascii: "#"):
            return fault("Expected \(wanted). JSON has no comments; YAML has.")
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return fault("Expected \(wanted), found “\(Character(Unicode.Scalar(byte)))”.")
        default:
            let shown =
                found.isEmpty ? String(String(decoding: rest, as: UTF8.self).prefix(1)) : found
            return fault("Expected \(wanted), found “\(JSONText.visible(shown))”.")
        }
    }
}
