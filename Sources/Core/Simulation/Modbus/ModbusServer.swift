import Devices

/// The device's side of Modbus: reads a request's data unit, does it, writes the answer.
struct ModbusServer: Sendable {
    private var regions: [RegisterTable]
    private let link: ModbusLink

    /// Exception codes of the Modbus application protocol V1.1b3, section 7.
    private enum Refusal: UInt8 {
        case function = 1
        case address = 2
        case value = 3
        case device = 4
    }

    init(fields: [RegisterField], link: ModbusLink) {
        regions = RegisterTable.regions(of: fields)
        self.link = link
    }

    /// Answers the data unit `frame[start..<end]`; appends the answer's data unit to `reply`.
    mutating func answer(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) {
        let mark = reply.count
        let function = frame[start]
        let size = end - start
        let refusal: Refusal?
        switch function {
        case 1 where size == 5: refusal = readBits(.coil, frame, start, &world, now, &reply)
        case 2 where size == 5:
            refusal = readBits(.discreteInput, frame, start, &world, now, &reply)
        case 3 where size == 5: refusal = readWords(.holding, frame, start, &world, now, &reply)
        case 4 where size == 5: refusal = readWords(.input, frame, start, &world, now, &reply)
        case 5 where size == 5: refusal = writeBit(frame, start, &world, now, &reply)
        case 6 where size == 5: refusal = writeWord(frame, start, &world, now, &reply)
        case 8 where size >= 3 && frame[start + 1] == 0 && frame[start + 2] == 0:
            reply.append(contentsOf: frame[start..<end])
            refusal = nil
        case 15 where size >= 7: refusal = writeBits(frame, start, end, &world, now, &reply)
        case 16 where size >= 8: refusal = writeWords(frame, start, end, &world, now, &reply)
        case 22 where size == 7: refusal = maskWord(frame, start, &world, now, &reply)
        default: refusal = .function
        }
        guard let refusal else { return }
        reply.removeSubrange(mark...)
        reply.append(function | 0x80)
        reply.append(refusal.rawValue)
    }

    private func number(_ frame: [UInt8], _ at: Int) -> Int {
        Int(frame[at]) << 8 | Int(frame[at + 1])
    }

    private func region(_ table: ModbusField.Table, _ address: Int, _ count: Int) -> Int? {
        for index in regions.indices where regions[index].holds(table, address, count) {
            for range in link.forbidden
            where address <= range.upperBound && address + count > range.lowerBound {
                return nil
            }
            return index
        }
        return nil
    }

    private mutating func readWords(
        _ table: ModbusField.Table,
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 1), number(frame, start + 3))
        guard count >= 1, count <= min(link.greatestRead, 125) else { return .value }
        guard let region = region(table, address, count) else { return .address }
        regions[region].refresh(address, count, &world, at: now)
        reply.append(frame[start])
        reply.append(UInt8(2 * count))
        for register in address..<(address + count) {
            let word = regions[region].word(at: register)
            reply.append(UInt8(truncatingIfNeeded: word >> 8))
            reply.append(UInt8(truncatingIfNeeded: word))
        }
        return nil
    }

    private mutating func readBits(
        _ table: ModbusField.Table,
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 1), number(frame, start + 3))
        guard count >= 1, count <= min(link.greatestBitRead, 2000) else { return .value }
        guard let region = region(table, address, count) else { return .address }
        regions[region].refresh(address, count, &world, at: now)
        reply.append(frame[start])
        reply.append(UInt8((count + 7) / 8))
        var packed: UInt8 = 0
        for index in 0..<count {
            let bit = UInt8(truncatingIfNeeded: regions[region].word(at: address + index) & 1)
            packed |= bit << UInt8(index & 7)
            if index & 7 == 7 || index == count - 1 {
                reply.append(packed)
                packed = 0
            }
        }
        return nil
    }
}

extension ModbusServer {
    private func refusal(of outcome: World.WriteOutcome) -> Refusal? {
        switch outcome {
        case .done: nil
        case .badValue: .value
        case .refused: .device
        case .readOnly: .address
        }
    }

    private mutating func writeBit(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, value) = (number(frame, start + 1), number(frame, start + 3))
        guard value == 0 || value == 0xFF00 else { return .value }
        guard let region = region(.coil, address, 1), regions[region].accepts(address, 1) else {
            return .address
        }
        regions[region].put(value == 0 ? 0 : 1, at: address)
        reply.append(contentsOf: frame[start..<(start + 5)])
        return refusal(of: regions[region].apply(address, 1, &world, at: now))
    }

    private mutating func writeWord(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let address = number(frame, start + 1)
        guard let region = region(.holding, address, 1), regions[region].accepts(address, 1)
        else { return .address }
        regions[region].put(UInt16(number(frame, start + 3)), at: address)
        reply.append(contentsOf: frame[start..<(start + 5)])
        return refusal(of: regions[region].apply(address, 1, &world, at: now))
    }

    private mutating func writeBits(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 1), number(frame, start + 3))
        let bytes = Int(frame[start + 5])
        guard count >= 1, count <= 1968, bytes == (count + 7) / 8, end == start + 6 + bytes else {
            return .value
        }
        guard let region = region(.coil, address, count), regions[region].accepts(address, count)
        else { return .address }
        for index in 0..<count {
            let bit = frame[start + 6 + index / 8] >> UInt8(index & 7) & 1
            regions[region].put(UInt16(bit), at: address + index)
        }
        reply.append(contentsOf: frame[start..<(start + 5)])
        return refusal(of: regions[region].apply(address, count, &world, at: now))
    }

    private mutating func writeWords(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 1), number(frame, start + 3))
        let bytes = Int(frame[start + 5])
        guard count >= 1, count <= min(link.greatestWrite, 123), bytes == 2 * count,
            end == start + 6 + bytes
        else { return .value }
        guard let region = region(.holding, address, count),
            regions[region].accepts(address, count)
        else { return .address }
        for index in 0..<count {
            let word = UInt16(number(frame, start + 6 + 2 * index))
            regions[region].put(word, at: address + index)
        }
        reply.append(contentsOf: frame[start..<(start + 5)])
        return refusal(of: regions[region].apply(address, count, &world, at: now))
    }

    private mutating func maskWord(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let address = number(frame, start + 1)
        let (and, or) = (UInt16(number(frame, start + 3)), UInt16(number(frame, start + 5)))
        guard let region = region(.holding, address, 1), regions[region].accepts(address, 1)
        else { return .address }
        regions[region].refresh(address, 1, &world, at: now)
        let word = regions[region].word(at: address)
        regions[region].put(word & and | or & ~and, at: address)
        reply.append(contentsOf: frame[start..<(start + 7)])
        return refusal(of: regions[region].apply(address, 1, &world, at: now))
    }
}
