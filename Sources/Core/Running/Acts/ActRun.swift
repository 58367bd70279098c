import Devices
import Execution
import Interlocks
import Quantities
import Scanning

/// One act on its way, from its first call to its end.
struct ActRun: Sendable {
    enum Phase: Sendable {
        /// What the act needs before its first call is awaited.
        case preparing(CompletionRun)
        /// Call number of `lowered.calls` is under way.
        case calling(Int, CallRun)
        case completing(CompletionRun)
        /// Call number of `lowered.closing` is under way.
        case closing(Int, CallRun)
        /// A person is at it.
        case withPerson
        case weighing(Weighing)
        case measuring(Measuring)
        case done
    }

    /// What a look at the act yields.
    enum Verdict: Sendable {
        case waits
        case requests(CommandBody, device: Int)
        /// Something went on; look again.
        case progressed
        case needsPerson
        /// The act's value for its slot.
        case yields(Double)
        case finished
        case failed(FaultKind, device: Int?)
    }

    let thread: Int
    /// Index into `Program.acts`.
    let act: Int
    let step: Int
    let began: Instant
    let lowered: LoweredAct
    /// Every device whose loss ends it.
    let devices: [Int]
    var phase: Phase
    /// Where a weighing reads; nil for every other act.
    var scale: Scale?
    /// What holds as long as a furnace keeps what it was just told; the engine takes it from here.
    var confirmedTarget: PointProgram?

    init(
        thread: Int,
        act: Int,
        step: Int,
        lowered: LoweredAct,
        devices: [Int],
        phase: Phase,
        at now: Instant
    ) {
        self.thread = thread
        self.act = act
        self.step = step
        self.lowered = lowered
        self.devices = devices
        self.phase = phase
        began = now
    }

    /// Proofs of services that were there when it began, and must stay.
    var supplies: [Supply] = []

    var nextDeadline: Instant {
        supplies.reduce(phaseDeadline) { min($0, $1.nextDeadline) }
    }

    private var phaseDeadline: Instant {
        switch phase {
        case .calling(_, let call), .closing(_, let call): call.nextDeadline
        case .preparing(let completion): completion.nextDeadline
        case .completing(let completion): completion.nextDeadline
        case .measuring(let measuring): measuring.nextDeadline
        case .weighing(let weighing): weighing.nextDeadline
        case .withPerson: .never
        case .done: .start
        }
    }

    /// How far it is.
    var place: ActPlace {
        switch phase {
        case .preparing: .preparing
        case .calling(let number, _): .calling(number)
        case .completing: .completing
        case .closing(let number, _): .closing(number)
        case .withPerson: .withPerson
        case .weighing: .weighing
        case .measuring: .measuring
        case .done: .done
        }
    }

    /// Which command of its call is the next one.
    var part: Int {
        switch phase {
        case .calling(_, let call), .closing(_, let call): call.next
        default: 0
        }
    }

    /// Whether the loss of one of its devices ends it at once.
    var fallsWithDevice: Bool {
        switch phase {
        case .completing(let completion): completion.toleratesLoss == false
        case .withPerson, .measuring: false
        case .preparing, .calling, .closing, .weighing, .done: true
        }
    }

    /// Whether a command of this number is on its way for it.
    func awaits(_ id: CommandID) -> Bool {
        switch phase {
        case .calling(_, let call), .closing(_, let call): call.awaits(id)
        default: false
        }
    }

    mutating func sent(_ id: CommandID, at now: Instant) {
        switch phase {
        case .calling(let number, var call):
            call.sent(id, at: now)
            phase = .calling(number, call)
        case .closing(let number, var call):
            call.sent(id, at: now)
            phase = .closing(number, call)
        default: break
        }
    }

    /// Takes an outcome; false where it is not this act's.
    mutating func take(_ id: CommandID, _ outcome: CommandOutcome, at now: Instant) -> Bool {
        switch phase {
        case .calling(let number, var call) where call.awaits(id):
            call.take(outcome, at: now)
            phase = .calling(number, call)
        case .closing(let number, var call) where call.awaits(id):
            call.take(outcome, at: now)
            phase = .closing(number, call)
        default: return false
        }
        return true
    }
}

/// Where a balance is read, and what it shall show.
struct Scale: Sendable {
    var weight: Int
    /// Whether the balance is steady; nil where it does not say.
    var stable: Int?
    var target: Double
    var tolerance: Double
    /// The person may be asked so often before the weighing fails.
    var attemptsLeft = 5
}

/// Waits for a steady reading after a person has added material.
struct Weighing: Sendable {
    /// A balance that does not say whether it is steady is believed after this time.
    static let settlingTime = Lapse(seconds: 5)
    /// Not steady for so long: something is wrong with the balance.
    static let patience = Lapse(seconds: 60)

    /// A reading that arrives sooner may have been taken before the hand had left the pan: the
    /// longest a balance's reply was under way, with room.
    static let handsOff = Lapse(seconds: 1)

    let since: Instant

    var nextDeadline: Instant { since + Self.patience }

    /// The steady weight; nil while there is none.
    func weight(_ scale: Scale, _ image: ProcessImage) -> Double? {
        let reading = image[scale.weight]
        guard reading.quality == .good, reading.at > since + Self.handsOff else { return nil }
        guard let stable = scale.stable else {
            return reading.at >= since + Self.settlingTime ? reading.value : nil
        }
        let steady = image[stable]
        guard steady.quality == .good, steady.at > since + Self.handsOff, steady.value != 0 else {
            return nil
        }
        return reading.value
    }
}

/// Reads a point once, or takes the mean of its readings over a time.
struct Measuring: Sendable {
    /// No good reading for so long fails a reading at once.
    static let patience = Lapse(seconds: 10)

    enum Verdict: Sendable {
        case waits
        case value(Double)
        case failed(FaultKind)
    }

    let point: Int
    let over: Lapse
    let bounds: Bounds
    let since: Instant
    /// Readings of a point that is read only on demand may be from before.
    let takesEarlier: Bool
    /// The mean of so many readings; moved by deviations, so that equal readings have exactly
    /// their own value as mean.
    private var mean = 0.0
    private var count = 0
    private var last: Instant

    init(point: Int, over: Lapse, bounds: Bounds, since: Instant, takesEarlier: Bool) {
        self.point = point
        self.over = over
        self.bounds = bounds
        self.since = since
        self.takesEarlier = takesEarlier
        last = since
    }

    var nextDeadline: Instant { since + (over > .zero ? over : Self.patience) }

    mutating func look(_ image: ProcessImage, at now: Instant) -> Verdict {
        let reading = image[point]
        let isNew = reading.at > last || (takesEarlier && count == 0)
        if reading.quality == .good, isNew {
            last = max(last, reading.at)
            count += 1
            mean += (reading.value - mean) / Double(count)
        }
        guard now >= nextDeadline || (over <= .zero && count > 0) else { return .waits }
        guard count > 0, over <= .zero || reading.quality == .good else {
            return .failed(reading.quality.fault ?? .sensorBad)
        }
        return bounds.contains(mean) ? .value(mean) : .failed(.failed)
    }
}
