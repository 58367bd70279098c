package import Devices
package import Interlocks
package import Quantities

/// One point inside a read's reply: where its bytes stand and what they mean.
package struct RegisterField: Hashable, Sendable {
    /// The image's index of the point.
    package var point: Int
    /// Byte offset of the first register in the reply's data; for bit tables, bit offset.
    package var position: Int
    package var encoding: ModbusField.Encoding
    package var bit: Int?
    package var bits: Int
    package var wordOrder: ModbusField.Order
    package var byteOrder: ModbusField.Order
    package var isBitTable: Bool
    package var conversion: ValueConversion
    /// Where the values that mean “no reading” stand in the plan's list.
    package var firstBad: Int
    package var endBad: Int

    package init(
        _ field: ModbusField,
        kind: PointKind,
        point: Int,
        position: Int,
        bad: Range<Int> = 0..<0
    ) {
        self.point = point
        self.position = position
        encoding = field.encoding
        bit = field.bit
        bits = min(max(field.bits, 1), 16)
        wordOrder = field.wordOrder
        byteOrder = field.byteOrder
        isBitTable = field.table == .coil || field.table == .discreteInput
        conversion = ValueConversion(kind, scale: field.scale, offset: field.offset)
        firstBad = bad.lowerBound
        endBad = bad.upperBound
    }

    /// The reading in `bytes`, whose data begin at `data`; bad where bytes are missing.
    package func reading(
        _ bytes: [UInt8],
        data: Int,
        bad: [Int],
        at now: Instant
    ) -> Reading {
        if isBitTable {
            let index = data &+ position >> 3
            guard index < bytes.count else { return Self.none(now) }
            let value = (bytes[index] >> UInt8(position & 7)) & 1
            return conversion.reading(raw: Double(value), at: now)
        }
        let index = data &+ position
        guard index &+ 2 &* width <= bytes.count else { return Self.none(now) }
        var raw = register(bytes, index)
        if width == 2 {
            let other = register(bytes, index &+ 2)
            raw = wordOrder == .big ? raw << 16 | other : other << 16 | raw
        }
        if firstBad < endBad, isBad(raw, bad) { return Self.none(now) }
        if let bit {
            let mask = (UInt32(1) << UInt32(bits)) - 1
            return conversion.reading(raw: Double((raw >> UInt32(bit & 31)) & mask), at: now)
        }
        guard let number = number(raw) else { return Self.none(now) }
        return conversion.reading(raw: number, at: now)
    }

    @inline(__always)
    private var width: Int {
        switch encoding {
        case .int32, .uint32, .float32: 2
        default: 1
        }
    }

    @inline(__always)
    private func register(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        let first = UInt32(bytes[index])
        let second = UInt32(bytes[index &+ 1])
        return byteOrder == .big ? first << 8 | second : second << 8 | first
    }

    /// Nil where the bits are no number.
    @inline(__always)
    private func number(_ raw: UInt32) -> Double? {
        switch encoding {
        case .int16: Double(Int16(truncatingIfNeeded: raw))
        case .uint16: Double(raw)
        case .int32: Double(Int32(truncatingIfNeeded: raw))
        case .uint32: Double(raw)
        case .float32: Double(Float(bitPattern: raw))
        case .signMagnitude16:
            raw & 0x8000 == 0 ? Double(raw) : -Double(raw & 0x7FFF)
        case .bcd16: Self.decimal(raw)
        case .bit: Double(raw & 1)
        }
    }

    private static func decimal(_ raw: UInt32) -> Double? {
        var value: UInt32 = 0
        for shift in [12, 8, 4, 0] as [UInt32] {
            let digit = (raw >> shift) & 0xF
            guard digit <= 9 else { return nil }
            value = value * 10 + digit
        }
        return Double(value)
    }

    /// A profile may write a sentinel signed or unsigned: -32768 or 0x8000.
    private func isBad(_ raw: UInt32, _ bad: [Int]) -> Bool {
        let signed =
            width == 2 ? Int(Int32(bitPattern: raw)) : Int(Int16(truncatingIfNeeded: raw))
        var index = firstBad
        while index < min(endBad, bad.count) {
            if bad[index] == Int(raw) || bad[index] == signed { return true }
            index += 1
        }
        return false
    }

    @inline(__always)
    private static func none(_ now: Instant) -> Reading {
        Reading(value: 0, quality: .deviceBad, at: now)
    }
}
