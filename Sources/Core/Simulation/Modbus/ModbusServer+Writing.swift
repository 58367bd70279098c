import Devices

/// What a master may change.
extension ModbusServer {
    /// Hands registers that were put on to what is behind them.
    private mutating func carryOut(
        _ region: Int,
        _ address: Int,
        _ count: Int,
        _ world: inout World,
        _ now: Int64
    ) -> Refusal? {
        switch regions[region].apply(address, count, &world, &locks, at: now) {
        case .done: return locks.delay > 0 ? .accepted : nil
        case .badValue: return .value
        case .refused: return .device
        case .readOnly: return .address
        }
    }

    private func writable(_ table: ModbusField.Table, _ address: Int, _ count: Int) -> Int? {
        guard let region = region(table, address, count), regions[region].accepts(address, count)
        else { return nil }
        return region
    }

    mutating func writeBit(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, value) = (number(frame, start + 1), number(frame, start + 3))
        guard value == 0 || value == 0xFF00 else { return .value }
        let bit = value == 0 ? 0 : 1
        reply.append(contentsOf: frame[start..<(start + 5)])
        let isKey = locks.hear(function: 5, address: address, value: bit)
        guard let region = writable(.coil, address, 1) else { return isKey ? nil : .address }
        regions[region].put(UInt16(bit), at: address)
        return carryOut(region, address, 1, &world, now)
    }

    mutating func writeWord(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, value) = (number(frame, start + 1), number(frame, start + 3))
        reply.append(contentsOf: frame[start..<(start + 5)])
        let isKey = locks.hear(function: 6, address: address, value: value)
        guard let region = writable(.holding, address, 1) else { return isKey ? nil : .address }
        regions[region].put(UInt16(value), at: address)
        return carryOut(region, address, 1, &world, now)
    }

    mutating func writeBits(
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
        guard let region = writable(.coil, address, count) else { return .address }
        for index in 0..<count {
            let bit = frame[start + 6 + index / 8] >> UInt8(index & 7) & 1
            regions[region].put(UInt16(bit), at: address + index)
        }
        reply.append(contentsOf: frame[start..<(start + 5)])
        return carryOut(region, address, count, &world, now)
    }

    mutating func writeWords(
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
        reply.append(contentsOf: frame[start..<(start + 5)])
        let first = number(frame, start + 6)
        let isKey = count == 1 && locks.hear(function: 16, address: address, value: first)
        guard let region = writable(.holding, address, count) else {
            return isKey ? nil : .address
        }
        put(frame, start + 6, count, region, address)
        return carryOut(region, address, count, &world, now)
    }

    private mutating func put(
        _ frame: [UInt8],
        _ place: Int,
        _ count: Int,
        _ region: Int,
        _ address: Int
    ) {
        for index in 0..<count {
            let word = UInt16(number(frame, place + 2 * index))
            regions[region].put(word, at: address + index)
        }
    }

    mutating func maskWord(
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let address = number(frame, start + 1)
        let (and, or) = (UInt16(number(frame, start + 3)), UInt16(number(frame, start + 5)))
        guard let region = writable(.holding, address, 1) else { return .address }
        regions[region].refresh(address, 1, &world, at: now)
        let word = regions[region].word(at: address)
        regions[region].put(word & and | or & ~and, at: address)
        reply.append(contentsOf: frame[start..<(start + 7)])
        return carryOut(region, address, 1, &world, now)
    }

    /// Function 23: the write comes before the read (V1.1b3, 6.17).
    mutating func exchange(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 5), number(frame, start + 7))
        let bytes = Int(frame[start + 9])
        guard count >= 1, count <= min(link.greatestWrite, 121), bytes == 2 * count,
            end == start + 10 + bytes
        else { return .value }
        guard let region = writable(.holding, address, count) else { return .address }
        put(frame, start + 10, count, region, address)
        if let refusal = carryOut(region, address, count, &world, now) { return refusal }
        return readWords(.holding, frame, start, &world, now, &reply)
    }

    /// How often the memory behind a variable was written.
    func writes(of variable: Variable) -> Int {
        regions.reduce(0) { $0 + $1.writes(of: variable) }
    }
}
