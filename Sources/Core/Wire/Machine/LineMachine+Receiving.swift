import Devices
import Interlocks
import Labs
package import Quantities
import Scanning

extension LineMachine {
    /// Frames are at most 260 bytes; more than this is noise.
    private static let greatestInbox = 2048

    /// Bytes that arrived by `now`, in any portions.
    package mutating func receive(_ bytes: [UInt8], at now: Instant) {
        let time = now.nanoseconds
        clock = max(clock, time)
        guard !bytes.isEmpty else { return }
        // A reply after its deadline is none, even where the owner is late to say so.
        if time > main.deadline { expire(.main, at: time) }
        if time > side.deadline { expire(.side, at: time) }
        let isWaiting = main.awaitsReply || side.awaitsReply
        if fixed.style == .rtu {
            silentUntil = max(silentUntil, time &+ fixed.timing.silence.nanoseconds)
        }
        guard isWaiting else {
            inbox.removeAll(keepingCapacity: true)
            noteStray(bytes, at: time)
            settle()
            return
        }
        if inbox.count + bytes.count > Self.greatestInbox {
            inbox.removeAll(keepingCapacity: true)
        }
        if bytes.count <= Self.greatestInbox {
            dropStalePart(at: time)
            inbox.append(contentsOf: bytes)
        } else {
            inbox.append(contentsOf: bytes.suffix(512))
        }
        lastByte = time
        if stripEchoes() {
            if fixed.style == .serial {
                readSerial(at: time)
            } else {
                readModbus(at: time)
            }
        }
        settle()
    }

    /// The adapter repeats what was sent; a write's reply looks the same, so the echo is taken
    /// off whole before anything can be a reply.
    private mutating func stripEchoes() -> Bool {
        if !echo.isEmpty {
            guard strip(echo) else { return false }
            echo.removeAll(keepingCapacity: true)
        }
        guard !serial.echo.isEmpty else { return true }
        guard strip(serial.echo) else { return false }
        serial.echo.removeAll(keepingCapacity: true)
        return true
    }

    private mutating func strip(_ echo: [UInt8]) -> Bool {
        var start = 0
        while start + echo.count <= inbox.count {
            if inbox[start..<(start + echo.count)] == echo[...] {
                inbox.removeSubrange(..<(start + echo.count))
                return true
            }
            start += 1
        }
        return false
    }

    private mutating func readModbus(at time: Int64) {
        let match = fixed.framing.match(
            inbox,
            shape: main.shape,
            transaction: main.transaction,
            unanswered: unanswered
        )
        switch match {
        case .reply(let start):
            if main.stage == .poll { report(data: start &+ 3, at: time) }
            inbox.removeAll(keepingCapacity: true)
            succeed(.main, .acknowledged, at: time)
        case .exception(let code):
            inbox.removeAll(keepingCapacity: true)
            refuse(code, at: time)
        case .nothing(let keep):
            if keep >= inbox.count {
                inbox.removeAll(keepingCapacity: true)
            } else if keep > 0 {
                inbox.removeSubrange(..<keep)
            }
        }
    }

    private mutating func report(data: Int, at time: Int64) {
        let poll = fixed.polls[main.poll]
        guard events.count < Self.greatestEvents else { return }
        let now = Instant(nanoseconds: time)
        var index = poll.firstField
        while index < poll.endField {
            let reading = fixed.fields[index].reading(
                inbox,
                data: data,
                bad: fixed.bad,
                at: now
            )
            events.append(.reading(point: fixed.fields[index].point, reading))
            index &+= 1
        }
    }

    /// The device answered with an exception (Modbus application protocol V1.1b3, chapter 7).
    private mutating func refuse(_ code: Int, at time: Int64) {
        let flight = main
        switch code {
        case 5:
            // Accepted, and still being carried out: reading back tells when it is done.
            succeed(.main, .acknowledged, at: time)
        case 6: succeed(.main, .busy, at: time)
        case 10, 11:
            // A gateway answers in place of a unit; with 11 the unit was asked and kept silent.
            let outcome: CommandOutcome = code == 10 ? .refused(code: code) : .inDoubt
            let failures = stations[flight.station].failures
            succeed(.main, outcome, at: time)
            stations[flight.station].failures = failures
            fail(flight.station, at: time, mayComeLate: .settled)
        default:
            markBad(flight, at: time)
            succeed(.main, .refused(code: code), at: time)
        }
    }
}

extension Flight {
    var awaitsReply: Bool { (stage == .poll || stage == .command) && errand == .none }
}
