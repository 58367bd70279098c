import Devices
import Quantities

/// One value in a Modbus device's registers or bits, and the variable it shows.
///
/// A class, because every reply looks at it: what never changes need not be copied for that.
final class RegisterField: Sendable {
    let variable: Variable
    let table: ModbusField.Table
    let address: Int
    let width: Int
    let encoding: ModbusField.Encoding
    /// The lowest bit of a register that belongs to it, or -1 for all of it.
    let bit: Int
    let bits: Int
    let wordOrder: ModbusField.Order
    let byteOrder: ModbusField.Order
    let lane: ModbusField.ByteLane
    /// What it says, by choice; for a flag only what it says when true.
    let texts: [[UInt8]]
    let isFlag: Bool
    private let scale: Double
    private let offset: Double
    private let unitScale: Double
    private let unitOffset: Double
    /// The raw value that means "no reading", where the device has one.
    private let bad: Int?
    let access: Access
    let companions: Companions
    /// How long after a write it still shows what it held.
    let settle: Int64
    /// Name of the unlock it needs.
    let unlock: String?
    let endurance: Int

    enum Access: Hashable, Sendable {
        case readable, writable
    }

    /// raw = value in SI × gain + shift, with what other registers say.
    struct Law: Sendable {
        var gain: Double
        var shift: Double
    }

    /// Variables that take part: digits behind the point, a factor, an addend.
    struct Companions: Hashable, Sendable {
        var decimals: Variable?
        var factor: Variable?
        var addend: Variable?
    }

    init(
        _ field: ModbusField,
        _ kind: PointKind,
        _ variable: Variable,
        address: Int,
        companions: Companions = Companions()
    ) {
        self.variable = variable
        self.companions = companions
        table = field.table
        self.address = address
        width = field.width
        encoding = field.encoding
        let inBits = field.table == .coil || field.table == .discreteInput
        bit = inBits ? -1 : field.bit ?? (field.encoding == .bit ? 0 : -1)
        bits = min(max(field.bits, 1), 32)
        wordOrder = field.wordOrder
        byteOrder = field.byteOrder
        lane = field.byteLane
        texts = field.words.map { Array($0.utf8) }
        isFlag = kind == .flag
        var (scale, offset) = (1.0, 0.0)
        if case .quantity(let unit) = kind { (scale, offset) = (unit.scale, unit.offset) }
        unitScale = scale
        unitOffset = offset
        self.scale = field.scale == 0 ? 1 : field.scale
        self.offset = field.offset
        bad = field.badValues.first
        access = field.writeFunction == nil ? .readable : .writable
        settle = max(field.settle.nanoseconds, 0)
        unlock = field.unlock
        endurance = field.endurance ?? .max
    }

    /// The law, where no other register takes part in it.
    var steadyLaw: Law? {
        guard companions == Companions() else { return nil }
        return law(decimals: 0, factor: 1, addend: 0)
    }

    /// The law while the other registers say this.
    func law(decimals: Double, factor: Double, addend: Double) -> Law {
        var step = scale * factor
        for _ in 0..<Int(min(max(decimals, 0), 9)) { step /= 10 }
        for _ in 0..<Int(min(max(-decimals, 0), 9)) { step *= 10 }
        guard step != 0 else { return Law(gain: 0, shift: 0) }
        return Law(
            gain: 1 / (unitScale * step),
            shift: -(unitOffset / unitScale + offset + addend) / step
        )
    }

    /// Writes the value into `words`, at `index`.
    func encode(_ value: Double, _ law: Law, into words: inout [UInt16], at index: Int) {
        if table == .coil || table == .discreteInput {
            let raw = Int(min(max((value * law.gain + law.shift).rounded(), 0), 4_294_967_295))
            for place in 0..<width { words[index + place] = UInt16(raw >> place & 1) }
            return
        }
        if encoding == .text { return write(text: text(of: value), into: &words, at: index) }
        if bit >= 0 {
            var all = join(words, at: index)
            let ones = (UInt64(1) << UInt64(bits)) - 1
            let raw = UInt64(min(max((value * law.gain + law.shift).rounded(), 0), Double(ones)))
            all = all & ~(ones << UInt64(bit)) | raw << UInt64(bit)
            split(all, into: &words, at: index)
            return
        }
        split(pattern(value, law), into: &words, at: index)
    }

    private func pattern(_ value: Double, _ law: Law) -> UInt64 {
        if value.isNaN, let bad { return UInt64(truncatingIfNeeded: bad) }
        let exact = value * law.gain + law.shift
        switch encoding {
        case .float32: return UInt64(Float(exact).bitPattern)
        case .float64: return exact.bitPattern
        default: break
        }
        let raw = value.isNaN ? 0x7FFF : exact.rounded()
        switch encoding {
        case .int16: return UInt64(truncatingIfNeeded: whole(raw, -32768, 65535))
        case .int32: return UInt64(truncatingIfNeeded: whole(raw, -2_147_483_648, 2_147_483_647))
        case .uint32: return UInt64(whole(raw, 0, 4_294_967_295))
        case .int64: return UInt64(truncatingIfNeeded: whole(raw, -9.2e18, 9.2e18))
        case .uint64: return UInt64(min(max(raw, 0), 1.8e19))
        case .signMagnitude16:
            let size = UInt64(whole(abs(raw), 0, 32767))
            return raw < 0 ? size | 0x8000 : size
        case .signMagnitude32:
            let size = UInt64(whole(abs(raw), 0, 2_147_483_647))
            return raw < 0 ? size | 0x8000_0000 : size
        case .bcd16: return packed(whole(raw, 0, 9999), digits: 4)
        case .bcd32: return packed(whole(raw, 0, 99_999_999), digits: 8)
        default: return UInt64(whole(raw, 0, 65535))
        }
    }

    private func whole(_ raw: Double, _ low: Double, _ high: Double) -> Int {
        Int(min(max(raw, low), high))
    }

    private func packed(_ number: Int, digits: Int) -> UInt64 {
        var rest = number
        var result: UInt64 = 0
        for digit in 0..<digits {
            result |= UInt64(rest % 10) << UInt64(4 * digit)
            rest /= 10
        }
        return result
    }

    private func text(of value: Double) -> [UInt8] {
        if isFlag { return value > 0.5 ? texts.first ?? [] : Array("?".utf8) }
        let index = Int(min(max(value.isNaN ? -1 : value, -1), 1000))
        return texts.indices.contains(index) ? texts[index] : Array("?".utf8)
    }

    private func write(text: [UInt8], into words: inout [UInt16], at index: Int) {
        let step = lane == .both ? 2 : 1
        for register in 0..<width {
            func byte(_ offset: Int) -> UInt16 {
                let place = step * register + offset
                return place < text.count ? UInt16(text[place]) : 0
            }
            let word: UInt16
            switch lane {
            case .both: word = byte(0) << 8 | byte(1)
            case .high: word = byte(0) << 8
            case .low: word = byte(0)
            }
            words[index + register] = swapped(word)
        }
    }

    private func swapped(_ word: UInt16) -> UInt16 { byteOrder == .big ? word : word.byteSwapped }

    /// Lays a number's words out in the device's order.
    private func split(_ bits: UInt64, into words: inout [UInt16], at index: Int) {
        for place in 0..<width {
            let shift = UInt64(16 * (wordOrder == .big ? width - 1 - place : place))
            words[index + place] = swapped(UInt16(truncatingIfNeeded: bits >> shift))
        }
    }

    private func join(_ words: [UInt16], at index: Int) -> UInt64 {
        var bits: UInt64 = 0
        for place in 0..<width {
            let shift = UInt64(16 * (wordOrder == .big ? width - 1 - place : place))
            bits |= UInt64(swapped(words[index + place])) << shift
        }
        return bits
    }
}

extension RegisterField {
    /// The SI value of what stands in `words` at `index`.
    func decode(_ words: [UInt16], _ law: Law, at index: Int) -> Double {
        guard law.gain != 0 else { return .nan }
        return (raw(words, at: index) - law.shift) / law.gain
    }

    private func raw(_ words: [UInt16], at index: Int) -> Double {
        if table == .coil || table == .discreteInput {
            var number = 0.0
            for place in (0..<width).reversed() {
                number = 2 * number + Double(words[index + place])
            }
            return number
        }
        let all = join(words, at: index)
        if bit >= 0 { return Double(all >> UInt64(bit) & ((UInt64(1) << UInt64(bits)) - 1)) }
        switch encoding {
        case .int16: return Double(Int16(truncatingIfNeeded: all))
        case .int32: return Double(Int32(truncatingIfNeeded: all))
        case .int64: return Double(Int64(bitPattern: all))
        case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: all)))
        case .float64: return Double(bitPattern: all)
        case .signMagnitude16:
            return all & 0x8000 == 0 ? Double(all) : -Double(all & 0x7FFF)
        case .signMagnitude32:
            return all & 0x8000_0000 == 0 ? Double(all) : -Double(all & 0x7FFF_FFFF)
        case .bcd16, .bcd32:
            return (0..<(4 * width)).reversed().reduce(0) {
                $0 * 10 + Double(all >> UInt64(4 * $1) & 15)
            }
        default: return Double(all)
        }
    }
}
