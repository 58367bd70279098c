package import Devices
package import Interlocks
package import Quantities

/// One point inside a read's reply: where its bytes stand and what they mean.
package struct RegisterField: Hashable, Sendable {
    /// The image's index of the point.
    package var point: Int
    /// Byte offset of the first register in the reply's data; for bit tables, bit offset.
    package var position: Int
    var form: Form
    var words: Arrangement
    var bytes: Arrangement
    var bit: Int?
    var bits: Int
    package var conversion: ValueConversion
    /// Where the values that mean “no reading” stand in the plan's list.
    package var firstBad: Int
    package var endBad: Int

    /// The encodings again, and bits that are no part of a register.
    ///
    /// Cases of another module's enumeration with raw values are compared through its witness
    /// table, which costs more here than the decoding.
    enum Form: UInt8, Hashable, Sendable {
        case tableBit, bit, int16, uint16, int32, uint32, float32, bcd16, signMagnitude16

        init(_ encoding: ModbusField.Encoding) {
            self =
                switch encoding {
                case .bit: .bit
                case .int16: .int16
                case .uint16: .uint16
                case .int32: .int32
                case .uint32: .uint32
                case .float32: .float32
                case .bcd16: .bcd16
                case .signMagnitude16: .signMagnitude16
                }
        }
    }

    /// The most significant first, or last.
    enum Arrangement: UInt8, Hashable, Sendable {
        case asSent, swapped
    }

    package init(
        _ field: ModbusField,
        kind: PointKind,
        point: Int,
        position: Int,
        bad: Range<Int> = 0..<0
    ) {
        self.point = point
        self.position = position
        let isBits = field.table == .coil || field.table == .discreteInput
        form = isBits ? .tableBit : Form(field.encoding)
        words = field.wordOrder == .big ? .asSent : .swapped
        bytes = field.byteOrder == .big ? .asSent : .swapped
        bit = field.bit
        bits = min(max(field.bits, 1), 16)
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
        if form == .tableBit {
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
            raw = words == .asSent ? raw << 16 | other : other << 16 | raw
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
        switch form {
        case .int32, .uint32, .float32: 2
        default: 1
        }
    }

    @inline(__always)
    private func register(_ bytes: [UInt8], _ index: Int) -> UInt32 {
        let first = UInt32(bytes[index])
        let second = UInt32(bytes[index &+ 1])
        return self.bytes == .asSent ? first << 8 | second : second << 8 | first
    }

    /// Nil where the bits are no number.
    @inline(__always)
    private func number(_ raw: UInt32) -> Double? {
        switch form {
        case .int16: Double(Int16(truncatingIfNeeded: raw))
        case .uint16: Double(raw)
        case .int32: Double(Int32(truncatingIfNeeded: raw))
        case .uint32: Double(raw)
        case .float32: Double(Float(bitPattern: raw))
        case .signMagnitude16:
            raw & 0x8000 == 0 ? Double(raw) : -Double(raw & 0x7FFF)
        case .bcd16: Self.decimal(raw)
        case .bit, .tableBit: Double(raw & 1)
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
