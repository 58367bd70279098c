import Devices
import Execution
import Interlocks
import Quantities
import Scanning

/// One device call on its way: its commands one after the other, then its confirmation.
///
/// A busy device is asked again inside the action's time. A command in doubt is resolved by reading
/// back. Where the reading shows that it did not happen, an absolute or queryable command is
/// requested once more, as a new command; one that must not be repeated never is.
struct CallRun: Sendable {
    enum Phase: Sendable {
        /// The next command is to be requested, not before then.
        case ready(from: Instant)
        /// Its outcome is awaited.
        case sent(CommandID)
        /// Every command is out; the device's readings must say so by then.
        case confirming(since: Instant, until: Instant)
    }

    /// How sure it is that the last command reached the device.
    enum Doubt: Sendable {
        case none, unresolved
    }

    /// What a look at the call yields.
    enum Verdict: Sendable, Equatable {
        case waits
        case requests(CommandBody)
        case confirmed
        case failed(FaultKind)
    }

    /// After a busy or unsent command, doubled each time.
    static let shortestPause = Lapse.milliseconds(20)
    static let longestPause = Lapse.milliseconds(1000)

    let call: DeviceCall
    private let bodies: [CommandBody]
    private let confirm: PointProgram?
    private let restarted: PointProgram?
    private let within: Lapse
    private let repeats: RepeatClass
    /// What not being confirmed in time means.
    private let unconfirmed: FaultKind
    private(set) var next = 0
    private var pause = Self.shortestPause
    private var giveUp = Instant.never
    private var doubt = Doubt.none
    private var askedAgain = 0
    private var failure: FaultKind?
    private(set) var phase: Phase

    init(_ prepared: PreparedCall, at now: Instant) {
        call = prepared.call
        bodies = prepared.bodies
        confirm = prepared.confirm
        restarted = prepared.restarted
        within = prepared.within
        repeats = prepared.repeats
        unconfirmed = prepared.unconfirmed
        phase = .ready(from: now)
        if bodies.isEmpty { phase = .confirming(since: now, until: now + within) }
    }

    /// A call that another host had under way: its command number `part` went out, and ended like
    /// this, or nobody knows how.
    init(_ prepared: PreparedCall, part: Int, _ outcome: CommandOutcome?, at now: Instant) {
        self.init(prepared, at: now)
        guard bodies.indices.contains(part) else { return }
        next = part
        giveUp = now + within
        take(outcome ?? .inDoubt, at: now)
    }

    var nextDeadline: Instant {
        switch phase {
        case .ready(let from): from
        case .sent: .never
        case .confirming(_, let until): until
        }
    }

    /// What must hold once it is confirmed, and as long as nothing else is commanded.
    var confirmation: PointProgram? { confirm }

    /// Points that can confirm it now.
    var watchedPoints: [Int] {
        if case .confirming = phase { confirm?.points ?? [] } else { [] }
    }

    /// The request `body` went out under this number.
    mutating func sent(_ id: CommandID, at now: Instant) {
        if giveUp == .never { giveUp = now + within }
        phase = .sent(id)
    }

    func awaits(_ id: CommandID) -> Bool {
        if case .sent(let sent) = phase { sent == id } else { false }
    }

    /// What is to be done now.
    mutating func look(_ sight: inout Sight) -> Verdict {
        if let failure { return .failed(failure) }
        switch phase {
        case .sent: return .waits
        case .ready(let from):
            guard sight.now >= from, next < bodies.count else { return .waits }
            return .requests(bodies[next])
        case .confirming(let since, let until):
            guard let confirm else { return .confirmed }
            let isFresh = confirm.isNewer(than: since, in: sight.image)
            let value = isFresh ? sight.value(of: confirm) : .nan
            let memory = memory(since: since, &sight)
            if value == 1, doubt == .none || memory == .kept { return .confirmed }
            // Whatever it shows now says nothing of what it did before.
            if memory == .lost { return .failed(.inDoubt) }
            let mayAskAgain = doubt == .unresolved && value == 0 && memory == .kept
            if mayAskAgain, repeats == .absolute, askAgain(at: sight.now) { return .waits }
            guard sight.now >= until else { return .waits }
            if doubt == .unresolved {
                if mayAskAgain, repeats == .queryable, askAgain(at: sight.now) {
                    return .waits
                }
                return .failed(sight.fault(of: confirm.points) ?? .inDoubt)
            }
            return .failed(sight.fault(of: confirm.points) ?? unconfirmed)
        }
    }

    /// What a device remembers of what it was told.
    private enum Memory {
        case kept, lost
        /// It has not said yet.
        case unknown
    }

    private func memory(since: Instant, _ sight: inout Sight) -> Memory {
        guard let restarted else { return .kept }
        guard restarted.isNewer(than: since, in: sight.image) else { return .unknown }
        switch sight.value(of: restarted) {
        case 0: return .kept
        case 1: return .lost
        default: return .unknown
        }
    }

    mutating func take(_ outcome: CommandOutcome, at now: Instant) {
        switch outcome {
        case .acknowledged:
            doubt = .none
            pause = Self.shortestPause
            next += 1
            phase =
                next < bodies.count
                ? .ready(from: now) : .confirming(since: now, until: now + within)
        case .refused(let code):
            let isFenced = [.zoneTripped, .zoneMadeSafe].contains(Scan.Refusal(rawValue: -code))
            failure = isFenced ? .trip : .refused
        case .busy, .notSent:
            guard now < giveUp else {
                failure = outcome == .busy ? .refused : .deviceDead
                return
            }
            phase = .ready(from: now + pause)
            pause = min(pause + pause, Self.longestPause)
        case .inDoubt:
            doubt = .unresolved
            if confirm != nil, next + 1 == bodies.count {
                phase = .confirming(since: now, until: now + within)
            } else if repeats != .absolute || !askAgain(at: now) {
                // Nothing to read it back from, and sending it again could do it twice.
                failure = .inDoubt
            }
        }
    }

    /// Requests the command in doubt once more; false where it was already.
    private mutating func askAgain(at now: Instant) -> Bool {
        guard askedAgain == 0 else { return false }
        askedAgain = 1
        giveUp = now + within
        phase = .ready(from: now + Self.shortestPause)
        return true
    }
}

/// A device call with its commands and what confirms it.
struct PreparedCall: Sendable {
    var call: DeviceCall
    var bodies: [CommandBody]
    var confirm: PointProgram?
    /// Tells that the device was restarted; nil where nothing does.
    var restarted: PointProgram?
    var within: Lapse
    var repeats: RepeatClass
    var unconfirmed: FaultKind
}
