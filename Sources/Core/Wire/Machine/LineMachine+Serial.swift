import Devices
import Interlocks
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// What a message turned out to be.
    enum Verdict {
        case answer
        /// Somebody else's, unasked, or noise: the timer keeps running.
        case nothing
    }

    /// A part that the rest did not follow in time belongs to nothing that comes now.
    mutating func dropStalePart(at time: Int64) {
        guard fixed.style == .serial, !inbox.isEmpty, let dialect,
            !dialect.endsBySilence, time &- lastByte > dialect.readTimeout
        else { return }
        if !inbox.allSatisfy(dialect.isNoise) { serial.reply = .torn }
        inbox.removeAll(keepingCapacity: true)
        serial.silence = .kept
    }

    mutating func readSerial(at time: Int64) {
        guard let dialect else { return }
        if dialect.endsBySilence {
            main.deadline = min(main.limit, time &+ dialect.readTimeout)
            return
        }
        if mayBeToken(dialect) {
            // Noise and an echo's first byte look the same: it counts once nothing follows.
            main.deadline = min(main.limit, time &+ dialect.readTimeout)
            return
        }
        var start = 0
        while main.awaitsReply || side.awaitsReply {
            let waiting = main.awaitsReply ? main.request : side.request
            let lengths = fixed.requests[waiting].lengths
            guard let found = dialect.frame(&inbox, from: start, lengths: lengths) else { break }
            let verdict = judge(found.start, found.end, dialect, at: time)
            if verdict == .nothing, found.retry < start { break }
            start = verdict == .answer ? found.next : max(found.retry, start + 1)
        }
        if main.awaitsReply || side.awaitsReply {
            if start > 0 {
                inbox.removeSubrange(..<min(start, inbox.count))
                serial.silence = .broken
            }
            wait(dialect, at: time)
        } else {
            inbox.removeAll(keepingCapacity: true)
        }
    }

    /// Whether all that came since the request is a reply that stands alone.
    private mutating func mayBeToken(_ dialect: SerialDialect) -> Bool {
        guard !dialect.framing.tokens.isEmpty, main.awaitsReply else { return false }
        if serial.silence == .kept, let token = dialect.token(inbox), token.end == inbox.count {
            return true
        }
        main.deadline = max(main.deadline, min(main.begun, main.limit))
        return false
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

    /// Where silence ends a reply, the silence is now; true where the flight does not end in vain:
    /// it was answered, or only noise came and the reply may still begin.
    mutating func waitsOn(at time: Int64) -> Bool {
        guard fixed.style == .serial, main.awaitsReply, let dialect else { return false }
        let frame: SerialFrame?
        if dialect.endsBySilence {
            let lengths = fixed.requests[main.request].lengths
            frame = inbox.isEmpty ? nil : dialect.silentFrame(inbox, lengths: lengths)
        } else {
            guard mayBeToken(dialect), let token = dialect.token(inbox) else { return false }
            frame = token
        }
        let verdict = frame.map { judge($0.start, $0.end, dialect, at: time) }
        inbox.removeAll(keepingCapacity: true)
        guard verdict != .answer else { return true }
        guard time < main.begun else { return false }
        main.deadline = main.begun
        return true
    }

    mutating func judge(
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect,
        at time: Int64
    ) -> Verdict {
        if side.awaitsReply, answers(side, start, end, dialect) {
            take(.side, dialect, at: time)
            return .answer
        }
        let lane: Poll.Lane = main.awaitsReply ? .main : .side
        let flight = lane == .main ? main : side
        if !fixed.requests[flight.request].repliesLikeUnsolicited {
            for template in dialect.unsolicited
            where template.matches(inbox, from: start, to: end, captures: &captures) {
                return .nothing
            }
        }
        if fixed.requests[flight.request].troubles == .judged,
            let outcome = trouble(flight, start, end, dialect)
        {
            dismiss(lane, outcome, at: time)
            return .answer
        }
        guard lane == .main, answers(main, start, end, dialect) else { return .nothing }
        take(.main, dialect, at: time)
        return .answer
    }

    /// Whether the message is the line of the flight's reply that comes next; noise before it does
    /// not matter.
    private mutating func answers(
        _ flight: Flight,
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect
    ) -> Bool {
        guard fixed.requests.indices.contains(flight.request),
            flight.line < fixed.requests[flight.request].lines.count
        else { return false }
        let line = fixed.requests[flight.request].lines[flight.line]
        let number = line.carriesSequence ? flight.sequence : nil
        // The rest of `24.85` is a number too.
        guard serial.reply == .whole || dialect.checksum != nil || !line.opening.isEmpty else {
            return false
        }
        if matches(line, number, start, end, dialect) { return true }
        // An echo that nobody declared stands before the reply, never in its place.
        let echo = serial.sent.count
        guard echo > 0, start + echo <= end, inbox.holds(serial.sent, at: start) else {
            return false
        }
        return matches(line, number, start + echo, end, dialect)
    }

    private mutating func matches(
        _ line: WireTemplate,
        _ number: Int?,
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect
    ) -> Bool {
        var place = start
        while true {
            if line.matches(inbox, from: place, to: end, sequence: number, captures: &captures) {
                return true
            }
            // Only what no text contains is skipped: `ok` inside another line is no `ok`.
            let next = dialect.nextStart(inbox, after: place, before: end, of: line)
            guard let next else { return false }
            place = next
        }
    }

    private mutating func trouble(
        _ flight: Flight,
        _ start: Int,
        _ end: Int,
        _ dialect: SerialDialect
    ) -> CommandOutcome? {
        for (index, trouble) in dialect.troubles.enumerated() {
            let match = trouble.match
            let number = match.carriesSequence ? flight.sequence : nil
            guard
                match.matches(inbox, from: start, to: end, sequence: number, captures: &captures)
            else { continue }
            switch trouble.meaning {
            case .busy: return .busy
            case .fault: return .inDoubt
            case .refused:
                let number = captures.first.flatMap { Int(exactly: $0.number) }
                return .refused(code: number ?? index)
            }
        }
        return nil
    }

    /// The next line of the flight's reply is in `captures`.
    private mutating func take(_ lane: Poll.Lane, _ dialect: SerialDialect, at time: Int64) {
        let flight = lane == .main ? main : side
        let request = fixed.requests[flight.request]
        if request.troubles == .judged, let status = dialect.status,
            let outcome = outcome(of: request.statuses[flight.line], status)
        {
            return dismiss(lane, outcome, at: time)
        }
        if flight.stage == .poll { collect(flight, at: time) }
        guard lane == .side || flight.line + 1 == request.lines.count else {
            main.line += 1
            if main.line == 1, !request.ask.isEmpty {
                main.errand = .ask
                main.deadline = time
            } else {
                main.limit = max(main.limit, time &+ request.timeout &+ longestReply)
                main.deadline = max(main.deadline, time &+ request.timeout)
            }
            return
        }
        if events.count < Self.greatestEvents { events += serial.pending }
        serial.pending.removeAll(keepingCapacity: true)
        noteAnswer(of: flight.request, at: time)
        if lane == .side, flight.stage != .poll, main.stage != .idle, main.stage != .unanswered {
            // A real-time command that is answered (a reset) drops the line that was waiting.
            let dropped = main
            clear(.main)
            if dropped.stage == .command {
                conclude(CommandID(dropped.command), .inDoubt, at: time)
            }
        }
        succeed(lane, .acknowledged, at: time)
    }

    /// What the status at this place of the captures says of a command; nil where all is well.
    private func outcome(of place: Int, _ status: StatusDefinition) -> CommandOutcome? {
        guard captures.indices.contains(place) else { return nil }
        guard let number = Int(exactly: captures[place].number) else { return .inDoubt }
        let error = status.error(in: number)
        guard error != 0 else { return nil }
        switch status.codes.first(where: { $0.number == error })?.meaning {
        case .busy: return .busy
        case .refused: return .refused(code: error)
        // What the protocol does not explain may have happened.
        case .fault, nil: return .inDoubt
        }
    }

    /// The flight was answered by something else than its reply.
    private mutating func dismiss(_ lane: Poll.Lane, _ outcome: CommandOutcome, at time: Int64) {
        let flight = lane == .main ? main : side
        serial.pending.removeAll(keepingCapacity: true)
        if outcome == .busy { markBusy(flight, at: time) } else { markBad(flight, at: time) }
        noteAnswer(of: -1, at: time)
        succeed(lane, outcome, at: time)
    }

    /// After a flight was answered, or is out; returns how long its device is left alone.
    mutating func settleSerial(
        _ flight: Flight,
        _ outcome: CommandOutcome,
        at time: Int64
    ) -> Int64 {
        guard fixed.requests.indices.contains(flight.request) else { return 0 }
        if flight.stage != .unanswered { settleNumber(of: flight) }
        // Each of the messages that were sent may still be answered, the last one in time or late.
        if flight.lastSend == .repeated {
            quarantine(flight.station, until: max(time, flight.begun) &+ flight.lateness)
        }
        return fixed.requests[flight.request].pauseAfter
    }

    /// Readings of the line that came last.
    private mutating func collect(_ flight: Flight, at time: Int64) {
        let poll = fixed.polls[flight.poll]
        let now = Instant(nanoseconds: time)
        for index in poll.firstField..<poll.endField
        where fixed.captured[index].line == flight.line {
            let reading = fixed.captured[index].reading(
                inbox,
                captures,
                fixed.words,
                at: now
            )
            serial.pending.append(.reading(point: fixed.captured[index].point, reading))
        }
    }
}
