package import Devices

/// What the host asks of one Modbus unit (Modbus Application Protocol V1.1b3, chapter 6).
package enum ModbusRequest: Hashable, Sendable {
    /// Functions 1 to 4, by table.
    case read(ModbusField.Table, address: UInt16, count: UInt16)
    /// Function 5.
    case writeCoil(address: UInt16, on: Bool)
    /// Function 6.
    case writeRegister(address: UInt16, value: UInt16)
    /// Function 15.
    case writeCoils(address: UInt16, values: [Bool])
    /// Function 16.
    case writeRegisters(address: UInt16, values: [UInt16])
    /// Function 22: new = (old and `and`) or (`or` and not `and`).
    case maskRegister(address: UInt16, and: UInt16, or: UInt16)
    /// Function 23: writes first, then reads, in one transaction.
    case exchange(read: UInt16, count: UInt16, write: UInt16, values: [UInt16])

    package var function: UInt8 {
        switch self {
        case .read(.coil, _, _): 1
        case .read(.discreteInput, _, _): 2
        case .read(.holding, _, _): 3
        case .read(.input, _, _): 4
        case .writeCoil: 5
        case .writeRegister: 6
        case .writeCoils: 15
        case .writeRegisters: 16
        case .maskRegister: 22
        case .exchange: 23
        }
    }

    /// Appends function and data; nothing where a count is outside what the standard allows.
    ///
    /// - Returns: Whether the request can be sent.
    package func append(to bytes: inout [UInt8]) -> Bool {
        guard isLawful else { return false }
        bytes.append(function)
        switch self {
        case .read(_, let address, let count): Self.words([address, count], &bytes)
        case .writeCoil(let address, let on): Self.words([address, on ? 0xFF00 : 0], &bytes)
        case .writeRegister(let address, let value): Self.words([address, value], &bytes)
        case .writeCoils(let address, let values):
            Self.words([address, UInt16(truncatingIfNeeded: values.count)], &bytes)
            Self.bits(values, &bytes)
        case .writeRegisters(let address, let values):
            Self.words([address, UInt16(truncatingIfNeeded: values.count)], &bytes)
            bytes.append(UInt8(truncatingIfNeeded: values.count * 2))
            Self.words(values, &bytes)
        case .maskRegister(let address, let and, let or): Self.words([address, and, or], &bytes)
        case .exchange(let read, let count, let write, let values):
            let length = UInt16(truncatingIfNeeded: values.count)
            Self.words([read, count, write, length], &bytes)
            bytes.append(UInt8(truncatingIfNeeded: values.count * 2))
            Self.words(values, &bytes)
        }
        return true
    }

    /// Counts within the standard's limits: 2000 bits or 125 registers read; 1968 bits, 123
    /// registers, or 121 in function 23 written.
    private var isLawful: Bool {
        switch self {
        case .read(.coil, _, let count), .read(.discreteInput, _, let count):
            (1...2000).contains(count)
        case .read(_, _, let count): (1...125).contains(count)
        case .writeCoil, .writeRegister, .maskRegister: true
        case .writeCoils(_, let values): (1...1968).contains(values.count)
        case .writeRegisters(_, let values): (1...123).contains(values.count)
        case .exchange(_, let count, _, let values):
            (1...125).contains(count) && (1...121).contains(values.count)
        }
    }

    /// How many bytes of data a read's reply counts; nil where the reply repeats the request.
    package var replyByteCount: Int? {
        switch self {
        case .read(.coil, _, let count), .read(.discreteInput, _, let count):
            (Int(count) + 7) / 8
        case .read(_, _, let count), .exchange(_, let count, _, _): Int(count) * 2
        default: nil
        }
    }

    private static func words(_ values: [UInt16], _ bytes: inout [UInt8]) {
        for value in values {
            bytes.append(UInt8(truncatingIfNeeded: value >> 8))
            bytes.append(UInt8(truncatingIfNeeded: value))
        }
    }

    private static func bits(_ values: [Bool], _ bytes: inout [UInt8]) {
        let count = (values.count + 7) / 8
        bytes.append(UInt8(truncatingIfNeeded: count))
        let first = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        for (index, value) in values.enumerated() where value {
            bytes[first + index / 8] |= 1 << UInt8(index % 8)
        }
    }
}
