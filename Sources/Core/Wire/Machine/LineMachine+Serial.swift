import Devices
import Interlocks
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// What a message turned out to be.
    private enum Verdict {
        case answer
        /// Somebody else's, unasked, or noise: the timer keeps running.
        case nothing
    }

    /// A part that the rest did not follow in time belongs to nothing that comes now.
    mutating func dropStalePart(at time: Int64) {
        guard fixed.style == .serial, !inbox.isEmpty, let dialect,
            !dialect.endsBySilence, time &- lastByte > dialect.readTimeout
        else { return }
        inbox.removeAll(keepingCapacity: true)
    }

    /// How the device speaks whose reply is awaited.
    private var dialect: SerialDialect? {
        guard !stations.isEmpty else { return nil }
        let flight = main.awaitsReply ? main : side
        let index = stations[flight.station].dialect
        return fixed.dialects.indices.contains(index) ? fixed.dialects[index] : nil
    }

    mutating func readSerial(at time: Int64) {
        guard let dialect else { return }
        if dialect.endsBySilence {
            main.deadline = min(main.limit, time &+ dialect.readTimeout)
            return
        }
        var start = 0
        while main.awaitsReply || side.awaitsReply {
            guard let found = dialect.frame(inbox, from: start) else { break }
            let verdict = judge(found.start, found.end, dialect, at: time)
            start = verdict == .answer ? found.next : max(found.retry, start + 1)
        }
        if main.awaitsReply || side.awaitsReply {
            if start > 0 { inbox.removeSubrange(..<min(start, inbox.count)) }
            wait(dialect, at: time)
        } else {
            inbox.removeAll(keepingCapacity: true)
        }
    }

    /// While a reply trickles in, its end is waited for.
    private mutating func wait(_ dialect: SerialDialect, at time: Int64) {
        guard !inbox.isEmpty else { return }
        if main.awaitsReply {
            main.deadline = min(main.limit, max(main.deadline, time &+ dialect.readTimeout))
        }
        if side.awaitsReply {
            side.deadline = min(side.limit, max(side.deadline, time &+ dialect.readTimeout))
        }
    }

    /// Where silence ends a reply, the silence is now; true where it was one.
    mutating func judgeSilentReply(at time: Int64) -> Bool {
        guard fixed.style == .serial, main.awaitsReply, !inbox.isEmpty,
            let dialect, dialect.endsBySilence
        else { return false }
        let verdict = judge(0, inbox.count, dialect, at: time)
        inbox.removeAll(keepingCapacity: true)
        return verdict == .answer
    }

    private mutating func judge(
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect,
        at time: Int64
    ) -> Verdict {
        if side.awaitsReply, answers(side, start, end) {
            finish(.side, at: time)
            return .answer
        }
        let lane: Poll.Lane = main.awaitsReply ? .main : .side
        let flight = lane == .main ? main : side
        if !fixed.requests[flight.request].repliesLikeUnsolicited {
            var index = 0
            while index < dialect.unsolicited.count {
                let template = dialect.unsolicited[index]
                guard !template.matches(inbox, from: start, to: end, captures: &captures) else {
                    return .nothing
                }
                index += 1
            }
        }
        if fixed.requests[flight.request].troubles == .judged,
            let outcome = trouble(start, end, dialect)
        {
            if outcome != .busy { markBad(flight, at: time) }
            succeed(lane, outcome, at: time)
            return .answer
        }
        guard lane == .main, answers(main, start, end) else { return .nothing }
        finish(.main, at: time)
        return .answer
    }

    /// Whether the message is the reply of the flight's request; noise before it does not matter.
    private mutating func answers(
        _ flight: Flight,
        _ start: Int,
        _ end: Int
    ) -> Bool {
        guard fixed.requests.indices.contains(flight.request),
            let reply = fixed.requests[flight.request].reply
        else { return false }
        var place = start
        while place < end {
            if reply.matches(inbox, from: place, to: end, captures: &captures) { return true }
            // Only what no text contains is skipped: `ok` inside another line is no `ok`.
            guard inbox[place] < 0x20 || inbox[place] > 0x7E else { return false }
            place += 1
        }
        return false
    }

    private mutating func trouble(
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect
    ) -> CommandOutcome? {
        var index = 0
        while index < dialect.troubles.count {
            let match = dialect.troubles[index].match
            if match.matches(inbox, from: start, to: end, captures: &captures) {
                switch dialect.troubles[index].meaning {
                case .busy: return .busy
                case .fault: return .inDoubt
                case .refused:
                    let number = captures.first.flatMap { Int(exactly: $0.number) }
                    return .refused(code: number ?? index)
                }
            }
            index += 1
        }
        return nil
    }

    /// The flight's reply is in `captures`.
    private mutating func finish(_ lane: Poll.Lane, at time: Int64) {
        let flight = lane == .main ? main : side
        if flight.stage == .poll {
            report(flight, at: time)
        } else if lane == .side, main.stage == .command || main.stage == .poll {
            // A real-time command that is answered (a reset) drops the line that was waiting.
            let dropped = main
            clear(.main)
            if dropped.stage == .command {
                conclude(CommandID(dropped.command), .inDoubt, at: time)
            }
        }
        succeed(lane, .acknowledged, at: time)
    }

    private mutating func report(_ flight: Flight, at time: Int64) {
        guard events.count < Self.greatestEvents else { return }
        let poll = fixed.polls[flight.poll]
        let now = Instant(nanoseconds: time)
        for index in poll.firstField..<poll.endField {
            let reading = fixed.captured[index].reading(
                inbox,
                captures,
                fixed.words,
                at: now
            )
            events.append(.reading(point: fixed.captured[index].point, reading))
        }
    }
}
