import Devices
import Quantities

/// One value in a Modbus device's registers or bits, and the variable it shows.
///
/// raw = value in SI × gain + shift.
struct RegisterField: Sendable {
    let variable: Variable
    let table: ModbusField.Table
    let address: Int
    let width: Int
    let encoding: ModbusField.Encoding
    /// One bit of a register, or -1 for all of it.
    let bit: Int
    let wordOrder: ModbusField.Order
    let byteOrder: ModbusField.Order
    private let gain: Double
    private let shift: Double
    /// The raw value that means "no reading", where the device has one.
    private let bad: Int?
    let access: Access

    enum Access: Hashable, Sendable {
        case readable, writable
    }

    init(_ field: ModbusField, _ kind: PointKind, _ variable: Variable, address: Int) {
        self.variable = variable
        table = field.table
        self.address = address
        width = field.width
        encoding = field.encoding
        let inBits = field.table == .coil || field.table == .discreteInput
        bit = inBits ? 0 : field.bit ?? (field.encoding == .bit ? 0 : -1)
        wordOrder = field.wordOrder
        byteOrder = field.byteOrder
        var (scale, offset) = (1.0, 0.0)
        if case .quantity(let unit) = kind { (scale, offset) = (unit.scale, unit.offset) }
        let step = field.scale == 0 ? 1 : field.scale
        gain = 1 / (scale * step)
        shift = -(offset / scale + field.offset) / step
        bad = field.badValues.first
        access = field.writeFunction == nil ? .readable : .writable
    }

    /// Whether its register holds only some bits of it.
    var isBit: Bool { bit >= 0 }

    /// The SI value of what a master wrote.
    func value(raw: Double) -> Double { (raw - shift) / gain }

    /// Writes the value into `words`, at `index`.
    func encode(_ value: Double, into words: inout [UInt16], at index: Int) {
        if bit >= 0 {
            let mask = UInt16(1) << UInt16(bit & 15)
            if value > 0.5 { words[index] |= mask } else { words[index] &= ~mask }
            return
        }
        if encoding == .float32 {
            let single = value.isNaN && bad == nil ? Float.nan : Float(value * gain + shift)
            store(bits(of: single, value), into: &words, at: index)
            return
        }
        let raw = value.isNaN ? Double(bad ?? 0x7FFF) : (value * gain + shift).rounded()
        if width == 2 {
            let low = encoding == .uint32 ? 0 : -2_147_483_648.0
            let high = encoding == .uint32 ? 4_294_967_295.0 : 2_147_483_647
            store(UInt32(truncatingIfNeeded: clamp(raw, low, high)), into: &words, at: index)
        } else {
            words[index] = swapped(word(raw))
        }
    }

    private func bits(of single: Float, _ value: Double) -> UInt32 {
        if value.isNaN, let bad { return UInt32(truncatingIfNeeded: bad) }
        return single.bitPattern
    }

    private func word(_ raw: Double) -> UInt16 {
        switch encoding {
        case .int16: return UInt16(truncatingIfNeeded: clamp(raw, -32768, 65535))
        case .signMagnitude16:
            let size = UInt16(truncatingIfNeeded: clamp(abs(raw), 0, 32767))
            return raw < 0 ? size | 0x8000 : size
        case .bcd16:
            var rest = clamp(raw, 0, 9999)
            var packed = 0
            for digit in 0..<4 {
                packed |= (rest % 10) << (4 * digit)
                rest /= 10
            }
            return UInt16(packed)
        default: return UInt16(truncatingIfNeeded: clamp(raw, 0, 65535))
        }
    }

    private func clamp(_ raw: Double, _ low: Double, _ high: Double) -> Int {
        Int(min(max(raw, low), high))
    }

    private func swapped(_ word: UInt16) -> UInt16 { byteOrder == .big ? word : word.byteSwapped }

    private func store(_ bits: UInt32, into words: inout [UInt16], at index: Int) {
        let high = swapped(UInt16(truncatingIfNeeded: bits >> 16))
        let low = swapped(UInt16(truncatingIfNeeded: bits))
        words[index] = wordOrder == .big ? high : low
        words[index + 1] = wordOrder == .big ? low : high
    }

    /// The SI value of what stands in `words` at `index`.
    func decode(_ words: [UInt16], at index: Int) -> Double {
        if bit >= 0 { return words[index] & (UInt16(1) << UInt16(bit & 15)) != 0 ? 1 : 0 }
        let first = swapped(words[index])
        guard width == 2 else { return value(raw: number(first)) }
        let second = swapped(words[index + 1])
        let (high, low) = wordOrder == .big ? (first, second) : (second, first)
        let bits = UInt32(high) << 16 | UInt32(low)
        switch encoding {
        case .float32: return value(raw: Double(Float(bitPattern: bits)))
        case .uint32: return value(raw: Double(bits))
        default: return value(raw: Double(Int32(bitPattern: bits)))
        }
    }

    private func number(_ word: UInt16) -> Double {
        switch encoding {
        case .int16: return Double(Int16(bitPattern: word))
        case .signMagnitude16:
            let size = Double(word & 0x7FFF)
            return word & 0x8000 == 0 ? size : -size
        case .bcd16:
            return (0..<4).reversed().reduce(0) { $0 * 10 + Double(word >> UInt16(4 * $1) & 15) }
        default: return Double(word)
        }
    }
}
