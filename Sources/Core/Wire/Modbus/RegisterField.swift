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
    /// Registers, or bits of a bit table.
    var width: Int
    var bit: Int?
    var bits: Int
    package var conversion: ValueConversion
    /// Where the values that mean “no reading” stand in the plan's list.
    package var firstBad: Int
    package var endBad: Int
    /// Where the points that take part in the value stand in the plan's list.
    var firstCompanion = 0
    var endCompanion = 0
    /// Where its words stand in the plan's list, for texts.
    var firstWord = 0
    var endWord = 0
    var lane = Lane.both
    var part = Part.whole
    private let shortcut: Shortcut

    /// Quantities in the usual order without sentinels, as most registers are: read in one go.
    private enum Shortcut: UInt8, Hashable, Sendable {
        case none, int16, uint16, float32
    }

    /// The encodings again, and bits that are no part of a register.
    ///
    /// Cases of another module's enumeration with raw values are compared through its witness
    /// table, which costs more here than the decoding.
    enum Form: UInt8, Hashable, Sendable {
        case tableBits, bit, int16, uint16, int32, uint32, int64, uint64, float32, float64
        case bcd16, bcd32, signMagnitude16, signMagnitude32, text

        init(_ encoding: ModbusField.Encoding) {
            self =
                switch encoding {
                case .bit: .bit
                case .int16: .int16
                case .uint16: .uint16
                case .int32: .int32
                case .uint32: .uint32
                case .int64: .int64
                case .uint64: .uint64
                case .float32: .float32
                case .float64: .float64
                case .bcd16: .bcd16
                case .bcd32: .bcd32
                case .signMagnitude16: .signMagnitude16
                case .signMagnitude32: .signMagnitude32
                case .text: .text
                }
        }
    }

    /// The most significant first, or last.
    enum Arrangement: UInt8, Hashable, Sendable {
        case asSent, swapped
    }

    /// Whether its value stands alone.
    enum Part: UInt8, Hashable, Sendable {
        /// All it takes is in its reply.
        case whole
        /// It waits for values of other replies.
        case bound
        /// Others wait for it.
        case source
    }

    /// Which byte of a register, in the order of a most significant one first.
    enum Lane: UInt8, Hashable, Sendable {
        case both, high, low
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
        form = field.table.isBits ? .tableBits : Form(field.encoding)
        words = field.wordOrder == .big ? .asSent : .swapped
        bytes = field.byteOrder == .big ? .asSent : .swapped
        width = field.width
        bit = field.bit
        bits = min(max(field.bits, 1), 32)
        conversion = ValueConversion(kind, scale: field.scale, offset: field.offset)
        firstBad = bad.lowerBound
        endBad = bad.upperBound
        switch field.byteLane {
        case .both: lane = .both
        case .high: lane = .high
        case .low: lane = .low
        }
        let isUsual =
            words == .asSent && bytes == .asSent && bit == nil && bad.isEmpty
            && conversion.form == .quantity
        switch form {
        case .int16 where isUsual: shortcut = .int16
        case .uint16 where isUsual: shortcut = .uint16
        case .float32 where isUsual: shortcut = .float32
        default: shortcut = .none
        }
    }

    /// Whether its own bytes are all it takes to read it.
    var isPlain: Bool { firstCompanion == endCompanion && form != .text && part == .whole }

    /// The reading in `bytes`, whose data begin at `data`; bad where bytes are missing.
    ///
    /// For a field without companions that is no text; `RegisterContext` reads the others.
    package func reading(
        _ bytes: [UInt8],
        data: Int,
        bad: [Int],
        at now: Instant
    ) -> Reading {
        if shortcut != .none { return quickReading(bytes, data &+ position, at: now) }
        guard let number = number(bytes, data: data, bad: bad) else { return Self.none(now) }
        return conversion.reading(raw: number, at: now)
    }

    @inline(__always)
    private func quickReading(_ bytes: [UInt8], _ index: Int, at now: Instant) -> Reading {
        guard index &+ 2 &* width <= bytes.count else { return Self.none(now) }
        let high = UInt16(bytes[index]) << 8 | UInt16(bytes[index &+ 1])
        let raw: Double
        switch shortcut {
        case .int16: raw = Double(Int16(bitPattern: high))
        case .uint16, .none: raw = Double(high)
        case .float32:
            let low = UInt32(bytes[index &+ 2]) << 8 | UInt32(bytes[index &+ 3])
            raw = Double(Float(bitPattern: UInt32(high) << 16 | low))
        }
        return conversion.quantity(raw: raw, at: now)
    }

    /// The raw number; nil where bytes are missing, mean “no reading”, or are no number.
    @inline(__always)
    package func number(_ bytes: [UInt8], data: Int, bad: [Int]) -> Double? {
        if form == .tableBits { return tableBits(bytes, data).map { Double($0) } }
        let index = data &+ position
        guard form != .text, index &+ 2 &* width <= bytes.count else { return nil }
        let raw = raw(bytes, index)
        if firstBad < endBad, isBad(raw, bad) { return nil }
        if let bit {
            let mask = (UInt64(1) << UInt64(bits)) - 1
            return Double((raw >> UInt64(bit & 63)) & mask)
        }
        return number(raw)
    }

    /// The least significant bit has the lowest address (Modbus application protocol, 6.1).
    private func tableBits(_ bytes: [UInt8], _ data: Int) -> UInt64? {
        let last = data &+ (position &+ width &- 1) >> 3
        guard last < bytes.count else { return nil }
        var value: UInt64 = 0
        var index = 0
        while index < width {
            let place = position &+ index
            let bit = (bytes[data &+ place >> 3] >> UInt8(place & 7)) & 1
            value |= UInt64(bit) << UInt64(index)
            index &+= 1
        }
        return value
    }

    @inline(__always)
    private func raw(_ bytes: [UInt8], _ index: Int) -> UInt64 {
        var raw = register(bytes, index)
        var place = 1
        while place < width {
            let next = register(bytes, index &+ 2 &* place)
            raw = words == .asSent ? raw << 16 | next : next << UInt64(16 * place) | raw
            place &+= 1
        }
        return raw
    }

    @inline(__always)
    private func register(_ bytes: [UInt8], _ index: Int) -> UInt64 {
        let first = UInt64(bytes[index])
        let second = UInt64(bytes[index &+ 1])
        return self.bytes == .asSent ? first << 8 | second : second << 8 | first
    }

    /// Nil where the bits are no number.
    @inline(__always)
    private func number(_ raw: UInt64) -> Double? {
        switch form {
        case .int16: Double(Int16(truncatingIfNeeded: raw))
        case .uint16, .uint32, .uint64: Double(raw)
        case .int32: Double(Int32(truncatingIfNeeded: raw))
        case .int64: Double(Int64(bitPattern: raw))
        case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: raw)))
        case .float64: Double(bitPattern: raw)
        case .signMagnitude16: Self.signed(raw, UInt64(1) << 15)
        case .signMagnitude32: Self.signed(raw, UInt64(1) << 31)
        case .bcd16, .bcd32: Self.decimal(raw, digits: 4 * width)
        case .bit, .tableBits: Double(raw & 1)
        case .text: nil
        }
    }

    private static func signed(_ raw: UInt64, _ sign: UInt64) -> Double {
        raw & sign == 0 ? Double(raw) : -Double(raw & (sign - 1))
    }

    private static func decimal(_ raw: UInt64, digits: Int) -> Double? {
        var value: UInt64 = 0
        for place in (0..<digits).reversed() {
            let digit = (raw >> UInt64(4 * place)) & 0xF
            guard digit <= 9 else { return nil }
            value = value * 10 + digit
        }
        return Double(value)
    }

    /// A profile may write a sentinel signed or unsigned: -32768 or 0x8000.
    private func isBad(_ raw: UInt64, _ bad: [Int]) -> Bool {
        let signed: Int
        switch width {
        case 1: signed = Int(Int16(truncatingIfNeeded: raw))
        case 2: signed = Int(Int32(truncatingIfNeeded: raw))
        default: signed = Int(bitPattern: UInt(raw))
        }
        var index = firstBad
        while index < min(endBad, bad.count) {
            if bad[index] == Int(bitPattern: UInt(raw)) || bad[index] == signed { return true }
            index += 1
        }
        return false
    }

    @inline(__always)
    static func none(_ now: Instant) -> Reading {
        Reading(value: 0, quality: .deviceBad, at: now)
    }
}
