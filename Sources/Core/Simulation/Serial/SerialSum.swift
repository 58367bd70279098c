import Devices

/// Checksums of serial protocols, the device's side.
enum SerialSum {
    /// Bytes a checksum takes in the frame.
    static func length(_ definition: ChecksumDefinition) -> Int {
        let wide = definition.algorithm == .crc16Modbus
        switch definition.encoding {
        case .raw: return wide ? 2 : 1
        case .hex: return wide ? 4 : 2
        case .decimal3: return 3
        }
    }

    /// Appends the checksum of `bytes[start...]`.
    static func append(_ definition: ChecksumDefinition, from start: Int, to bytes: inout [UInt8]) {
        let first = min(start + max(definition.from, 0), bytes.count)
        let sum = value(definition.algorithm, bytes, first, bytes.count)
        switch definition.encoding {
        case .raw:
            bytes.append(UInt8(truncatingIfNeeded: sum))
            if definition.algorithm == .crc16Modbus {
                bytes.append(UInt8(truncatingIfNeeded: sum >> 8))
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
        _ algorithm: ChecksumDefinition.Algorithm,
        _ bytes: [UInt8],
        _ start: Int,
        _ end: Int
    ) -> UInt16 {
        switch algorithm {
        case .crc16Modbus: return FrameSum.of(bytes, from: start, to: end)
        case .xor: return bytes[start..<end].reduce(0) { $0 ^ UInt16($1) }
        case .sum8: return bytes[start..<end].reduce(0) { ($0 &+ UInt16($1)) & 0xFF }
        case .lrc:
            let sum = bytes[start..<end].reduce(UInt8(0)) { $0 &+ $1 }
            return UInt16(0 &- sum)
        }
    }
}
