package import Devices

extension ChecksumDefinition {
    /// Bytes the checksum takes in a message.
    package var length: Int {
        switch (encoding, algorithm) {
        case (.raw, .crc16Modbus): 2
        case (.raw, _): 1
        case (.hex, .crc16Modbus): 4
        case (.hex, _): 2
        case (.decimal3, _): 3
        }
    }

    /// The checksum of `bytes[start..<end]` as it is sent.
    package func encoded(_ bytes: [UInt8], from start: Int, to end: Int) -> [UInt8] {
        let value = value(bytes, from: start, to: end)
        switch encoding {
        case .raw:
            let low = UInt8(truncatingIfNeeded: value)
            return length == 2 ? [low, UInt8(truncatingIfNeeded: value >> 8)] : [low]
        case .hex: return Self.digits(value, radix: 16, count: length)
        case .decimal3: return Self.digits(value % 1000, radix: 10, count: 3)
        }
    }

    /// Whether the message `bytes[start..<end]` ends in its own checksum.
    package func holds(_ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
        let place = end - length
        guard from >= 0, start >= 0, place >= start + from, end <= bytes.count else { return false }
        let expected = encoded(bytes, from: start + from, to: place)
        for (index, byte) in expected.enumerated() {
            let found = bytes[place + index]
            // Hexadecimal digits may come in either case.
            let isLetter = (0x61...0x66).contains(found)
            let normal = encoding == .hex && isLetter ? found - 0x20 : found
            guard normal == byte else { return false }
        }
        return true
    }

    private func value(_ bytes: [UInt8], from start: Int, to end: Int) -> UInt16 {
        if algorithm == .crc16Modbus { return CRC16.modbus(bytes, from: start, to: end) }
        var value: UInt8 = 0
        for index in max(start, 0)..<max(min(end, bytes.count), max(start, 0)) {
            value = algorithm == .xor ? value ^ bytes[index] : value &+ bytes[index]
        }
        return UInt16(algorithm == .lrc ? 0 &- value : value)
    }

    private static func digits(_ value: UInt16, radix: Int, count: Int) -> [UInt8] {
        let text = Array(String(value, radix: radix, uppercase: true).utf8)
        return Array(repeating: 0x30, count: max(0, count - text.count)) + text
    }
}
