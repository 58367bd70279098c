import Devices

/// Checksums of serial protocols, the device's side.
enum SerialSum {
    /// Bytes a checksum takes in the frame.
    static func length(_ definition: ChecksumDefinition) -> Int {
        let wide = isWide(definition.algorithm)
        switch definition.encoding {
        case .raw: return wide ? 2 : 1
        case .hex: return wide ? 4 : 2
        case .decimal3: return 3
        }
    }

    private static func isWide(_ algorithm: ChecksumDefinition.Algorithm) -> Bool {
        switch algorithm {
        case .xor, .sum8, .lrc, .sum8Complement: false
        case .sum16, .sum16Words, .crc16Modbus, .crc16ARC, .crc16CCITT, .crc16XModem: true
        }
    }

    /// Appends the checksum of `bytes[start...]`.
    static func append(
        _ definition: ChecksumDefinition,
        of address: Int,
        from start: Int,
        to bytes: inout [UInt8]
    ) {
        let first = min(max(start, 0), bytes.count)
        let sum = value(definition, of: address, bytes, first, bytes.count)
        switch definition.encoding {
        case .raw:
            let (low, high) = (UInt8(sum & 0xFF), UInt8(sum >> 8))
            if !isWide(definition.algorithm) {
                bytes.append(low)
            } else if definition.order == .highFirst {
                bytes.append(high)
                bytes.append(low)
            } else {
                bytes.append(low)
                bytes.append(high)
            }
        case .hex:
            let digits = length(definition)
            ASCIIDigits.appendHexadecimal(Double(sum), digits: digits, to: &bytes)
        case .decimal3:
            let layout = ASCIIDigits.Layout(leading: 3)
            ASCIIDigits.append(Double(sum & 0xFF), layout, to: &bytes)
        }
    }

    private static func value(
        _ definition: ChecksumDefinition,
        of address: Int,
        _ bytes: [UInt8],
        _ start: Int,
        _ end: Int
    ) -> UInt16 {
        let more = definition.adding == .address ? UInt16(address & 0xFFFF) : 0
        let covered = bytes[start..<end]
        switch definition.algorithm {
        case .crc16Modbus: return FrameSum.of(bytes, from: start, to: end)
        case .crc16ARC: return covered.reduce(0) { Self.low($0 ^ UInt16($1)) }
        case .crc16CCITT: return covered.reduce(0xFFFF) { Self.high($0 ^ (UInt16($1) << 8)) }
        case .crc16XModem: return covered.reduce(0) { Self.high($0 ^ (UInt16($1) << 8)) }
        case .xor: return covered.reduce(0) { $0 ^ UInt16($1) }
        case .sum16: return covered.reduce(more) { $0 &+ UInt16($1) }
        case .sum8: return covered.reduce(more) { $0 &+ UInt16($1) } & 0xFF
        case .lrc:
            let sum = covered.reduce(more) { $0 &+ UInt16($1) } & 0xFF
            return (256 - sum) & 0xFF
        case .sum8Complement:
            return 255 - (covered.reduce(more) { $0 &+ UInt16($1) } & 0xFF)
        case .sum16Words:
            var sum = more
            var place = start
            while place < end {
                sum = sum &+ UInt16(bytes[place])
                if place + 1 < end { sum = sum &+ UInt16(bytes[place + 1]) &* 256 }
                place += 2
            }
            return sum
        }
    }

    /// Eight shifts towards the low end, polynomial A001h.
    private static func low(_ start: UInt16) -> UInt16 {
        var sum = start
        for _ in 0..<8 {
            let carry = sum & 1
            sum >>= 1
            if carry == 1 { sum ^= 0xA001 }
        }
        return sum
    }

    /// Eight shifts towards the high end, polynomial 1021h.
    private static func high(_ start: UInt16) -> UInt16 {
        var sum = start
        for _ in 0..<8 {
            let carry = sum >> 15
            sum <<= 1
            if carry == 1 { sum ^= 0x1021 }
        }
        return sum
    }
}
