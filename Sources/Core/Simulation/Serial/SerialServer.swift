import Devices

/// The device's side of a serial protocol: cuts the stream into requests, does them, answers.
struct SerialServer: Sendable {
    private let requests: [RequestPattern]
    private let checksum: ChecksumDefinition?
    private let sequence: SequenceDefinition?
    private let echo: ProtocolDefinition.Echo
    private let listening: RequestPattern.Ears
    private let place: ModelPlace
    /// What it says to what it does not know; empty where it stays silent.
    private let unknown: [UInt8]
    /// What it says where it will not do what it was told.
    private let refusal: [UInt8]
    /// For each byte: the request it is, outside the line protocol, or -1.
    private let immediates: [Int8]
    private let outlet: ReplyOutlet
    private var intake: RequestIntake
    private var captured = RequestPattern.Captured()
    /// What was heard and not yet answered.
    private var due = Item.nothing
    private var operands: [Double] = []
    /// A refused command without reply, told at the next question.
    private var rejection: [UInt8] = []
    /// The request whose further lines wait to be asked for, or -1.
    private var asked = -1
    private var askedFor = 0
    private var lastNumber = -1
    private var lastReply: [UInt8] = []

    init(
        _ definition: ProtocolDefinition,
        requests: [RequestPattern],
        address: Int,
        place: ModelPlace,
        unknown: [UInt8],
        refusal: [UInt8]
    ) {
        self.requests = requests
        checksum = definition.checksum
        sequence = definition.sequence
        echo = definition.echo
        listening = RequestPattern.Ears(address: address, groups: definition.groups)
        self.place = place
        self.unknown = unknown
        self.refusal = refusal
        outlet = ReplyOutlet(definition, address: address)
        intake = RequestIntake(definition.framing, checksum: definition.checksum)
        forgetsBySilence = intake.forgetsBySilence
        var table = [Int8](repeating: -1, count: 256)
        for (index, request) in requests.enumerated() where index < 128 {
            if let byte = request.immediate { table[Int(byte)] = Int8(index) }
        }
        immediates = table
    }

    /// What the stream held up to a byte.
    enum Item: Hashable, Sendable {
        case nothing
        case immediate(Int)
        /// A whole request to this device.
        case known(Int)
        /// A whole frame that is no request of this device.
        case unknown
        /// What releases the further lines of a reply.
        case ask
    }

    /// Whether an unfinished request is given up when the line falls silent.
    let forgetsBySilence: Bool

    /// Whether something may have to be done once `byte` is there.
    func mayComplete(_ byte: UInt8) -> Bool {
        immediates[Int(byte)] >= 0 || asked >= 0 || intake.mayEnd(byte)
    }

    /// Takes one byte.
    mutating func take(_ byte: UInt8) -> Item {
        let item = hear(byte)
        if item != .nothing { due = item }
        return item
    }

    private mutating func hear(_ byte: UInt8) -> Item {
        let immediate = immediates[Int(byte)]
        if immediate >= 0 { return .immediate(Int(immediate)) }
        if asked >= 0, requests[asked].ask[askedFor] == byte {
            askedFor += 1
            return askedFor == requests[asked].ask.count ? .ask : .nothing
        }
        asked = -1
        let cut = intake.take(byte)
        guard cut != .nothing else { return .nothing }
        for index in requests.indices where requests[index].immediate == nil {
            if matches(index) { return .known(index) }
        }
        guard cut == .whole else { return .nothing }
        guard summedEnd() != nil else {
            // What its sum refutes was never said.
            intake.reject()
            return .nothing
        }
        return .unknown
    }

    private mutating func matches(_ index: Int) -> Bool {
        let isSummed = requests[index].summing == .summed
        guard let end = isSummed ? summedEnd() : intake.frame.count else { return false }
        return requests[index].matches(
            intake.frame,
            intake.opening,
            end,
            to: listening,
            into: &captured
        )
    }

    /// Where the content of the frame ends, without its sum; nil where the sum is wrong.
    private func summedEnd() -> Int? {
        guard let checksum else { return intake.frame.count }
        var end = intake.frame.count
        let length = SerialSum.length(checksum)
        var covered = intake.frame
        var found = intake.tail
        if checksum.place == .beforeEnd || intake.isOpen {
            end -= length
            guard end >= intake.opening else { return nil }
            found = Array(covered[end...])
            covered.removeSubrange(end...)
        } else {
            guard found.count >= length else { return nil }
            covered += found[..<(found.count - length)]
            found = Array(found[(found.count - length)...])
        }
        let count = covered.count
        SerialSum.append(checksum, of: listening.address, from: checksum.from, to: &covered)
        return covered[count...] == found[...] ? end : nil
    }

    /// Power-up, or a line that was cut.
    mutating func forget() {
        intake.forget()
        due = .nothing
        asked = -1
        lastNumber = -1
        rejection.removeAll()
    }

    /// An unfinished request was followed by nothing.
    mutating func fallSilent() { intake.forget() }

    /// Does what was heard and writes the answer; returns when it may leave, or nil for none.
    mutating func answer(
        _ item: Item,
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) -> Int64? {
        // Its power may have gone and come back since the last byte: then it heard nothing.
        guard item == due else { return nil }
        due = .nothing
        switch item {
        case .nothing: return nil
        case .immediate(let index):
            captured.hearing = .own
            return perform(index, &world, at: now, into: &reply)
        case .ask:
            let index = asked
            asked = -1
            say(requests[index].then, &world, at: now, into: &reply)
            return now
        case .unknown:
            defer { intake.forget() }
            guard let first = requests.first,
                first.isAddressed(intake.frame, intake.opening, to: listening)
            else { return nil }
            guard !requests.contains(where: { $0.tellsLater }) else {
                rejection = refusal
                return nil
            }
            guard !unknown.isEmpty else { return nil }
            say(unknown, into: &reply)
            return now
        case .known(let index):
            defer { intake.forget() }
            if echo == .request { reply.append(contentsOf: intake.heard) }
            let start = reply.count
            if let sequence, let bit = sequence.repeatBit, captured.number >> bit & 1 == 1 {
                captured.number &= ~(1 << bit)
                if captured.number == lastNumber {
                    reply.append(contentsOf: lastReply)
                    return now
                }
            }
            let leaving = perform(index, &world, at: now, into: &reply)
            if requests[index].bearsNumber {
                lastNumber = captured.number
                lastReply = Array(reply[start...])
            }
            guard captured.hearing == .own else {
                reply.removeAll(keepingCapacity: true)
                return nil
            }
            return leaving
        }
    }

    private mutating func perform(
        _ index: Int,
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) -> Int64? {
        operands.removeAll(keepingCapacity: true)
        for operand in requests[index].operands { operands.append(captured.numbers[operand]) }
        if !rejection.isEmpty, requests[index].isQuestion {
            say(rejection, into: &reply)
            rejection.removeAll()
            return now
        }
        let answer =
            requests[index].verb == .put
            ? requests[index].put(operands, &world, at: now)
            : world.perform(requests[index].verb, place.index, operands, at: now)
        switch answer {
        case .silence: return nil
        case .refused:
            guard !requests[index].tellsLater else {
                rejection = refusal
                return nil
            }
            guard !refusal.isEmpty else { return nil }
            say(refusal, into: &reply)
            return now
        case .words(let words):
            say(Array(words.utf8), into: &reply)
            return now
        case .reply(let from):
            guard let pattern = requests[index].reply else { return nil }
            // GRBL begins its banner on a fresh line.
            if requests[index].verb == .reset { say([], into: &reply) }
            if place.model == .balance, world.balances[place.index].isOverloaded {
                say(Array("S +".utf8), into: &reply)
                return from
            }
            say([pattern], &world, at: now, into: &reply)
            guard requests[index].ask.isEmpty else {
                asked = index
                askedFor = 0
                return from
            }
            say(requests[index].then, &world, at: now, into: &reply)
            return from
        }
    }

    private func say(
        _ lines: [ReplyPattern],
        _ world: inout World,
        at now: Int64,
        into reply: inout [UInt8]
    ) {
        for line in lines {
            let start = reply.count
            line.append(
                &world,
                address: listening.address,
                number: captured.number,
                at: now,
                to: &reply
            )
            outlet.close(&reply, from: start)
        }
    }

    private func say(_ words: [UInt8], into reply: inout [UInt8]) {
        let start = reply.count
        reply.append(contentsOf: words)
        outlet.close(&reply, from: start)
    }
}
