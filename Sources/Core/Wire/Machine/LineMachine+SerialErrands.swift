import Devices
import Labs
import Quantities

/// What a serial command sends by itself beyond its first message, as its protocol declares: the
/// question whether it was refused, the question for the rest of its reply, the same message
/// marked as a repetition.
extension LineMachine {
    /// Nothing came in time, or a command without reply is out: goes on where there is more to
    /// say, else ends the flight.
    mutating func expire(_ lane: Poll.Lane, at time: Int64) {
        if lane == .main, fixed.style == .serial, goesOn(at: time) { return }
        timeOut(lane, at: time)
    }

    private mutating func goesOn(at time: Int64) -> Bool {
        guard main.errand == .none else { return true }
        guard fixed.requests.indices.contains(main.request) else { return false }
        let request = fixed.requests[main.request]
        switch main.stage {
        case .idle, .step, .between: return false
        case .unanswered:
            guard request.check >= 0, stations[main.station].audience == .one else { return false }
            main.errand = .check
            main.deadline = time &+ request.pauseAfter
        case .poll, .command:
            guard main.repetitions > 0, dialect(of: main)?.endsBySilence == false else {
                return false
            }
            main.errand = .again
            main.deadline = time
            inbox.removeAll(keepingCapacity: true)
        }
        return true
    }

    /// Sends what the flight on the main lane still has to say.
    mutating func sendErrand(at time: Int64, into bytes: inout [UInt8]) -> Bool {
        guard main.errand != .none, time >= main.deadline, let dialect = dialect(of: main),
            fixed.requests.indices.contains(main.request)
        else { return false }
        bytes.removeAll(keepingCapacity: true)
        let errand = main.errand
        main.errand = .none
        switch errand {
        case .none: return false
        case .check:
            var flight = main
            flight.request =
                stations[flight.station].firstRequest + fixed.requests[flight.request].check
            flight.stage = .command
            flight.lateness = max(flight.lateness, fixed.requests[flight.request].lateness)
            serial.values.removeAll(keepingCapacity: true)
            let isWritten = number(&flight, dialect, values: [], into: &bytes)
            main = flight
            guard isWritten else { return false }
        case .again:
            let mark = 1 << min(max(dialect.sequence?.repeatBit ?? 0, 0), 7)
            let isWritten = fixed.requests[main.request].append(
                serial.values,
                dialect,
                sequence: main.sequence | mark,
                to: &bytes
            )
            guard isWritten else { return false }
            main.repetitions -= 1
            main.lastSend = .repeated
        case .ask: bytes += fixed.requests[main.request].ask
        }
        let request = fixed.requests[main.request]
        let patience = fixed.patience(
            request: bytes.count,
            reply: request.span,
            timeout: request.timeout
        )
        main.deadline = time &+ patience
        main.begun = main.deadline
        main.limit = main.deadline &+ longestReply
        if fixed.hasSideLane {
            silentUntil = time &+ Clock.bounded(fixed.timing.time(characters: bytes.count))
        }
        inbox.removeAll(keepingCapacity: true)
        (serial.silence, serial.reply) = (.kept, .whole)
        expectEcho(of: bytes, request.style, dialect)
        return true
    }

    /// How long a reply may trickle in beyond its deadline.
    var longestReply: Int64 {
        Clock.bounded(fixed.timing.time(characters: Self.greatestMessage))
    }

    /// Adapter and device may each repeat what is sent, whether declared or not.
    mutating func expectEcho(
        of bytes: [UInt8],
        _ style: RequestDefinition.Style,
        _ dialect: SerialDialect
    ) {
        if style == .framed {
            serial.sent.removeAll(keepingCapacity: true)
            serial.sent.append(contentsOf: bytes)
        }
        if fixed.echo == .strip { echo.append(contentsOf: bytes) }
        if dialect.echo == .request, style == .framed { serial.echo.append(contentsOf: bytes) }
    }

    /// Writes the flight's message with its next number, where it bears one.
    ///
    /// It may be repeated only if the device is known to have carried out another number last:
    /// one that takes the repetition for a message it knows acknowledges what it never did.
    mutating func number(
        _ flight: inout Flight,
        _ dialect: SerialDialect,
        values: [WireValue],
        into bytes: inout [UInt8]
    ) -> Bool {
        let request = fixed.requests[flight.request]
        flight.repetitions = 0
        flight.lastSend = .first
        if let sequence = dialect.sequence, request.numbering == .numbered {
            let station = stations[flight.station]
            flight.sequence = sequence.next(after: station.sequence)
            stations[flight.station].sequence = flight.sequence
            let count = sequence.last - sequence.first + 1
            if station.numbering == .known, station.openNumbers + 2 <= count,
                sequence.repeatBit != nil
            {
                flight.repetitions = min(max(sequence.repeats, 0), 9)
            }
            stations[flight.station].openNumbers = min(station.openNumbers + 1, 1000)
        }
        return request.append(values, dialect, sequence: flight.sequence, to: &bytes)
    }

    /// A numbered message was answered: the device's last number is known.
    mutating func settleNumber(of flight: Flight) {
        guard fixed.requests.indices.contains(flight.request),
            fixed.requests[flight.request].numbering == .numbered
        else { return }
        stations[flight.station].numbering = .known
        stations[flight.station].openNumbers = 0
    }
}
