import Devices

extension ModbusRequest {
    /// Reads function and data of a whole request, as `append` writes them.
    ///
    /// Nil where they are none, of another function, or of a count or length the standard does not
    /// allow.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= 5 else { return nil }
        func word(_ at: Int) -> UInt16 { UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]) }
        let (address, second) = (word(1), word(3))
        switch bytes[0] {
        case 1...4:
            let tables: [ModbusField.Table] = [.coil, .discreteInput, .holding, .input]
            self = .read(tables[Int(bytes[0]) - 1], address: address, count: second)
        case 5: self = .writeCoil(address: address, on: second != 0)
        case 6: self = .writeRegister(address: address, value: second)
        case 15:
            guard bytes.count == 6 + (Int(second) + 7) / 8 else { return nil }
            let values = (0..<Int(second)).map { bytes[6 + $0 / 8] >> UInt8($0 % 8) & 1 == 1 }
            self = .writeCoils(address: address, values: values)
        case 16:
            guard bytes.count == 6 + 2 * Int(second) else { return nil }
            let values = (0..<Int(second)).map { word(6 + 2 * $0) }
            self = .writeRegisters(address: address, values: values)
        case 22:
            guard bytes.count == 7 else { return nil }
            self = .maskRegister(address: address, and: second, or: word(5))
        case 23:
            guard bytes.count >= 10, bytes.count == 10 + 2 * Int(word(7)) else { return nil }
            let values = (0..<Int(word(7))).map { word(10 + 2 * $0) }
            self = .exchange(read: address, count: second, write: word(5), values: values)
        default: return nil
        }
        // Written again it must be the same, so that nothing in it goes unread.
        var again: [UInt8] = []
        guard append(to: &again), again == bytes else { return nil }
    }
}

extension ModbusFraming {
    /// Unit, function and data of a whole frame; nil where its check does not hold.
    package func body(of frame: [UInt8]) -> ArraySlice<UInt8>? {
        switch self {
        case .rtu:
            guard frame.count >= 4, CRC16.holds(frame, from: 0, to: frame.count) else { return nil }
            return frame.dropLast(2)
        case .tcp:
            guard frame.count >= 8, frame[2] == 0, frame[3] == 0,
                Int(frame[4]) << 8 | Int(frame[5]) == frame.count - 6
            else { return nil }
            return frame.dropFirst(6)
        }
    }
}
