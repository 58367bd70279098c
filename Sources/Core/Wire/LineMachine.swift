import Interlocks
package import Labs
package import Quantities
package import Scanning

/// One line without I/O: which bytes go out when, and what the bytes that come back mean.
///
/// Polls every device on the line at its points' periods, sends permitted commands before polls and
/// safe writes before both, matches replies, quarantines after a timeout, backs off dead devices.
/// A command is never repeated. A value is reported only from a reply that can answer nothing but
/// the request that waits for it.
package struct LineMachine: Sendable {
    /// Readings and outcomes since the owner last took them.
    package var events: [LineEvent] = []

    /// More commands than this are not taken; their outcome is `notSent`.
    package static let greatestQueue = 256
    /// More readings than this wait for nobody; further ones are dropped.
    package static let greatestEvents = 1 << 16
    /// Characters of a serial reply that is still waited for while it trickles in.
    static let greatestMessage = 1024
    /// Requests in a row without an answer after which a device counts as lost.
    package static let lostAfter = 3
    /// The longest a dead device is left alone.
    package static let greatestBackOff = Lapse(nanoseconds: 30_000_000_000)

    /// In a box, so that reading it copies nothing.
    let fixed: FixedPlan
    var stations: [Station]
    /// By poll: when it is due, and when it may be sent.
    var due: [Int64]
    var ready: [Int64]
    /// By poll: until when a second copy of a reply could pass for its own.
    var repeatsUntil: [Int64]
    var queue: [PermittedCommand] = []
    /// The command whose frame went out last; nil where that was a poll.
    package internal(set) var lastCommand: CommandID?
    var main = Flight.idle
    var side = Flight.idle
    /// Nothing is sent before this: the silence that ends a frame, or bytes still going out.
    var silentUntil: Int64 = 0
    var next: Int64 = 0
    /// The latest instant anybody told.
    var clock: Int64 = 0
    var transaction: UInt16 = 0
    /// Transactions of this TCP connection whose replies may still come, the newest last.
    var unanswered: [UInt16] = []
    var turn = Turn.commands
    /// What was permitted under an earlier epoch is not sent, whenever it comes.
    private var leastEpoch: UInt32 = 0
    var inbox: [UInt8] = []
    var lastByte: Int64 = 0
    /// What a local echo will repeat; empty once it has.
    var echo: [UInt8] = []
    var captures: [Capture] = []
    var serial = SerialState()
    /// The command that takes more than one exchange, and when its next one may go out.
    var procedure: WriteProcedure?
    var stepDue: Int64 = 0
    /// Points that still show what they held before a write.
    var settling: [Settling] = []
    /// Since when a TCP connection was asked and brought nothing.
    var quietSince = Clock.never
    /// By poll: how many times running its device was too busy for it.
    var busy: [Int]
    var apart: ApartValues
    var matched = MatchedReply()
    /// What comes before this is noise of the adapter.
    var deafUntil: Int64 = 0
    /// How far the line got; only ever grows.
    package internal(set) var tally = LineTally()
    /// Writes of memory that wears out.
    package internal(set) var ledger: WriteLedger
    package var pacing = Pacing.unknown
    package var decoding = Decoding.atOnce

    /// When the values of a reply are worked out.
    package enum Decoding: UInt8, Sendable {
        case atOnce
        /// When the owner calls `digest`, so that the next request need not wait for it.
        case later
    }

    /// Whether bytes really take their time on the line.
    package enum Pacing: UInt8, Sendable {
        /// Perhaps not: a simulator on a pseudo-terminal answers faster than a wire could.
        case unknown
        /// A wire at the line's speed: a reply cannot be there before its request is out, so what
        /// looks like one that early is a copy of an older one.
        case wire
    }

    /// Who goes first while safe writes to a dead device keep timing out.
    enum Turn: Sendable {
        case commands, polls
    }

    package init(lab: Lab, names: LabNames, line: Int) {
        let (plan, stations) = LinePlan.make(lab: lab, names: names, line: line)
        fixed = FixedPlan(plan)
        ledger = WriteLedger(plan.wearing)
        self.stations = stations
        due = plan.polls.map { _ in 0 }
        ready = due
        repeatsUntil = due
        busy = plan.polls.map { _ in 0 }
        apart = ApartValues(plan.apart)
        inbox.reserveCapacity(512)
        beginConnection(at: 0)
        settle()
    }

    /// What the owner keeps to when it opens and closes the line's connection.
    package var connection: LineConnection { fixed.connection }

    /// Takes over how often a point's memory was written before a restart of the host.
    package mutating func restoreWrites(_ used: Int, point: Int) {
        ledger.restore(point: point, used: used)
    }

    /// Queues a command; its outcome comes as an event.
    ///
    /// A safe write replaces one that says the same and was not sent yet.
    package mutating func submit(_ command: PermittedCommand) {
        if command.request.origin.isSafe {
            let twin = queue.firstIndex {
                $0.request.device == command.request.device
                    && $0.request.body == command.request.body && $0.isSafe
            }
            if let twin { conclude(queue.remove(at: twin).request.id, .notSent, at: clock) }
        }
        guard queue.count < Self.greatestQueue || command.isSafe,
            queue.count < 2 * Self.greatestQueue,
            station(of: command.request.device) != nil,
            command.isSafe || command.epoch >= leastEpoch
        else {
            conclude(command.request.id, .notSent, at: clock)
            return
        }
        queue.append(command)
        settle()
    }

    /// Drops what was permitted under an epoch before this and is not sent, except safe writes;
    /// also what was on its way here and is submitted later.
    package mutating func revoke(before epoch: UInt32) {
        leastEpoch = max(leastEpoch, epoch)
        for command in queue where !command.isSafe && command.epoch < epoch {
            conclude(command.request.id, .notSent, at: clock)
        }
        queue.removeAll { !$0.isSafe && $0.epoch < epoch }
        revokeProcedure(before: epoch)
        settle()
    }

    /// Reads the device's points as soon as the line is free, whatever their periods.
    package mutating func refreshNow(device: Int) {
        guard let station = station(of: device) else { return }
        refresh(station)
        settle()
    }

    /// The connection was lost, or is new: what waits for a reply is in doubt, what was received
    /// of it means nothing.
    package mutating func interrupt(at now: Instant) {
        digest()
        apart.held.removeAll(keepingCapacity: true)
        clock = max(clock, now.nanoseconds)
        abandonProcedure(at: clock)
        if main.stage != .idle { timeOut(.main, at: clock, because: .cutOff) }
        if side.stage != .idle { timeOut(.side, at: clock, because: .cutOff) }
        inbox.removeAll(keepingCapacity: true)
        echo.removeAll(keepingCapacity: true)
        forgetSerial()
        settle()
    }

    /// A device that was told something is polled this often for so long, where its points' own
    /// periods are longer: what moves is watched closely, what rests costs the line little.
    static let briskPeriod: Int64 = 200_000_000
    static let briskTime: Int64 = 60_000_000_000

    /// When `poll` must be called even if nothing arrives.
    package var nextDeadline: Instant { Instant(nanoseconds: next) }

    /// The same for an owner that keeps lines in an array: a mutating call works in place, where
    /// reading a property of an element copies the whole machine.
    package mutating func deadlineInPlace() -> Instant { Instant(nanoseconds: next) }

    func station(of device: Int) -> Int? {
        guard fixed.plan.stationOf.indices.contains(device) else { return nil }
        let station = fixed.plan.stationOf[device]
        return station < 0 ? nil : station
    }

    mutating func conclude(_ id: CommandID, _ outcome: CommandOutcome, at now: Int64) {
        note(.outcome(id, outcome, at: Instant(nanoseconds: now)))
    }

    /// Nothing is told before what came earlier.
    mutating func note(_ event: LineEvent) {
        digest()
        events.append(event)
    }
}

extension PermittedCommand {
    var isSafe: Bool { request.origin.isSafe }
}
