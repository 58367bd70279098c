import Labs
package import Quantities
import Scanning

extension LineMachine {
    /// What to send now: replaces `bytes` and returns true where there is anything.
    ///
    /// Call when `nextDeadline` has come and after every `receive` and `submit`.
    package mutating func poll(at now: Instant, into bytes: inout [UInt8]) -> Bool {
        let time = now.nanoseconds
        clock = max(clock, time)
        guard time >= next else { return false }
        if time >= main.deadline { expire(.main, at: time) }
        if time >= side.deadline { expire(.side, at: time) }
        if !queue.isEmpty { dropExpired(at: time) }
        let sent = time >= silentUntil && send(at: time, into: &bytes)
        settle()
        return sent
    }

    private mutating func send(at time: Int64, into bytes: inout [UInt8]) -> Bool {
        if main.errand != .none, sendErrand(at: time, into: &bytes) { return true }
        if main.stage == .between {
            if time >= stepDue, sendStep(at: time, into: &bytes) { return true }
            guard main.stage == .idle else { return false }
        }
        if !queue.isEmpty, sendCommand(at: time, into: &bytes) { return true }
        guard let index = choosePoll(at: time) else { return false }
        return sendPoll(index, at: time, into: &bytes)
    }

    /// The poll that is due the longest.
    ///
    /// Where it asks the unit the same shape as the unit's last request did, another that is due
    /// as long goes first, so that a late or doubled reply cannot pass for the next one's. One that
    /// had its turn since does not: on a busy line that would cost the others theirs.
    private func choosePoll(at time: Int64) -> Int? {
        guard main.stage == .idle || fixed.hasSideLane else { return nil }
        var best = -1
        var bestReady = time
        for index in ready.indices where ready[index] <= bestReady {
            guard ready[index] < bestReady || best < 0, isOpen(fixed.polls[index].lane),
                readyAt(index) <= time
            else { continue }
            best = index
            bestReady = ready[index]
        }
        guard best >= 0 else { return nil }
        let station = fixed.polls[best].station
        guard fixed.polls[best].signature == stations[station].lastSignature else {
            return best
        }
        var other = -1
        for index in stations[station].firstPoll..<stations[station].endPoll
        where ready[index] <= bestReady && readyAt(index) <= time
            && fixed.polls[index].signature != fixed.polls[best].signature
            && isOpen(fixed.polls[index].lane)
        {
            if other < 0 { other = index }
        }
        return other < 0 ? best : other
    }

    @inline(__always)
    func isOpen(_ lane: Poll.Lane) -> Bool {
        lane == .main ? main.stage == .idle : side.stage == .idle
    }

    private mutating func sendPoll(
        _ index: Int,
        at time: Int64,
        into bytes: inout [UInt8]
    ) -> Bool {
        let poll = fixed.polls[index]
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: fixed.frames[poll.frameStart..<poll.frameEnd])
        let isBrisk = time < stations[poll.station].briskUntil
        let period = isBrisk ? min(poll.period, stations[poll.station].briskPeriod) : poll.period
        let onGrid = due[index] &+ period
        due[index] = period == 0 ? Clock.never : (onGrid > time ? onGrid : time &+ period)
        ready[index] = max(due[index], stations[poll.station].openAt)
        stations[poll.station].lastSignature = poll.signature
        turn = .commands
        var flight = Flight.idle
        flight.stage = .poll
        flight.station = poll.station
        flight.poll = index
        flight.request = poll.request
        flight.shape = poll.shape
        flight.lateness = poll.lateness
        flight.timeout = poll.timeout
        if fixed.style == .serial, fixed.requests[poll.request].numbering == .numbered,
            let dialect = dialect(of: flight)
        {
            bytes.removeAll(keepingCapacity: true)
            guard number(&flight, dialect, values: [], into: &bytes) else { return false }
            serial.values.removeAll(keepingCapacity: true)
        }
        launch(flight, poll.lane, patience: poll.patience, at: time, &bytes)
        return true
    }

    /// Puts `flight` on the wire.
    mutating func launch(
        _ flight: Flight,
        _ lane: Poll.Lane,
        patience: Int64,
        at time: Int64,
        _ bytes: inout [UInt8]
    ) {
        var flight = flight
        lastCommand = flight.stage == .poll ? nil : CommandID(flight.command)
        if fixed.style == .tcp, bytes.count > 1 {
            transaction &+= 1
            flight.transaction = transaction
            bytes[0] = UInt8(truncatingIfNeeded: transaction >> 8)
            bytes[1] = UInt8(truncatingIfNeeded: transaction)
        }
        flight.sent = time
        tally.requests &+= 1
        if fixed.style == .tcp { quietSince = min(quietSince, time) }
        if pacing == .wire, fixed.style == .rtu {
            // A baud rate may be off by a few per cent.
            let wire = Clock.bounded(fixed.timing.time(characters: bytes.count))
            flight.earliest = time &+ wire / 20 &* 19
        }
        flight.deadline = time &+ patience
        if main.stage == .idle && side.stage == .idle { inbox.removeAll(keepingCapacity: true) }
        if fixed.style == .serial {
            let wire = Clock.bounded(fixed.timing.time(characters: bytes.count))
            flight.limit = flight.deadline &+ longestReply
            flight.begun = flight.deadline
            if fixed.hasSideLane { silentUntil = time &+ wire }
            if inbox.isEmpty { (serial.silence, serial.reply) = (.kept, .whole) }
            if flight.awaitsReply, let dialect = dialect(of: flight) {
                expectEcho(of: bytes, fixed.requests[flight.request].style, dialect)
            } else if fixed.echo == .strip {
                echo.append(contentsOf: bytes)
            }
        } else if fixed.echo == .strip {
            echo.append(contentsOf: bytes)
        }
        if lane == .main { main = flight } else { side = flight }
    }

    /// Works out when `poll` has something to do again.
    mutating func settle() {
        if main.stage == .between {
            next = max(stepDue, silentUntil)
            return
        }
        let sayable = main.errand == .none ? main.deadline : max(main.deadline, silentUntil)
        let waiting = min(sayable, side.deadline)
        guard main.stage == .idle || fixed.hasSideLane else {
            next = queue.isEmpty ? waiting : min(waiting, earliestCommand())
            return
        }
        var sendable = Clock.never
        if fixed.hasSideLane {
            for index in ready.indices where isOpen(fixed.polls[index].lane) {
                sendable = min(sendable, readyAt(index))
            }
        } else if fixed.style == .serial {
            for index in ready.indices { sendable = min(sendable, readyAt(index)) }
        } else {
            for instant in ready { sendable = min(sendable, instant) }
        }
        if !queue.isEmpty { sendable = min(sendable, earliestCommand()) }
        next = min(waiting, max(sendable, silentUntil))
    }

    /// Reads the station's points again, as soon as it may be asked.
    mutating func refresh(_ station: Int, from instant: Int64 = .min) {
        let begin = max(clock, instant)
        for index in stations[station].firstPoll..<stations[station].endPoll {
            due[index] = min(due[index], begin)
        }
        reschedule(station)
    }

    /// After the station's pauses changed.
    mutating func reschedule(_ station: Int) {
        let open = stations[station].openAt
        for index in stations[station].firstPoll..<stations[station].endPoll {
            ready[index] = max(due[index], max(open, repeatsUntil[index]))
        }
    }
}
