import Interlocks
import Labs
import Quantities
import Scanning

extension LineMachine {
    /// Nothing came in time: a read failed, a command is in doubt, an unanswered one is out.
    mutating func timeOut(
        _ lane: Poll.Lane,
        at time: Int64,
        because reason: Interruption = .elapsed
    ) {
        let flight = lane == .main ? main : side
        switch flight.stage {
        case .idle: return
        case .unanswered where reason == .elapsed:
            succeed(lane, .acknowledged, at: time)
            writeAnswered(.acknowledged, at: time)
            return
        case .step where reason == .elapsed && isBroadcast(stations[flight.station]):
            stepAnswered(data: 0, at: time)
            return
        case .step: answer(.notSent, at: time)
        case .between: return
        case .unanswered, .poll, .command: break
        }
        if lane == .main, reason == .elapsed, waitsOn(at: time) { return }
        if reason == .elapsed { noteTimeout(flight) }
        serial.pending.removeAll(keepingCapacity: true)
        clear(lane)
        fail(flight, at: time, mayComeLate: .late(flight.lateness))
        if reason == .elapsed { doubtConnection(at: time) }
        if lane == .main { procedure = nil }
        guard flight.stage == .command || flight.stage == .unanswered else { return }
        turn = .polls
        conclude(CommandID(flight.command), .inDoubt, at: time)
        refresh(flight.station, from: noteSettling(flight, at: time))
    }

    private mutating func noteTimeout(_ flight: Flight) {
        tally.timeouts &+= 1
        guard fixed.style == .tcp else { return }
        if unanswered.count >= 64 { unanswered.removeFirst() }
        unanswered.append(flight.transaction)
    }

    /// Whether a TCP connection that brings nothing is still one.
    private mutating func doubtConnection(at time: Int64) {
        guard fixed.style == .tcp else { return }
        let limit = Clock.bounded(fixed.connection.silenceLimit)
        let now = Instant(nanoseconds: time)
        if !inbox.isEmpty {
            // A frame whose end does not come: nothing after it can be told from it any more.
            inbox.removeAll(keepingCapacity: true)
            note(.reconnect(.garbled, at: now))
        } else if limit > 0, quietSince < time, time &- quietSince >= limit {
            quietSince = Clock.never
            note(.reconnect(.silent, at: now))
        }
    }

    /// Why a flight ends without an answer.
    enum Interruption: Sendable {
        case elapsed
        /// The connection was lost, or a safe write could not wait.
        case cutOff
    }

    enum Lateness: Sendable {
        /// The reply may still come so much later, and must not be taken for another's.
        case late(Int64)
        /// Somebody answered that the device does not.
        case settled
    }

    /// The flight had no answer of its device.
    mutating func fail(_ flight: Flight, at time: Int64, mayComeLate: Lateness) {
        let index = flight.station
        stations[index].failures = min(stations[index].failures + 1, 1000)
        let station = stations[index]
        stations[index].blockedUntil = time &+ backOff(station, after: flight.timeout)
        if case .late(let lateness) = mayComeLate, lateness > 0 {
            tally.quarantines &+= 1
            quarantine(index, until: time &+ lateness)
        }
        reschedule(index)
        guard station.failures >= Self.lostAfter, station.standing == .answering else { return }
        stations[index].standing = .lost
        let now = Instant(nanoseconds: time)
        note(.deviceLost(device: station.device, at: now))
        loseParts(of: station)
        for point in station.firstPoint..<station.endPoint {
            events.append(
                .reading(point: point, Reading(value: 0, quality: .noAnswer, at: now))
            )
        }
    }

    /// Lets a late reply of the station pass before anything is asked that it could seem to answer.
    ///
    /// RTU replies say whose they are, so the neighbours go on; serial
    /// replies seldom do, so there the whole line waits.
    mutating func quarantine(_ index: Int, until: Int64) {
        let isShared = fixed.style == .serial
        for other in stations.indices where other == index || isShared {
            stations[other].quarantinedUntil = max(stations[other].quarantinedUntil, until)
            reschedule(other)
        }
    }

    /// None after the first failure beyond the quarantine, then 0.5 s, doubling up to 30 s.
    ///
    /// A lost device whose attempts cost the others much is left alone for a multiple of that:
    /// four times its timeout, doubling up to forty times.
    private func backOff(_ station: Station, after timeout: Int64) -> Int64 {
        guard station.failures > 1 else { return 0 }
        let doubled = Int64(250_000_000) << Int64(min(station.failures - 1, 10))
        let usual = min(doubled, Self.greatestBackOff.nanoseconds)
        guard station.failures >= Self.lostAfter else { return usual }
        let multiple = Int64(4) << Int64(min(station.failures - Self.lostAfter, 10))
        return max(usual, min(multiple, 40) &* max(station.replyTimeout, timeout))
    }

    /// The station answered, whatever it said.
    mutating func answered(_ index: Int, at time: Int64) {
        let standing = stations[index].standing
        guard stations[index].failures > 0 || standing == .lost else { return }
        stations[index].failures = 0
        stations[index].blockedUntil = time
        guard standing == .lost else { return reschedule(index) }
        stations[index].standing = .answering
        note(
            .deviceFound(
                device: stations[index].device,
                at: Instant(nanoseconds: time)
            )
        )
        refresh(index)
    }

    /// Who answered.
    enum Answerer: Sendable {
        case device
        /// Somebody in its place, to say that it does not.
        case gateway
    }

    /// Ends a flight that was answered, or needs no answer.
    mutating func succeed(
        _ lane: Poll.Lane,
        _ outcome: CommandOutcome,
        by answerer: Answerer = .device,
        at time: Int64
    ) {
        let flight = lane == .main ? main : side
        let station = flight.station
        clear(lane)
        var pause = stations[station].pauseBetween
        if flight.stage == .command || flight.stage == .unanswered {
            conclude(CommandID(flight.command), outcome, at: time)
            if outcome == .acknowledged { pause = max(pause, stations[station].pauseAfterWrite) }
        }
        if flight.stage != .unanswered, answerer == .device { answered(station, at: time) }
        if fixed.style == .serial { pause = max(pause, settleSerial(flight, outcome, at: time)) }
        if flight.stage == .poll {
            stations[station].refusals = 0
            if outcome != .busy { busy[flight.poll] = 0 }
            holdRepeats(of: flight, at: time)
        }
        if pause > 0 {
            stations[station].pausedUntil = time &+ pause
            reschedule(station)
        }
        guard flight.stage != .poll else { return }
        let wasSent = outcome == .acknowledged || outcome == .inDoubt
        guard wasSent, flight.reaction == .readBack else { return }
        let seen = noteSettling(flight, at: time)
        for index in stations.indices
        where index == station || isBroadcast(stations[station]) {
            stations[index].briskUntil = seen &+ stations[index].briskTime
            refresh(index, from: seen)
        }
    }

    mutating func clear(_ lane: Poll.Lane) {
        if lane == .main { main = .idle } else { side = .idle }
        guard main.stage == .idle, side.stage == .idle else { return }
        echo.removeAll(keepingCapacity: true)
        serial.echo.removeAll(keepingCapacity: true)
    }
}
