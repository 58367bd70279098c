import Devices

/// Fields of messages as devices read and write them.
enum FieldBytes {
    /// Reads one field at `index` and moves past it; nil where there is none.
    static func read(
        _ format: FieldFormat,
        _ frame: [UInt8],
        _ index: inout Int,
        _ end: Int
    ) -> Double? {
        switch format {
        case .character, .byte:
            guard index < end else { return nil }
            index += 1
            let plus = if case .byte(let bias) = format { bias } else { 0 }
            return Double(Int(frame[index - 1]) - plus)
        case .hexadecimal(let digits):
            return ASCIIDigits.hexadecimal(frame, &index, end: end, digits: digits)
        case .signedHexadecimal(let digits):
            let raw = ASCIIDigits.hexadecimal(frame, &index, end: end, digits: digits)
            return raw.map { folded($0, bits: 4 * digits) }
        case .integer(let digits, _):
            let limit = digits > 0 ? min(end, index + digits) : end
            return ASCIIDigits.decimal(frame, &index, end: limit)
        case .binary(let number): return binary(number, frame, &index, end)
        case .twin:
            guard index + 4 <= end else { return nil }
            let digits = frame[index..<(index + 4)].map { Int($0) - 48 }
            guard digits.allSatisfy({ (0...9).contains($0) }), digits[0] == digits[1],
                digits[2] == digits[3]
            else { return nil }
            index += 4
            return Double(digits[0] * 10 + digits[2])
        case .exponential, .any:
            guard let width = format.width, index + width <= end else { return nil }
            index += width
            return 0
        case .decimal, .word, .text: return ASCIIDigits.decimal(frame, &index, end: end)
        }
    }

    private static func binary(
        _ number: BinaryNumber,
        _ frame: [UInt8],
        _ index: inout Int,
        _ end: Int
    ) -> Double? {
        guard index + number.width <= end else { return nil }
        var bytes = Array(frame[index..<(index + number.width)])
        if number.order == .lowFirst { bytes.reverse() }
        index += number.width
        let raw = bytes.reduce(UInt32(0)) { $0 &* 256 &+ UInt32($1) }
        switch number.kind {
        case .unsigned: return Double(raw)
        case .signed: return folded(Double(raw), bits: 8 * number.width)
        case .float:
            let value = Float(bitPattern: raw)
            return value.isFinite ? Double(value) : nil
        }
    }

    /// The upper half of the range stands for negative numbers.
    private static func folded(_ raw: Double, bits: Int) -> Double {
        var range = 1.0
        for _ in 0..<bits { range *= 2 }
        return raw >= range / 2 ? raw - range : raw
    }

    /// Appends a number in a format of fixed width, digits of text apart.
    static func append(_ value: Double, _ format: FieldFormat, to bytes: inout [UInt8]) {
        switch format {
        case .character: bytes.append(byte(value))
        case .byte(let plus): bytes.append(byte(value + Double(plus)))
        case .hexadecimal(let digits), .signedHexadecimal(let digits):
            ASCIIDigits.appendHexadecimal(value, digits: digits, to: &bytes)
        case .binary(let number):
            var bits = pattern(value, number)
            var text: [UInt8] = []
            for _ in 0..<number.width {
                text.append(UInt8(bits % 256))
                bits /= 256
            }
            bytes += number.order == .lowFirst ? text : text.reversed()
        case .twin:
            let whole = Int(min(max(value, 0), 99))
            for digit in [whole / 10, whole % 10] {
                bytes.append(UInt8(48 + digit))
                bytes.append(UInt8(48 + digit))
            }
        case .exponential: appendExponential(value, to: &bytes)
        case .any(let count): bytes.append(contentsOf: repeatElement(0, count: count))
        case .integer(let digits, _):
            ASCIIDigits.append(value, ASCIIDigits.Layout(leading: max(digits, 1)), to: &bytes)
        case .decimal, .word, .text:
            ASCIIDigits.append(value, ASCIIDigits.Layout(), to: &bytes)
        }
    }

    private static func byte(_ value: Double) -> UInt8 {
        value.isNaN ? 0 : UInt8(min(max(value.rounded(), 0), 255))
    }

    private static func pattern(_ value: Double, _ number: BinaryNumber) -> UInt32 {
        if number.kind == .float { return Float(value).bitPattern }
        guard !value.isNaN else { return 0 }
        let whole = Int64(min(max(value.rounded(), -2_147_483_648), 4_294_967_295))
        return UInt32(truncatingIfNeeded: whole)
    }

    /// `100023` for 1000: four digits with one before the point, exponent plus 20.
    private static func appendExponential(_ value: Double, to bytes: inout [UInt8]) {
        var digits = value.isFinite && value > 0 ? value : 0
        var exponent = 0
        while digits >= 10, exponent < 79 {
            digits /= 10
            exponent += 1
        }
        while digits > 0, digits < 1, exponent > -20 {
            digits *= 10
            exponent -= 1
        }
        var mantissa = (digits * 1000).rounded()
        if mantissa > 9999 {
            mantissa = 1000
            exponent += 1
        }
        ASCIIDigits.append(mantissa, ASCIIDigits.Layout(leading: 4), to: &bytes)
        let shown = mantissa == 0 ? 0 : Double(exponent + 20)
        ASCIIDigits.append(shown, ASCIIDigits.Layout(leading: 2), to: &bytes)
    }
}
