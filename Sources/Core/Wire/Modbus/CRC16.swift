/// The checksum of Modbus RTU: polynomial 0xA001 reflected, start 0xFFFF, low byte sent first.
package enum CRC16 {
    /// The checksum of `bytes[start..<end]`; bounds outside the array are clamped.
    package static func modbus(_ bytes: [UInt8], from start: Int, to end: Int) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        var index = max(start, 0)
        let stop = min(end, bytes.count)
        while index < stop {
            crc = step(crc, bytes[index])
            index &+= 1
        }
        return crc
    }

    /// One byte further.
    ///
    /// The eight shifts of one byte depend only on the low byte's bits and their
    /// parity, so no table is needed.
    @inline(__always)
    static func step(_ crc: UInt16, _ byte: UInt8) -> UInt16 {
        let low = (crc ^ UInt16(byte)) & 0xFF
        let folded = (low ^ (low >> 4)) & 0xF
        let parity = (0x6996 as UInt16 >> folded) & 1
        return (crc >> 8) ^ (low << 6) ^ (low << 7) ^ ((0 &- parity) & 0xC001)
    }

    /// Appends the checksum of `bytes[start...]`, low byte first.
    package static func append(to bytes: inout [UInt8], from start: Int = 0) {
        let crc = modbus(bytes, from: start, to: bytes.count)
        bytes.append(UInt8(truncatingIfNeeded: crc))
        bytes.append(UInt8(truncatingIfNeeded: crc >> 8))
    }

    /// Whether `bytes[start..<end]` ends in its own checksum.
    @inline(__always)
    package static func holds(_ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
        guard start >= 0, end &- start > 2, end <= bytes.count else { return false }
        let crc = modbus(bytes, from: start, to: end &- 2)
        return UInt16(bytes[end &- 2]) | UInt16(bytes[end &- 1]) << 8 == crc
    }
}
