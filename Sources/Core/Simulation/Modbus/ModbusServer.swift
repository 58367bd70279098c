import Devices
import Quantities

/// The device's side of Modbus: reads a request's data unit, does it, writes the answer.
struct ModbusServer: Sendable {
    var regions: [RegisterTable]
    let link: ModbusLink
    var locks: WriteLocks
    /// Whether it is asked at all just now.
    var mood = Mood.willing
    /// It hears nothing before this: it was just spoken to.
    var deafUntil = Int64.min
    var lastHeard: Int64 = 0
    private let functions: Functions
    private let spans: [RegisterTable.Span]

    enum Mood: Sendable {
        case willing
        /// Exception 6 to everything.
        case busy
        /// A gateway says, in its place, that it does not answer.
        case behindDeadGateway
    }

    /// Exception codes of the Modbus application protocol V1.1b3, section 7.
    enum Refusal: UInt8 {
        case function = 1
        case address = 2
        case value = 3
        case device = 4
        case accepted = 5
        case busy = 6
        case gateway = 11
    }

    /// Which of the rarer functions the device knows.
    private struct Functions: Sendable {
        var masks = true
        var exchanges = false
    }

    /// `delay`: every write is answered with exception 5 and takes effect so much later.
    init(fields: [RegisterField], link: ModbusLink, sources: [ModbusField], delay: Int64) {
        regions = RegisterTable.regions(of: fields)
        spans = regions.map(\.span)
        self.link = link
        locks = WriteLocks(link, delay: delay)
        functions = Functions(
            masks: !sources.contains { $0.modification == .locked },
            exchanges: sources.contains { $0.writeFunction == 23 }
        )
    }

    /// Whether the device hears a request that ends at `now`, and goes on listening.
    mutating func hears(at now: Int64) -> Bool {
        guard now >= deafUntil else { return false }
        lastHeard = now
        return true
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
        locks.settle(&world, at: now)
        let refusal = refusal(frame, start, end, &world, now, &reply)
        let isWrite = function == 5 || function == 6 || function == 15 || function >= 16
        // It buffers what comes too soon after another request, but not while it stores.
        if isWrite, link.pauseAfterWrite > .zero {
            deafUntil = now + link.pauseAfterWrite.nanoseconds
        }
        guard let refusal else { return }
        reply.removeSubrange(mark...)
        reply.append(function | 0x80)
        reply.append(refusal.rawValue)
    }

    private mutating func refusal(
        _ frame: [UInt8],
        _ start: Int,
        _ end: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        switch mood {
        case .willing: break
        case .busy: return .busy
        case .behindDeadGateway: return .gateway
        }
        let size = end - start
        switch frame[start] {
        case 1 where size == 5: return readBits(.coil, frame, start, &world, now, &reply)
        case 2 where size == 5: return readBits(.discreteInput, frame, start, &world, now, &reply)
        case 3 where size == 5: return readWords(.holding, frame, start, &world, now, &reply)
        case 4 where size == 5: return readWords(.input, frame, start, &world, now, &reply)
        case 5 where size == 5: return writeBit(frame, start, &world, now, &reply)
        case 6 where size == 5: return writeWord(frame, start, &world, now, &reply)
        case 8 where size >= 3 && frame[start + 1] == 0 && frame[start + 2] == 0:
            reply.append(contentsOf: frame[start..<end])
            return nil
        case 15 where size >= 7: return writeBits(frame, start, end, &world, now, &reply)
        case 16 where size >= 8: return writeWords(frame, start, end, &world, now, &reply)
        case 22 where size == 7 && functions.masks:
            return maskWord(frame, start, &world, now, &reply)
        case 23 where size >= 12 && functions.exchanges:
            return exchange(frame, start, end, &world, now, &reply)
        default: return .function
        }
    }

    func number(_ frame: [UInt8], _ at: Int) -> Int {
        Int(frame[at]) << 8 | Int(frame[at + 1])
    }

    func region(_ table: ModbusField.Table, _ address: Int, _ count: Int) -> Int? {
        for index in spans.indices where spans[index].holds(table, address, count) {
            guard !link.forbidden.isEmpty else { return index }
            for range in link.forbidden
            where address <= range.upperBound && address + count > range.lowerBound {
                return nil
            }
            return index
        }
        return nil
    }

    /// Whether the device gives out these registers in one piece.
    private func gives(_ table: ModbusField.Table, _ address: Int, _ count: Int) -> Bool {
        if link.blocks.isEmpty, link.starts.isEmpty, link.grouping != .single { return true }
        let asked = address..<(address + count)
        for block in link.blocks where block.table == table && block.range.overlaps(asked) {
            return block.range == asked
        }
        guard link.starts.isEmpty || link.starts.contains(address) else { return false }
        guard link.grouping == .single else { return true }
        return regions.contains { region in
            region.table == table
                && region.fields.contains { $0.address == address && $0.width == count }
        }
    }

    mutating func readWords(
        _ table: ModbusField.Table,
        _ frame: [UInt8],
        _ start: Int,
        _ world: inout World,
        _ now: Int64,
        _ reply: inout [UInt8]
    ) -> Refusal? {
        let (address, count) = (number(frame, start + 1), number(frame, start + 3))
        guard count >= 1, count <= min(link.greatestRead, 125) else { return .value }
        guard let region = region(table, address, count), gives(table, address, count) else {
            return .address
        }
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
        guard let region = region(table, address, count), gives(table, address, count) else {
            return .address
        }
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
