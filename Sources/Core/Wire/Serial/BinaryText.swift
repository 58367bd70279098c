import Devices

/// Numbers in bytes, and digits that are laid out oddly.
enum BinaryText {
    /// A whole number or a float in `width` bytes from `start`.
    static func number(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        _ part: WireTemplate.Part
    ) -> Capture? {
        let width = part.digits
        guard (1...4).contains(width), start + width <= end else { return nil }
        var value: UInt32 = 0
        for place in 0..<width {
            let index = part.order == .highFirst ? start + place : start + width - 1 - place
            value = value << 8 | UInt32(bytes[index])
        }
        let number =
            switch part.form {
            case .float: Double(Float(bitPattern: value))
            case .signed: Double(signed(value, bits: 8 * width))
            default: Double(value)
            }
        return Capture(start: start, end: start + width, number: number)
    }

    /// Two's complement of so many bits.
    static func signed(_ value: UInt32, bits: Int) -> Int64 {
        let whole = Int64(value)
        return bits > 0 && whole >> Int64(bits - 1) & 1 == 1 ? whole - (1 << Int64(bits)) : whole
    }

    /// Two decimal digits, each of them twice: `0011` is 1.
    static func twin(_ bytes: [UInt8], from start: Int, to end: Int) -> Capture? {
        guard start + 4 <= end, bytes[start] == bytes[start + 1],
            bytes[start + 2] == bytes[start + 3], let tens = digit(bytes[start]),
            let ones = digit(bytes[start + 2])
        else { return nil }
        return Capture(start: start, end: start + 4, number: Double(10 * tens + ones))
    }

    /// `100023`: 1.000e3.
    static func exponential(_ bytes: [UInt8], from start: Int, to end: Int) -> Capture? {
        guard start + 6 <= end else { return nil }
        var mantissa = 0
        for index in start..<(start + 4) {
            guard let digit = digit(bytes[index]) else { return nil }
            mantissa = mantissa * 10 + digit
        }
        guard let tens = digit(bytes[start + 4]), let ones = digit(bytes[start + 5]) else {
            return nil
        }
        let power = NumberText.scaled(Double(mantissa), tens: 10 * tens + ones - 23)
        return Capture(start: start, end: start + 6, number: power)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil
    }
}

extension WireTemplate.Part {
    /// Appends a number in bytes; false where it does not fit.
    func append(binary value: Double, to bytes: inout [UInt8]) -> Bool {
        let bits: UInt32
        switch form {
        case .float:
            let single = Float(value)
            guard single.isFinite else { return false }
            bits = single.bitPattern
        case .signed:
            guard let whole = Int64(exactly: value.rounded()) else { return false }
            let half = Int64(1) << Int64(8 * digits - 1)
            guard whole >= -half, whole < half else { return false }
            bits = UInt32(truncatingIfNeeded: whole)
        default:
            guard let whole = UInt32(exactly: value.rounded()),
                UInt64(whole) >> UInt64(8 * digits) == 0
            else { return false }
            bits = whole
        }
        for place in 0..<digits {
            let shift = order == .highFirst ? digits - 1 - place : place
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * shift)))
        }
        return true
    }

    /// Appends `value` in hexadecimal digits, in two's complement where it is negative.
    func append(signedHexadecimal value: Double, to bytes: inout [UInt8]) -> Bool {
        guard let whole = Int64(exactly: value.rounded()) else { return false }
        let half = Int64(1) << Int64(4 * digits - 1)
        guard whole >= -half, whole < half else { return false }
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let nibble = UInt8(truncatingIfNeeded: whole >> Int64(4 * place)) & 15
            bytes.append(nibble < 10 ? 0x30 + nibble : 0x37 + nibble)
        }
        return true
    }

    /// Appends two digits, each of them twice.
    func append(twin value: Double, to bytes: inout [UInt8]) -> Bool {
        guard let whole = Int(exactly: value.rounded()), (0...99).contains(whole) else {
            return false
        }
        let (tens, ones) = (UInt8(whole / 10) + 0x30, UInt8(whole % 10) + 0x30)
        bytes += [tens, tens, ones, ones]
        return true
    }

    /// Appends four digits, one of them before the point, and two of the exponent plus 20.
    func append(exponential value: Double, to bytes: inout [UInt8]) -> Bool {
        guard value.isFinite, value >= 0 else { return false }
        var exponent = 0
        var mantissa = value
        while mantissa >= 9.9995, exponent < 80 {
            (mantissa, exponent) = (mantissa / 10, exponent + 1)
        }
        while mantissa > 0, mantissa < 0.99995, exponent > -21 {
            (mantissa, exponent) = (mantissa * 10, exponent - 1)
        }
        guard value == 0 || (-20...79).contains(exponent) else { return false }
        let digits = Int((mantissa * 1000).rounded()) * 100 + (value == 0 ? 0 : exponent + 20)
        let text = Array(String(digits).utf8)
        guard text.count <= 6 else { return false }
        bytes.append(contentsOf: repeatElement(0x30, count: 6 - text.count))
        bytes += text
        return true
    }
}
