import Devices

/// The peer's own Modbus, written apart from the host's so that a shared error would show.
struct PeerFrames {
    /// A request as the peer reads it.
    struct Asked {
        var unit: UInt8
        var function: UInt8
        var address: Int
        var count: Int
        /// What a write carries.
        var data: [UInt8]
        var transaction: [UInt8]
    }

    let kind: Wrapping

    enum Wrapping {
        case rtu, tcp
    }

    /// The request in a whole frame; nil where it is none of those the trials ask.
    func read(_ frame: [UInt8]) -> Asked? {
        let start = kind == .tcp ? 6 : 0
        let end = kind == .tcp ? frame.count : frame.count - 2
        guard end - start >= 6 else { return nil }
        if kind == .rtu, Self.sum(frame[0..<end]) != [frame[end], frame[end + 1]] { return nil }
        let function = frame[start + 1]
        let first = Int(frame[start + 2]) << 8 | Int(frame[start + 3])
        let second = Int(frame[start + 4]) << 8 | Int(frame[start + 5])
        return Asked(
            unit: frame[start],
            function: function,
            address: first,
            count: function == 6 ? 1 : second,
            data: Array(frame[(function == 16 ? start + 7 : start + 4)..<end]),
            transaction: kind == .tcp ? Array(frame[0..<2]) : []
        )
    }

    /// A frame with this data unit.
    func frame(_ unit: UInt8, _ data: [UInt8], _ transaction: [UInt8]) -> [UInt8] {
        switch kind {
        case .rtu: return [unit] + data + Self.sum(([unit] + data)[...])
        case .tcp:
            let length = data.count + 1
            return transaction + [0, 0, UInt8(length >> 8), UInt8(length & 0xFF), unit] + data
        }
    }

    /// CRC-16 of Modbus over serial line V1.02, 6.2.2, half a byte at a time; low byte first.
    static func sum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            crc = crc >> 4 ^ nibbles[Int(crc & 15)]
            crc = crc >> 4 ^ nibbles[Int(crc & 15)]
        }
        return [UInt8(crc & 0xFF), UInt8(crc >> 8)]
    }

    private static let nibbles: [UInt16] = (0..<16).map { nibble in
        (0..<4).reduce(UInt16(nibble)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
}
