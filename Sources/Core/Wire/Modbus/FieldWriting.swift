package import Devices

extension ModbusField {
    /// The request that makes the device hold `value` (SI, 0 or 1, index of a choice).
    ///
    /// Returns nil where the field is not written, the value does not fit its encoding, its write
    /// function cannot carry it, the device takes fewer registers at once, or it takes a reading of
    /// what the device holds to write it.
    package func writing(_ value: Double, kind: PointKind, greatestWrite: Int) -> ModbusRequest? {
        guard !isWrittenByReading else { return nil }
        let conversion = ValueConversion(kind, scale: scale, offset: offset)
        return writing(value, conversion, holding: [], greatestWrite: greatestWrite)
    }

    /// The same where the device was just read: `held` are the field's registers as they came.
    func writing(
        _ value: Double,
        _ conversion: ValueConversion,
        holding held: [UInt16],
        greatestWrite: Int
    ) -> ModbusRequest? {
        guard let function = writeFunction, let address = UInt16(exactly: address),
            let raw = conversion.raw(of: value)
        else { return nil }
        switch table {
        case .discreteInput, .input: return nil
        case .coil: return coils(raw.rounded(), address: address, function: function)
        case .holding: break
        }
        if isModified {
            guard let part = part(raw.rounded()) else { return nil }
            switch (modification, function) {
            case (.mask, 22): return .maskRegister(address: address, and: ~part.mask, or: part.bits)
            case (.locked, 6), (.locked, 16):
                guard let old = held.first else { return nil }
                return words([old & ~part.mask | part.bits], address: address, function: function)
            default: return nil
            }
        }
        guard let registers = registers(raw), registers.count <= greatestWrite else { return nil }
        return words(registers, address: address, function: function)
    }

    private func coils(_ value: Double, address: UInt16, function: Int) -> ModbusRequest? {
        guard let whole = UInt32(exactly: value), width == 32 || whole >> UInt32(width) == 0 else {
            return nil
        }
        switch function {
        case 5 where width == 1: return .writeCoil(address: address, on: whole != 0)
        case 15:
            let values = (0..<width).map { whole >> UInt32($0) & 1 == 1 }
            return .writeCoils(address: address, values: values)
        default: return nil
        }
    }

    private func words(_ registers: [UInt16], address: UInt16, function: Int) -> ModbusRequest? {
        guard let first = registers.first else { return nil }
        switch function {
        case 6 where registers.count == 1: return .writeRegister(address: address, value: first)
        case 16: return .writeRegisters(address: address, values: registers)
        case 23:
            guard let back = UInt16(exactly: readAddress) else { return nil }
            let count = UInt16(truncatingIfNeeded: registers.count)
            return .exchange(read: back, count: count, write: address, values: registers)
        default: return nil
        }
    }

    /// Which bits of the register, as sent, and what they become.
    private func part(_ value: Double) -> (mask: UInt16, bits: UInt16)? {
        let count = min(max(bits, 1), 16)
        let ones = UInt16(truncatingIfNeeded: (UInt32(1) << UInt32(count)) - 1)
        let shift = UInt16((bit ?? 0) & 15)
        guard width == 1, let whole = UInt16(exactly: value), whole <= ones,
            Int(shift) + count <= 16
        else { return nil }
        let mask = ones << shift
        let written = whole << shift
        return byteOrder == .big ? (mask, written) : (mask.byteSwapped, written.byteSwapped)
    }

    /// The registers that hold `raw`, in the order they are sent; nil where it does not fit.
    package func registers(_ raw: Double) -> [UInt16]? {
        guard let bits = pattern(raw) else { return nil }
        let count = encoding.width
        let descending = (0..<count).map {
            UInt16(truncatingIfNeeded: bits >> UInt64(16 * (count - 1 - $0)))
        }
        let words = wordOrder == .big ? descending : descending.reversed()
        return byteOrder == .big ? words : words.map(\.byteSwapped)
    }

    private func pattern(_ raw: Double) -> UInt64? {
        let whole = raw.rounded()
        switch encoding {
        case .int16: return Int16(exactly: whole).map { UInt64(UInt16(bitPattern: $0)) }
        case .uint16, .bit: return UInt16(exactly: whole).map { UInt64($0) }
        case .int32: return Int32(exactly: whole).map { UInt64(UInt32(bitPattern: $0)) }
        case .uint32: return UInt32(exactly: whole).map { UInt64($0) }
        case .int64: return Int64(exactly: whole).map { UInt64(bitPattern: $0) }
        case .uint64: return UInt64(exactly: whole)
        case .signMagnitude16: return Self.signed(whole, UInt64(1) << 15)
        case .signMagnitude32: return Self.signed(whole, UInt64(1) << 31)
        case .bcd16: return Self.decimal(whole, digits: 4)
        case .bcd32: return Self.decimal(whole, digits: 8)
        case .float32:
            let value = Float(raw)
            return value.isFinite ? UInt64(value.bitPattern) : nil
        case .float64: return raw.isFinite ? raw.bitPattern : nil
        case .text: return nil
        }
    }

    private static func signed(_ whole: Double, _ sign: UInt64) -> UInt64? {
        guard let size = UInt64(exactly: abs(whole)), size < sign else { return nil }
        return whole < 0 ? size | sign : size
    }

    private static func decimal(_ whole: Double, digits: Int) -> UInt64? {
        guard var rest = UInt64(exactly: whole) else { return nil }
        var packed: UInt64 = 0
        for place in 0..<digits {
            packed |= (rest % 10) << UInt64(4 * place)
            rest /= 10
        }
        return rest == 0 ? packed : nil
    }
}
