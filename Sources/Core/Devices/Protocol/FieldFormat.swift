/// How a field's value is written, and read.
package enum FieldFormat: Hashable, Sendable {
    /// `int`, `int3` (zero-padded to three digits), `+int`.
    case integer(digits: Int, sign: Sign)
    /// `dec2`: two decimals; `dec` reads any number of them; `+dec2`.
    case decimal(places: Int, sign: Sign)
    /// `hex2`, `hex4`: upper case.
    case hexadecimal(digits: Int)
    /// `shex4`: the same, negative numbers in two's complement.
    case signedHexadecimal(digits: Int)
    /// `char`: one byte, its value the byte's.
    case character
    /// `byte+48`: one byte, its value the byte's less 48.
    case byte(plus: Int)
    /// `u16`, `i32le`, `f32`: a number in bytes, the highest first unless `le` says otherwise.
    case binary(BinaryNumber)
    /// `twin2`: two decimal digits, each of them twice, as EI-Bisynch writes addresses.
    case twin
    /// `expo`: four digits, one of them before the point, and two of the exponent plus 20:
    /// 100023 is 1.000e3 (u_expo_new of the Pfeiffer Vacuum protocol).
    case exponential
    /// `any4`: four bytes without a meaning.
    case any(count: Int)
    /// `word`: no spaces.
    case word
    /// `text`: anything, also nothing.
    case text

    package enum Sign: Hashable, Sendable {
        case whenNegative
        case always
    }

    /// Bytes a value takes; nil where that depends on the value.
    package var width: Int? {
        switch self {
        case .integer(let digits, let sign):
            digits == 0 ? nil : digits + (sign == .always ? 1 : 0)
        case .hexadecimal(let digits), .signedHexadecimal(let digits): digits
        case .character, .byte: 1
        case .binary(let number): number.width
        case .twin: 4
        case .exponential: 6
        case .any(let count): count
        case .decimal, .word, .text: nil
        }
    }
}

/// A number in bytes.
package struct BinaryNumber: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case unsigned, signed, float
    }

    package enum Order: UInt8, Hashable, Sendable {
        case highFirst, lowFirst
    }

    package var kind: Kind
    /// Bytes: 1 to 4.
    package var width: Int
    package var order: Order

    package init(_ kind: Kind, width: Int, order: Order = .highFirst) {
        self.kind = kind
        self.width = width
        self.order = order
    }

    /// `u8`, `i16`, `u24le`, `f32`.
    init?(parsing text: Substring) {
        let order: Order = text.hasSuffix("le") ? .lowFirst : .highFirst
        let kind: Kind
        switch text.first {
        case "u": kind = .unsigned
        case "i": kind = .signed
        case "f": kind = .float
        default: return nil
        }
        switch text.dropFirst().dropLast(order == .lowFirst ? 2 : 0) {
        case "8" where kind != .float && order == .highFirst: self.init(kind, width: 1)
        case "16" where kind != .float: self.init(kind, width: 2, order: order)
        case "24" where kind != .float: self.init(kind, width: 3, order: order)
        case "32": self.init(kind, width: 4, order: order)
        default: return nil
        }
    }
}

extension FieldFormat {
    init?(parsing text: String) {
        if let binary = BinaryNumber(parsing: text[...]) {
            self = .binary(binary)
            return
        }
        var body = text[...]
        let sign: Sign = body.first == "+" ? .always : .whenNegative
        if sign == .always { body = body.dropFirst() }
        let letters = body.prefix { $0.isLetter }
        let rest = body.dropFirst(letters.count)
        if letters == "byte", sign == .whenNegative {
            guard let plus = Self.bias(rest) else { return nil }
            self = .byte(plus: plus)
            return
        }
        guard rest.allSatisfy({ $0.isASCII && $0.isNumber }), rest.count <= 2 else { return nil }
        let count = Int(rest) ?? 0
        switch letters {
        case "int": self = .integer(digits: count, sign: sign)
        case "dec": self = .decimal(places: count, sign: sign)
        case _ where sign == .always: return nil
        case "hex" where (1...8).contains(count): self = .hexadecimal(digits: count)
        case "shex" where (1...8).contains(count): self = .signedHexadecimal(digits: count)
        case "any" where (1...99).contains(count): self = .any(count: count)
        case "twin" where count == 2: self = .twin
        case _ where !rest.isEmpty: return nil
        case "char": self = .character
        case "expo": self = .exponential
        case "word": self = .word
        case "text": self = .text
        default: return nil
        }
    }

    /// Nothing, `+48` or `-1`.
    private static func bias(_ text: Substring) -> Int? {
        guard let sign = text.first else { return 0 }
        let digits = text.dropFirst()
        guard sign == "+" || sign == "-", (1...3).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let amount = Int(digits),
            amount <= 255
        else { return nil }
        return sign == "-" ? -amount : amount
    }
}
