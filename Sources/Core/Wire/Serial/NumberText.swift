/// Numbers in replies.
///
/// Leading spaces belong to the field, since devices align numbers with them.
enum NumberText {
    /// Optional sign, then digits: any number of them where `digits` is 0, else at most so many.
    static func integer(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        digits: Int
    ) -> Capture? {
        let (first, negative) = sign(bytes, start, end)
        var place = first
        let limit = digits > 0 ? min(digits, 15) : 15
        var value: Int64 = 0
        while place < end, let digit = digit(bytes[place]), place - first < limit {
            value = value * 10 + digit
            place += 1
        }
        guard place > first, digits > 0 || !(place < end && digit(bytes[place]) != nil) else {
            return nil
        }
        return Capture(start: start, end: place, number: Double(negative ? -value : value))
    }

    /// Optional sign, digits with or without a point, optional exponent; `places` limits the
    /// decimals where it is not 0.
    static func decimal(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        places: Int
    ) -> Capture? {
        let (first, negative) = sign(bytes, start, end)
        var place = first
        var value: Int64 = 0
        var count = 0
        var decimals = 0
        var seenPoint = false
        while place < end {
            if let digit = digit(bytes[place]) {
                if seenPoint, places > 0, decimals == places { break }
                guard count < 18 else { return nil }
                value = value * 10 + digit
                count += value == 0 ? 0 : 1
                decimals += seenPoint ? 1 : 0
            } else if bytes[place] == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else {
                break
            }
            place += 1
        }
        guard hasDigit(bytes, first, place), decimals < 40 else { return nil }
        let (exponent, stop) = exponent(bytes, place, end)
        let number = scaled(Double(negative ? -value : value), tens: exponent - decimals)
        return Capture(start: start, end: stop, number: number)
    }

    /// Exactly `digits` hexadecimal digits.
    static func hexadecimal(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        digits: Int
    ) -> Capture? {
        guard (1...8).contains(digits), start + digits <= end else { return nil }
        var value: UInt32 = 0
        for index in start..<(start + digits) {
            guard let digit = hexDigit(bytes[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return Capture(start: start, end: start + digits, number: Double(value))
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// A number that stands alone: spaces around it do not matter.
    static func alone(_ bytes: [UInt8], from start: Int, to end: Int) -> Double? {
        guard let capture = decimal(bytes, from: start, to: end, places: 0) else { return nil }
        var place = capture.end
        while place < end, bytes[place] == 0x20 { place += 1 }
        return place == end ? capture.number : nil
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> Int64? {
        byte >= 0x30 && byte <= 0x39 ? Int64(byte &- 0x30) : nil
    }

    private static func hasDigit(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
        var index = start
        while index < end {
            if digit(bytes[index]) != nil { return true }
            index += 1
        }
        return false
    }

    /// Past spaces, a sign, and the spaces some balances put behind it.
    private static func sign(_ bytes: [UInt8], _ start: Int, _ end: Int) -> (Int, Bool) {
        var place = start
        var negative = false
        while place < end, bytes[place] == 0x20 { place += 1 }
        if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
            negative = bytes[place] == UInt8(ascii: "-")
            place += 1
            while place < end, bytes[place] == 0x20 { place += 1 }
        }
        return (place, negative)
    }

    private static func exponent(_ bytes: [UInt8], _ start: Int, _ end: Int) -> (Int, Int) {
        guard start < end, bytes[start] | 0x20 == UInt8(ascii: "e") else { return (0, start) }
        var place = start + 1
        var negative = false
        if place < end, bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+") {
            negative = bytes[place] == UInt8(ascii: "-")
            place += 1
        }
        let first = place
        var value = 0
        while place < end, let digit = digit(bytes[place]), place - first < 3 {
            value = value * 10 + Int(digit)
            place += 1
        }
        return place > first ? (negative ? -value : value, place) : (0, start)
    }

    /// Exact up to 15 digits and 22 tens, where one division of exact numbers rounds once.
    static func scaled(_ value: Double, tens: Int) -> Double {
        var power = 1.0
        for _ in 0..<min(abs(tens), 400) { power *= 10 }
        return tens < 0 ? value / power : value * power
    }
}
