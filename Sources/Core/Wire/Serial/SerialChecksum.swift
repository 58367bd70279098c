package import Devices

extension ChecksumDefinition {
    /// Bytes the checksum takes in a message.
    package var length: Int {
        switch encoding {
        case .raw: algorithm.width
        case .hex: 2 * algorithm.width
        case .decimal3: 3
        }
    }

    /// The checksum of `bytes[start..<end]` as it is sent; `address` is the device's.
    package func encoded(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        address: Int = 0
    ) -> [UInt8] {
        let value = value(bytes, from: start, to: end, address: address)
        let low = UInt8(truncatingIfNeeded: value)
        switch encoding {
        case .raw:
            guard algorithm.width == 2 else { return [low] }
            let high = UInt8(truncatingIfNeeded: value >> 8)
            return order == .lowFirst ? [low, high] : [high, low]
        case .hex: return Self.digits(value, radix: 16, count: length)
        case .decimal3: return Self.digits(value % 1000, radix: 10, count: 3)
        }
    }

    /// Whether the checksum at `place` is that of the bytes before it, from `start` on.
    package func holds(
        _ bytes: [UInt8],
        from start: Int,
        at place: Int,
        address: Int = 0
    ) -> Bool {
        guard start >= 0, place >= start, place + length <= bytes.count else { return false }
        let expected = encoded(bytes, from: start, to: place, address: address)
        for (index, byte) in expected.enumerated() {
            let found = bytes[place + index]
            // Hexadecimal digits may come in either case.
            let isLetter = (0x61...0x66).contains(found)
            let normal = encoding == .hex && isLetter ? found - 0x20 : found
            guard normal == byte else { return false }
        }
        return true
    }

    private func value(
        _ bytes: [UInt8],
        from start: Int,
        to end: Int,
        address: Int
    ) -> UInt16 {
        let first = max(start, 0)
        let last = max(min(end, bytes.count), first)
        let whole: UInt16
        switch algorithm {
        case .crc16Modbus: whole = CRC16.modbus(bytes, from: first, to: last)
        case .crc16ARC: whole = Self.reflected(bytes, first, last)
        case .crc16CCITT: whole = Self.plain(bytes, first, last, from: 0xFFFF)
        case .crc16XModem: whole = Self.plain(bytes, first, last, from: 0)
        case .xor:
            var value: UInt8 = 0
            for index in first..<last { value ^= bytes[index] }
            whole = UInt16(value)
        case .sum16Words: whole = Self.words(bytes, first, last)
        case .sum8, .sum16, .lrc, .sum8Complement:
            var value: UInt16 = 0
            for index in first..<last { value &+= UInt16(bytes[index]) }
            whole = value
        }
        let total = adding == .address ? whole &+ UInt16(truncatingIfNeeded: address) : whole
        switch algorithm {
        case .sum8: return total & 0xFF
        case .lrc: return (0 &- total) & 0xFF
        case .sum8Complement: return ~total & 0xFF
        default: return total
        }
    }

    /// Of pairs of bytes, low byte first; a last single byte counts as a low one.
    private static func words(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt16 {
        var value: UInt16 = 0
        for index in start..<end {
            value &+= (index - start) % 2 == 0 ? UInt16(bytes[index]) : UInt16(bytes[index]) << 8
        }
        return value
    }

    /// Polynomial 8005h reflected, from 0.
    private static func reflected(_ bytes: [UInt8], _ start: Int, _ end: Int) -> UInt16 {
        var sum: UInt16 = 0
        for index in start..<end {
            sum ^= UInt16(bytes[index])
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xA001 : sum >> 1 }
        }
        return sum
    }

    /// Polynomial 1021h, highest bit first.
    private static func plain(
        _ bytes: [UInt8],
        _ start: Int,
        _ end: Int,
        from initial: UInt16
    ) -> UInt16 {
        var sum = initial
        for index in start..<end {
            sum ^= UInt16(bytes[index]) << 8
            for _ in 0..<8 { sum = sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1 }
        }
        return sum
    }

    private static func digits(_ value: UInt16, radix: Int, count: Int) -> [UInt8] {
        let text = Array(String(value, radix: radix, uppercase: true).utf8)
        return Array(repeating: 0x30, count: max(0, count - text.count)) + text
    }
}
