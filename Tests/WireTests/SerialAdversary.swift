import Devices
import Interlocks
import Labs
import Quantities
import Testing
import Wire

/// A line of a serial protocol in virtual time, with a peer that does to replies what real lines
/// do: late, twice, torn, cut, garbled, behind noise, behind an echo, from somebody else, or none.
struct SerialAdversary {
    enum Fate: CaseIterable {
        case plain, pieces, late, lost, twice, cut, torn, garbled, noiseBefore, noiseAfter, echoed
        case foreign
    }

    struct Tally {
        var sent = 0
        var wrong = 0
        var deliverable = 0
        var delivered = 0
        var fates: [Fate: Int] = [:]
    }

    let talker: Talker
    let bench: Bench
    var random: SplitMix
    private var coming: [(at: Instant, bytes: [UInt8])] = []
    private var current = 0
    private var isOpen = false
    private let character: Int64
    private let definition: ProtocolDefinition

    init(_ talker: Talker, seed: UInt64) throws {
        self.talker = talker
        random = SplitMix(state: seed)
        let found =
            talker.isShipped
            ? try Shipped.bench(talker.profile, address: talker.address)
            : try Fixtures.bench(
                talker.profile,
                at: [talker.address],
                reading: [talker.point] + talker.others
            )
        bench = try #require(found)
        guard case .serial(let name, let settings) = bench.lab.profiles[0].link else {
            throw Fixtures.Missing()
        }
        character = settings.time(characters: 1).nanoseconds
        definition = try #require(bench.lab.protocols.first { $0.name == name })
    }

    private mutating func roll(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }

    private mutating func lapse(_ from: Lapse, _ to: Lapse) -> Lapse {
        let width = max(to.nanoseconds - from.nanoseconds, 1)
        return Lapse(nanoseconds: from.nanoseconds + Int64(random.next() % UInt64(width)))
    }

    private func wire(_ count: Int) -> Lapse { Lapse(nanoseconds: character * Int64(count)) }

    mutating func run(_ count: Int) -> Tally {
        var tally = Tally()
        var bytes: [UInt8] = []
        while tally.sent < count {
            let arrival = coming.first?.at ?? .never
            bench.now = max(bench.now, min(arrival, bench.line.nextDeadline))
            while let first = coming.first, first.at <= bench.now {
                bench.line.receive(first.bytes, at: bench.now)
                coming.removeFirst()
                judge(&tally)
            }
            while bench.line.poll(at: bench.now, into: &bytes) {
                tally.sent += 1
                answer(bytes, &tally)
            }
            judge(&tally)
        }
        return tally
    }

    private mutating func judge(_ tally: inout Tally) {
        for (name, reading) in bench.readings()
        where reading.quality == .good && name == "d0." + talker.point {
            let right = talker.meaning(current)
            if abs(reading.value - right) > 1e-6 * max(abs(right), 1e-9) {
                tally.wrong += 1
            } else if isOpen {
                tally.delivered += 1
            }
            isOpen = false
        }
    }

    /// A repetition by the protocol's own rule: the device says what it said before.
    private func isRepetition(_ request: [UInt8]) -> Bool {
        talker.profile == "oem-pump" && request.count > 2 && request[2] & 8 != 0
    }

    private mutating func answer(_ request: [UInt8], _ tally: inout Tally) {
        if !isRepetition(request) { current += 1 }
        isOpen = false
        guard let reply = talker.reply(request, talker.address, current) else { return }
        let deadline = bench.line.nextDeadline
        let begin =
            bench.now + wire(request.count)
            + lapse(
                .milliseconds(1),
                Lapse(nanoseconds: definition.replyTimeout.nanoseconds * 7 / 10)
            )
        let fate = fate()
        tally.fates[fate, default: 0] += 1
        switch fate {
        case .plain: send(reply, at: begin)
        case .pieces: sendInPieces(reply, at: begin)
        case .late:
            let longest = definition.greatestLateness.nanoseconds - wire(reply.count).nanoseconds
            send(reply, at: deadline + lapse(.milliseconds(1), Lapse(nanoseconds: longest)))
            return
        case .lost: return
        case .twice:
            let end = send(reply, at: begin)
            let gap = lapse(.zero, Lapse(nanoseconds: definition.readTimeout.nanoseconds * 8 / 10))
            queue(reply, at: end + gap)
        case .cut:
            send(Array(reply.prefix(1 + roll(reply.count - 1))), at: begin)
            return
        case .torn:
            let half = 1 + roll(reply.count - 1)
            let end = send(Array(reply.prefix(half)), at: begin)
            let gap = lapse(definition.readTimeout + .milliseconds(1), definition.greatestLateness)
            queue(Array(reply.dropFirst(half)), at: end + gap)
            return
        case .garbled:
            var spoiled = reply
            let place = roll(reply.count)
            // Wrong parity shows as the highest bit or, to a driver that checks it, as NUL.
            spoiled[place] =
                talker.isSummed
                ? reply[place] ^ 1 << UInt8(roll(8)) : roll(2) == 0 ? reply[place] ^ 0x80 : 0
            send(spoiled, at: begin)
            return
        case .noiseBefore:
            let noise = noise()
            send(noise + reply, at: begin)
            // Before a bare number it could be the number's garbled first digit.
            if talker.isBare { return }
        case .noiseAfter:
            let end = send(reply, at: begin)
            queue(noise(), at: end + lapse(definition.readTimeout, .milliseconds(300)))
        case .echoed: send(request + reply, at: begin)
        case .foreign:
            let other = talker.reply(request, talker.address + 1, current + 5000) ?? []
            send(other + reply, at: begin)
        }
        if shows(request) {
            tally.deliverable += 1
            isOpen = true
        }
    }

    /// Whether the request is one whose reply fills the point that is held against the truth.
    private func shows(_ request: [UInt8]) -> Bool {
        talker.reply(request, talker.address, 1) != talker.reply(request, talker.address, 2)
    }

    private mutating func fate() -> Fate {
        while true {
            let chance = roll(100)
            let fate: Fate =
                switch chance {
                case ..<50: .plain
                case ..<60: .pieces
                case ..<66: .late
                case ..<70: .lost
                case ..<76: .twice
                case ..<79: .cut
                case ..<82: .torn
                case ..<86: .garbled
                case ..<90: .noiseBefore
                case ..<94: .noiseAfter
                case ..<97: .echoed
                default: .foreign
                }
            if fate == .foreign, !talker.bearsAddress { continue }
            if fate == .garbled, !talker.isSummed, definition.content == .binary { continue }
            return fate
        }
    }

    /// Bytes no text contains, or any where a sum tells them.
    private mutating func noise() -> [UInt8] {
        (0..<(1 + roll(6))).map { _ in
            let byte = UInt8(roll(256))
            return talker.isSummed || definition.content == .binary ? byte : byte | 0x80
        }
    }

    private mutating func queue(_ bytes: [UInt8], at time: Instant) {
        let place = coming.firstIndex { $0.at > time } ?? coming.count
        coming.insert((time, bytes), at: place)
    }

    /// Returns when its last byte came.
    @discardableResult
    private mutating func send(_ bytes: [UInt8], at begin: Instant) -> Instant {
        let end = begin + wire(bytes.count)
        queue(bytes, at: end)
        return end
    }

    private mutating func sendInPieces(_ bytes: [UInt8], at begin: Instant) {
        var time = begin
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + roll(rest.count))
            rest = rest.dropFirst(piece.count)
            time = time + wire(piece.count)
            queue(Array(piece), at: time)
            time = time + lapse(.zero, Lapse(nanoseconds: definition.readTimeout.nanoseconds / 2))
        }
    }
}
