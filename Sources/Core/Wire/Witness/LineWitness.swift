import Interlocks
package import Labs
package import Quantities
import Scanning

/// Watches one line's traffic and says what it meant.
///
/// It follows a `LineMachine` that is told what went out instead of choosing it, so a reply is read
/// by the very code that reads it live: matched or not, in time or late, with the same values.
package struct LineWitness: Sendable {
    /// A request that waits for its reply.
    private struct Exchange {
        var inquiry: Inquiry
        var flight: Flight
        var sent: Int64
    }

    /// Bytes that wait for an explanation; what is older is none.
    private static let greatestUnclaimed = 4096

    private var machine: LineMachine
    private var main: Exchange?
    private var side: Exchange?
    /// The last request that was given up.
    private var overdue: Exchange?
    /// What came since the last request or reply and has answered nothing yet.
    private var unclaimed: [UInt8] = []
    private var sightings: [Sighting] = []

    package init(lab: Lab, names: LabNames, line: Int) {
        machine = LineMachine(lab: lab, names: names, line: line)
    }

    /// The host sent `frame`.
    package mutating func sent(_ frame: [UInt8], at now: Instant) -> [Sighting] {
        let time = now.nanoseconds
        lapse(at: time)
        if machine.takesErrand(frame, at: time) {
            let device = main?.inquiry.device
            note(.asked(Inquiry(device: device, purpose: .followUp)), at: time)
            return drain()
        }
        let found = machine.recognise(frame, at: now)
        let inquiry = found?.inquiry ?? Inquiry(device: nil, purpose: .foreign)
        if var found {
            if !machine.isOpen(found.lane) { giveUp(found.lane, at: time) }
            found.flight = machine.adopt(found, frame, at: time)
            let exchange = Exchange(inquiry: inquiry, flight: found.flight, sent: time)
            if found.lane == .main { main = exchange } else { side = exchange }
        }
        note(.asked(inquiry), at: time)
        return drain()
    }

    /// Bytes came from the devices.
    package mutating func received(_ bytes: [UInt8], at now: Instant) -> [Sighting] {
        let time = now.nanoseconds
        lapse(at: time)
        unclaimed += bytes
        if unclaimed.count > Self.greatestUnclaimed {
            unclaimed.removeFirst(unclaimed.count - Self.greatestUnclaimed)
        }
        let isAwaited = main != nil || side != nil
        let echo = machine.expectedEcho
        machine.receive(bytes, at: now)
        unclaimed.removeFirst(min(max(0, echo - machine.expectedEcho), unclaimed.count))
        close(at: time)
        if !isAwaited { tellStrays(unclaimed.count, at: time) }
        return drain()
    }

    /// The port was opened: what was asked before has no answer any more.
    package mutating func opened(at now: Instant) -> [Sighting] {
        abandon(at: now)
        machine.connect(at: now)
        machine.events.removeAll()
        return drain()
    }

    /// Traffic is missing here.
    package mutating func interrupted(at now: Instant) -> [Sighting] {
        abandon(at: now)
        machine.interrupt(at: now)
        machine.events.removeAll()
        return drain()
    }

    private mutating func abandon(at now: Instant) {
        let time = now.nanoseconds
        lapse(at: time)
        settleEvents()
        for exchange in [main, side] {
            if let exchange { note(.abandoned(exchange.inquiry), at: time) }
        }
        main = nil
        side = nil
        overdue = nil
        unclaimed.removeAll()
    }

    /// The traffic ends: what waits for a reply ends as it would without one, if that is due.
    package mutating func ended(at now: Instant) -> [Sighting] {
        lapse(at: now.nanoseconds)
        return drain() + interrupted(at: now)
    }

    private mutating func note(_ kind: Sighting.Kind, at time: Int64) {
        sightings.append(Sighting(kind: kind, at: Instant(nanoseconds: time)))
    }

    private mutating func drain() -> [Sighting] {
        settleEvents()
        defer { sightings.removeAll() }
        return sightings
    }

    /// Devices lost and found are told; readings and outcomes belong to the exchange that has just
    /// ended.
    private mutating func settleEvents() {
        for event in machine.events {
            switch event {
            case .deviceLost(let device, let at):
                sightings.append(Sighting(kind: .lost(device: device), at: at))
            case .deviceFound(let device, let at):
                sightings.append(Sighting(kind: .found(device: device), at: at))
            default: break
            }
        }
        machine.events.removeAll(keepingCapacity: true)
    }

    /// Ends what nobody answered by `time`.
    private mutating func lapse(at time: Int64) {
        for lane in [Poll.Lane.main, .side] {
            // A reply that silence ends moves the deadline once; nothing moves it for ever.
            for _ in 0..<8 {
                guard let exchange = lane == .main ? main : side,
                    let deadline = machine.deadline(of: lane), deadline < time
                else { break }
                let isInVain = machine.expireInVain(lane, at: deadline)
                if isInVain {
                    end(exchange, lane, at: deadline)
                } else {
                    close(at: deadline)
                }
            }
        }
    }

    /// The host asks something else though the lane still waits.
    private mutating func giveUp(_ lane: Poll.Lane, at time: Int64) {
        machine.timeOut(lane, at: time, because: .cutOff)
        if let exchange = lane == .main ? main : side { end(exchange, lane, at: time) }
    }

    private mutating func end(_ exchange: Exchange, _ lane: Poll.Lane, at time: Int64) {
        if lane == .main { main = nil } else { side = nil }
        tellStrays(unclaimed.count, at: time)
        let wait = Lapse(nanoseconds: time &- exchange.sent)
        note(.unanswered(exchange.inquiry, after: wait), at: time)
        overdue = exchange
        settleEvents()
    }

    /// Tells of the exchanges that the machine has closed since they were opened.
    private mutating func close(at time: Int64) {
        let isMainClosed = main != nil && machine.isOpen(.main)
        let isSideClosed = side != nil && machine.isOpen(.side)
        if isSideClosed, let exchange = side {
            side = nil
            answer(exchange, at: time)
            // A real-time request that resets the device drops what was waiting.
            if isMainClosed, let dropped = main {
                main = nil
                note(.abandoned(dropped.inquiry), at: time)
            }
        } else if isMainClosed, let exchange = main {
            main = nil
            answer(exchange, at: time)
        }
    }

    private mutating func answer(_ exchange: Exchange, at time: Int64) {
        // Nobody answers a broadcast: its time is over.
        guard exchange.flight.stage != .unanswered else { return }
        let reply = machine.reply(to: exchange.flight, in: unclaimed)
        tellStrays(unclaimed.count - reply.length, at: time)
        unclaimed.removeAll()
        let wait = Lapse(nanoseconds: time &- exchange.sent)
        var values: [Inquiry.Value] = []
        var outcome: CommandOutcome?
        for event in machine.events {
            switch event {
            case .reading(let point, let reading):
                values.append(Inquiry.Value(point: point, reading: reading))
            case .outcome(_, let found, _): outcome = found
            default: break
            }
        }
        let refusal = reply.exception.map { CommandOutcome.refused(code: $0) }
        let answer: Sighting.Answer =
            if let outcome = outcome ?? refusal {
                .outcome(outcome)
            } else {
                exchange.flight.stage == .poll && values.allSatisfy(\.isBusy)
                    ? .outcome(.busy) : .values(values)
            }
        note(.answered(exchange.inquiry, answer, after: wait), at: time)
        settleEvents()
    }

    /// Tells of the first `count` of the unclaimed bytes, and whether they are the reply to what
    /// was given up.
    private mutating func tellStrays(_ count: Int, at time: Int64) {
        guard count > 0 else { return }
        let strays = Array(unclaimed.prefix(count))
        unclaimed.removeAll()
        if let exchange = overdue, machine.answers(exchange.flight, strays, at: time) {
            overdue = nil
            let wait = Lapse(nanoseconds: time &- exchange.sent)
            note(.late(exchange.inquiry, after: wait), at: time)
        }
        note(.stray(count), at: time)
    }
}

extension Inquiry.Value {
    fileprivate var isBusy: Bool { reading.quality == .busy }
}
