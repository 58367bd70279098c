import Devices
import Quantities
import Scanning

/// What happens between the exchanges of one write.
extension LineMachine {
    /// Tells whoever asked how the write ended, once.
    mutating func answer(_ outcome: CommandOutcome, at time: Int64) {
        guard let procedure, procedure.answer == .owed else { return }
        conclude(procedure.command.request.id, outcome, at: time)
        self.procedure?.answer = .given
    }

    /// A write nobody may want any more is not sent: its permit has run out while the device was
    /// opened for it, or something safe is waiting.
    mutating func dropUnwanted(at time: Int64) {
        guard main.stage == .between, let procedure, procedure.answer == .owed,
            !procedure.command.isSafe,
            procedure.command.hasExpired(at: time) || isSafeWriteWaiting
        else { return }
        answer(.notSent, at: time)
        self.procedure?.skipToLock()
    }

    /// Whether something safe waits for a device that answers.
    private var isSafeWriteWaiting: Bool {
        queue.contains { command in
            guard command.isSafe, let station = station(of: command.request.device) else {
                return false
            }
            return stations[station].failures == 0
        }
    }

    private func isSent(_ procedure: WriteProcedure) -> Bool {
        main.stage == .command || main.stage == .unanswered || procedure.answer == .given
    }

    mutating func revokeProcedure(before epoch: UInt32) {
        guard let procedure, !isSent(procedure), !procedure.command.isSafe,
            procedure.command.epoch < epoch
        else { return }
        answer(.notSent, at: clock)
        // What is on the wire now opens the device or looks at it; its reply is still awaited.
        if main.stage == .between { self.procedure?.skipToLock() }
    }

    /// The connection is gone: what was not sent of the write never will be.
    mutating func abandonProcedure(at time: Int64) {
        guard let procedure else { return }
        if !isSent(procedure) { answer(.notSent, at: time) }
        let wasBetween = main.stage == .between
        self.procedure = nil
        if wasBetween { clear(.main) }
    }

    mutating func endProcedure() {
        procedure = nil
        if main.stage == .between { clear(.main) }
    }

    /// Keeps the line until the next exchange may go out; false, since nothing goes out now.
    mutating func pauseStep(_ due: Int64) -> Bool {
        guard let procedure, procedure.step != nil else {
            endProcedure()
            return false
        }
        main = .idle
        main.stage = .between
        main.station = procedure.station
        stepDue = due
        return false
    }

    /// The exchange before or after the write was answered; its reply's data begin at `data`.
    mutating func stepAnswered(data: Int, at time: Int64) {
        let flight = main
        let pause = stations[flight.station].pauseBetween
        var due = time &+ pause
        answered(flight.station, at: time)
        switch procedure?.step {
        case .look:
            holdRepeats(of: flight, at: time)
            look(data: data, at: time)
        case .unlock, .lock:
            due = time &+ max(pause, stations[flight.station].pauseAfterWrite)
            procedure?.advance()
        case .write, nil: procedure?.advance()
        }
        if procedure?.answer == .given { procedure?.skipToLock() }
        stations[flight.station].pausedUntil = max(stations[flight.station].pausedUntil, due)
        reschedule(flight.station)
        inbox.removeAll(keepingCapacity: true)
        clear(.main)
        _ = pauseStep(due)
    }

    /// Works out the write from what the device holds now.
    private mutating func look(data: Int, at time: Int64) {
        guard let procedure, let place = procedure.rule.field,
            case .write(_, let value) = procedure.command.request.body,
            let field = procedure.rule.target?.field
        else { return }
        let station = stations[procedure.station]
        self.procedure?.advance()
        let held = place.part == .bound ? [] : place.registers(inbox, data: data)
        let conversion = fixed.context.conversion(of: place, inbox, data: data)
        let request = conversion.flatMap {
            field.writing(value, $0, holding: held, greatestWrite: station.greatestWrite)
        }
        guard let request else {
            answer(.refused(code: WireRefusal.notEncodable.rawValue), at: time)
            return
        }
        self.procedure?.write = request
        guard field.endurance != nil, request.leaves(held) else { return }
        // Written again, the same value would only wear the memory.
        tally.spared += 1
        answer(.acknowledged, at: time)
        refresh(procedure.station)
    }

    /// The write itself was answered or needs no answer; the device may have to be closed.
    mutating func writeAnswered(_ outcome: CommandOutcome, at time: Int64) {
        guard procedure != nil else { return }
        procedure?.answer = .given
        if outcome == .acknowledged { procedure?.advance() } else { procedure?.skipToLock() }
        guard main.stage == .idle else { return }
        _ = pauseStep(stations[procedure?.station ?? 0].pausedUntil)
    }

    /// An exchange before or after the write was refused.
    mutating func stepRefused(
        _ outcome: CommandOutcome,
        by answerer: Answerer,
        at time: Int64
    ) {
        let station = main.station
        if case .lock = procedure?.step {
            procedure?.advance()
        } else {
            answer(outcome, at: time)
            procedure?.skipToLock()
        }
        if answerer == .device { answered(station, at: time) }
        clear(.main)
        _ = pauseStep(time &+ stations[station].pauseBetween)
    }

    /// Whether a point still shows what it held before it was written.
    func isSettling(_ point: Int, sent: Int64) -> Bool {
        settling.contains { $0.point == point && sent < $0.until }
    }

    /// Notes how long the written point shows the old value; when its effect can be read.
    mutating func noteSettling(_ flight: Flight, at time: Int64) -> Int64 {
        settling.removeAll { $0.until <= time }
        let station = stations[flight.station]
        guard fixed.style != .serial, flight.point >= 0,
            fixed.rules.indices.contains(station.firstRule + flight.point)
        else { return time }
        let settle = fixed.rules[station.firstRule + flight.point].settle
        guard settle > 0 else { return time }
        let point = station.firstPoint + flight.point
        settling.removeAll { $0.point == point }
        settling.append(Settling(point: point, until: time &+ settle))
        return time &+ settle
    }

    /// A reply may come twice: nothing of its shape is read before the second copy has passed.
    mutating func holdRepeats(of flight: Flight, at time: Int64) {
        let station = stations[flight.station]
        guard station.repeatsWithin > 0 else { return }
        let until = time &+ station.repeatsWithin
        stations[flight.station].repeatUntil = until
        let signature = UInt32(flight.shape.function) << 16 | UInt32(flight.shape.length)
        for index in station.firstPoll..<station.endPoll
        where fixed.polls[index].signature == signature {
            repeatsUntil[index] = until
        }
        reschedule(flight.station)
    }
}

extension ModbusRequest {
    /// Whether a device whose registers hold `held` is left as it is by this write.
    fileprivate func leaves(_ held: [UInt16]) -> Bool {
        switch self {
        case .writeRegister(_, let value): held == [value]
        case .writeRegisters(_, let values), .exchange(_, _, _, let values): held == values
        case .maskRegister(_, let and, let or):
            held.count == 1 && held[0] & and | or & ~and == held[0]
        default: false
        }
    }
}

extension RegisterField {
    /// The field's registers as they came; empty where bytes are missing, or of a bit table.
    func registers(_ bytes: [UInt8], data: Int) -> [UInt16] {
        let start = data + position
        guard form != .tableBits, start >= 0, start + 2 * width <= bytes.count else { return [] }
        return (0..<width).map {
            UInt16(bytes[start + 2 * $0]) << 8 | UInt16(bytes[start + 2 * $0 + 1])
        }
    }
}
