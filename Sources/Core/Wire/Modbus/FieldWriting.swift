package import Devices

extension ModbusField {
    /// The request that makes the device hold `value` (SI, 0 or 1, index of a choice).
    ///
    /// Returns nil where the field is not written, the value does not fit its encoding, its write
    /// function cannot carry it, or the device takes fewer registers at once. A bit of a register
    /// is written by function 22 only: a read-modify-write would wipe what others changed
    /// meanwhile.
    package func writing(_ value: Double, kind: PointKind, greatestWrite: Int) -> ModbusRequest? {
        let conversion = ValueConversion(kind, scale: scale, offset: offset)
        guard let function = writeFunction, let address = UInt16(exactly: address),
            let raw = conversion.raw(of: value)
        else { return nil }
        switch table {
        case .discreteInput, .input: return nil
        case .coil:
            let on = raw.rounded() != 0
            switch function {
            case 5: return .writeCoil(address: address, on: on)
            case 15: return .writeCoils(address: address, values: [on])
            default: return nil
            }
        case .holding: break
        }
        if encoding == .bit || bit != nil {
            return mask(raw.rounded(), address: address, function: function)
        }
        guard let registers = registers(raw), registers.count <= greatestWrite,
            let first = registers.first
        else { return nil }
        switch function {
        case 6 where registers.count == 1: return .writeRegister(address: address, value: first)
        case 16: return .writeRegisters(address: address, values: registers)
        default: return nil
        }
    }

    private func mask(_ value: Double, address: UInt16, function: Int) -> ModbusRequest? {
        let count = min(max(bits, 1), 16)
        let ones = UInt16(truncatingIfNeeded: (UInt32(1) << UInt32(count)) - 1)
        let shift = UInt16((bit ?? 0) & 15)
        guard function == 22, width == 1, let whole = UInt16(exactly: value), whole <= ones,
            Int(shift) + count <= 16
        else { return nil }
        let place = byteOrder == .big ? ones << shift : (ones << shift).byteSwapped
        let written = byteOrder == .big ? whole << shift : (whole << shift).byteSwapped
        return .maskRegister(address: address, and: ~place, or: written)
    }

    /// The registers that hold `raw`, in the order they are sent; nil where it does not fit.
    package func registers(_ raw: Double) -> [UInt16]? {
        let whole = raw.rounded()
        let bits: UInt32
        switch encoding {
        case .int16:
            guard let value = Int16(exactly: whole) else { return nil }
            bits = UInt32(UInt16(bitPattern: value))
        case .uint16, .bit:
            guard let value = UInt16(exactly: whole) else { return nil }
            bits = UInt32(value)
        case .signMagnitude16:
            guard let value = UInt16(exactly: abs(whole)), value <= 0x7FFF else { return nil }
            bits = UInt32(value) | (whole < 0 ? 0x8000 : 0)
        case .bcd16:
            guard let value = UInt32(exactly: whole), value <= 9999 else { return nil }
            let upper = (value / 1000) << 12 | (value / 100 % 10) << 8
            bits = upper | (value / 10 % 10) << 4 | value % 10
        case .int32:
            guard let value = Int32(exactly: whole) else { return nil }
            bits = UInt32(bitPattern: value)
        case .uint32:
            guard let value = UInt32(exactly: whole) else { return nil }
            bits = value
        case .float32:
            let value = Float(raw)
            guard value.isFinite else { return nil }
            bits = value.bitPattern
        }
        let low = UInt16(truncatingIfNeeded: bits)
        let high = UInt16(truncatingIfNeeded: bits >> 16)
        let words = width == 1 ? [low] : wordOrder == .big ? [high, low] : [low, high]
        return byteOrder == .big ? words : words.map(\.byteSwapped)
    }
}
