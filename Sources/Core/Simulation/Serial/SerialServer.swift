import Devices

/// The device's side of a serial protocol: cuts the stream into requests, does them, answers.
struct SerialServer: Sendable {
    private let requests: [RequestPattern]
    private let framing: Framing
    private let checksum: ChecksumDefinition?
    private let address: Int
    private let place: ModelPlace
    /// What it says to what it does not know; empty where it stays silent.
    private let unknown: [UInt8]
    /// For each byte: the request it is, outside the line protocol, or -1.
    private let immediates: [Int8]
    private var input: [UInt8] = []
    private var captured: [Double] = []
    private var operands: [Double] = []

    /// Longer lines than any device takes are thrown away.
    private static let greatestLine = 512

    init(
        _ definition: ProtocolDefinition,
        requests: [RequestPattern],
        address: Int,
        place: ModelPlace,
        unknown: [UInt8]
    ) {
        self.requests = requests
        framing = definition.framing
        checksum = definition.checksum
        self.address = address
        self.place = place
        self.unknown = unknown
        var table = [Int8](repeating: -1, count: 256)
        for (index, request) in requests.enumerated() where index < 128 {
            if let byte = request.immediate { table[Int(byte)] = Int8(index) }
        }
        immediates = table
        input.reserveCapacity(Self.greatestLine)
    }

    /// What the stream held up to a byte.
    enum Item: Hashable, Sendable {
        case nothing
        case immediate(Int)
        /// A whole line is in the buffer, so many bytes of it before checksum and terminator.
        case line(Int)
    }

    /// Takes one byte.
    mutating func take(_ byte: UInt8) -> Item {
        let immediate = immediates[Int(byte)]
        if immediate >= 0 { return .immediate(Int(immediate)) }
        if input.count >= Self.greatestLine { input.removeAll(keepingCapacity: true) }
        input.append(byte)
        let length: Int
        switch framing {
        case .delimited(let out, _):
            guard endsWith(out) else { return .nothing }
            length = input.count - out.count
        case .fixed(let fixed):
            guard input.count >= max(fixed, 1) else { return .nothing }
            length = input.count
        case .lengthPrefixed(let offset, let plus):
            guard offset >= 0, input.count > offset,
                input.count >= max(Int(input[offset]) + plus, 1)
            else { return .nothing }
            length = input.count
        }
        guard let checksum else { return .line(length) }
        return sumHolds(checksum, length)
    }

    private func endsWith(_ tail: [UInt8]) -> Bool {
        guard !tail.isEmpty, input.count >= tail.count else { return false }
        let start = input.count - tail.count
        for index in tail.indices where input[start + index] != tail[index] { return false }
        return true
    }

    private mutating func sumHolds(_ checksum: ChecksumDefinition, _ length: Int) -> Item {
        let body = length - SerialSum.length(checksum)
        guard body > 0 else {
            forget()
            return .nothing
        }
        var expected = Array(input[..<body])
        SerialSum.append(checksum, from: 0, to: &expected)
        guard expected[body...] == input[body..<length] else {
            forget()
            return .nothing
        }
        return .line(body)
    }

    /// Power-up, or a line that was cut.
    mutating func forget() { input.removeAll(keepingCapacity: true) }

    /// Does the line in the buffer and writes the answer; returns when it may leave, or nil for
    /// none.
    mutating func answer(
        _ item: Item,
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) -> Int64? {
        defer { forget() }
        // Its power may have gone and come back since the last byte: then it heard nothing.
        guard case .line(let end) = item, end <= input.count else { return nil }
        for index in requests.indices where requests[index].immediate == nil {
            guard requests[index].matches(input, end, address: address, into: &captured) else {
                continue
            }
            return perform(index, &world, at: now, into: &reply)
        }
        guard !unknown.isEmpty, let first = requests.first,
            first.isAddressed(input, end, to: address)
        else { return nil }
        reply.append(contentsOf: unknown)
        finish(&reply)
        return now
    }

    mutating func perform(
        _ index: Int,
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) -> Int64? {
        operands.removeAll(keepingCapacity: true)
        for operand in requests[index].operands { operands.append(captured[operand]) }
        switch world.perform(requests[index].verb, place.index, operands, at: now) {
        case .silence: return nil
        case .words(let words):
            reply.append(contentsOf: words.utf8)
            finish(&reply)
            return now
        case .reply(let from):
            guard requests[index].reply != nil else { return nil }
            // GRBL begins its banner on a fresh line.
            if requests[index].verb == .reset { finish(&reply) }
            if place.model == .balance, world.balances[place.index].isOverloaded {
                reply.append(contentsOf: "S +".utf8)
            } else {
                requests[index].reply?.append(&world, address: address, at: now, to: &reply)
            }
            finish(&reply)
            return from
        }
    }

    private func finish(_ reply: inout [UInt8]) {
        if let checksum { SerialSum.append(checksum, from: 0, to: &reply) }
        if case .delimited(_, let terminator) = framing { reply.append(contentsOf: terminator) }
    }
}
