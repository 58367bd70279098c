import Devices
package import Interlocks
package import Labs
package import Quantities

/// One tick: image → interlocks → permits.
///
/// The sole maker of `PermittedCommand`. Ticks fall on a fixed grid of `period`; a tick at which
/// nothing is new may be left out, since it would decide nothing. Nothing but safe writes is
/// permitted before interlocks judge, which they do from the first complete image on, or once every
/// point they read had its time to be read.
package struct Scan: Sendable {
    package static let period = SafetyTiming.scan
    /// A permit is good for this long; a line that is later sends nothing.
    package static let permitLifetime = Lapse.milliseconds(2000)
    /// Requests kept while interlocks do not judge yet; more are refused.
    package static let greatestWaiting = 256

    /// Why a request was refused.
    package enum Refusal: Int, Hashable, Sendable {
        case noSuchDevice = 1
        case outsideLimits
        case zoneTripped
        case wrongMode
        case notASafeWrite
        case notJudgingYet
        /// A person's command to a device that nobody holds.
        case noLease
        /// The zone is being made safe: nothing may undo it.
        case zoneMadeSafe
    }

    /// Whether interlocks judge.
    package enum Phase: Hashable, Sendable {
        case waitingForImage(until: Instant?)
        case judging
    }

    /// What makes interlocks judge again.
    private enum Judging {
        case everyReading, changes
    }

    private enum EpochUse {
        case untouched, used
    }

    /// Whether the next tick begins a new epoch whatever it judges.
    private enum EpochWish {
        case no, yes
    }

    package var image: ProcessImage
    package private(set) var phase = Phase.waitingForImage(until: nil)
    package private(set) var epoch: UInt32 = 1
    private var interlocks: InterlockSet
    private var refreshes: RefreshTable
    private var watchdogs: WatchdogTable
    var leases: LeaseTable
    var halts: [CommandRequest] = []
    private var waiting: [CommandRequest] = []
    /// The scan's own requests of a tick, kept for its room.
    private var own: [CommandRequest] = []
    var modes: [DeviceState.Mode]
    /// By zone: how many of its interlocks are latched.
    var trips: [Int]
    /// By zone: whether its safe sequence is under way.
    var isMaking: [Bool]
    private var judgedRevision = -1
    private var judging = Judging.everyReading
    /// Whether a command that is no safe write was permitted under the present epoch.
    private var epochUse = EpochUse.untouched
    private var wantsEpoch = EpochWish.no
    let guards: CommandGuards
    let safeWrites: SafeWrites
    let horn: PointReference?
    let zoneOfDevice: [Int]
    private let firstPoint: [Int]
    private let zoneOfInterlock: [Int]
    private let patience: Lapse

    package init(lab: Lab, names: LabNames) {
        image = ProcessImage(names)
        interlocks = InterlockSet(lab, names)
        refreshes = RefreshTable(lab)
        watchdogs = WatchdogTable(lab, names)
        guards = CommandGuards(lab)
        safeWrites = SafeWrites(lab)
        leases = LeaseTable(lab)
        horn = lab.horn
        modes = lab.devices.map { _ in .automatic }
        trips = lab.zones.map { _ in 0 }
        isMaking = lab.zones.map { _ in false }
        zoneOfDevice = lab.devices.map(\.zone)
        firstPoint = names.firstPoint
        zoneOfInterlock = lab.interlocks.map(\.zone)
        patience = interlocks.points.reduce(.zero) {
            max($0, names.points[$1].greatestAge)
        }
    }

    /// Makes room for what a busy tick asks of itself, before the first one.
    package mutating func reserve(_ count: Int) {
        own.reserveCapacity(count)
        halts.reserveCapacity(count)
        leases.reserve()
    }

    /// Judges `requests` on the present image; also refreshes device watchdogs.
    package mutating func tick(at now: Instant, requests: [CommandRequest]) -> Output {
        var output = Output()
        tick(at: now, requests: requests, into: &output)
        return output
    }

    /// The same into an output that is used again and again: where its arrays have room, a tick
    /// allocates nothing.
    package mutating func tick(
        at now: Instant,
        requests: [CommandRequest],
        into output: inout Output
    ) {
        output.clear()
        if wantsEpoch == .yes {
            wantsEpoch = .no
            beginEpoch(&output)
        }
        image.expire(at: now)
        if !halts.isEmpty || now >= leases.nextDeadline { endLeases(at: now, &output) }
        if isNews || now >= judgeDeadline { judge(at: now, &output) }
        if !waiting.isEmpty || !requests.isEmpty { permit(requests, at: now, &output) }
        if now >= refreshes.nextDeadline {
            refreshes.due(at: now, into: &own)
            decideOwn(at: now, &output)
        }
        if phase == .judging {
            watchdogs.due(image, at: now, into: &own)
            decideOwn(at: now, &output)
        }
    }

    private mutating func decideOwn(at now: Instant, _ output: inout Output) {
        for index in own.indices { decide(own[index], at: now, &output) }
        own.removeAll(keepingCapacity: true)
    }

    /// Stops what a person no longer holds, and takes back what was permitted there.
    private mutating func endLeases(at now: Instant, _ output: inout Output) {
        leases.lapsed(at: now, devices: &output.lapsed, stops: &own)
        for device in output.lapsed { refreshes.release(device) }
        if !output.lapsed.isEmpty, epochUse == .used { beginEpoch(&output) }
        for index in halts.indices { decide(halts[index], at: now, &output) }
        halts.removeAll(keepingCapacity: true)
        decideOwn(at: now, &output)
    }

    /// The next grid instant at which something can change without new readings or requests:
    /// staleness, debounce, a refresh.
    package var nextDeadline: Instant {
        let refresh = min(
            min(refreshes.nextDeadline, watchdogs.nextDeadline),
            halts.isEmpty ? leases.nextDeadline : .start
        )
        let due = min(min(image.nextStale, judgeDeadline), refresh)
        guard due < .never else { return .never }
        let period = Self.period.nanoseconds
        let ticks = max(due.nanoseconds, 0) / period
        let down = Instant(nanoseconds: ticks * period)
        return down >= due ? down : down + Self.period
    }

    /// The same for an owner that keeps the scan inside a larger value: a mutating call works in
    /// place, where reading a property copies.
    package mutating func deadlineInPlace() -> Instant { nextDeadline }

    /// Whether the image holds what interlocks have not judged.
    private var isNews: Bool {
        switch judging {
        case .changes: !image.changes.isEmpty
        case .everyReading: image.revision != judgedRevision
        }
    }

    private var judgeDeadline: Instant {
        switch phase {
        case .waitingForImage(let until): until ?? .start
        case .judging: interlocks.nextDeadline
        }
    }

    private mutating func judge(at now: Instant, _ output: inout Output) {
        judgedRevision = image.revision
        if case .waitingForImage(let until) = phase {
            let deadline = until ?? now + patience
            guard interlocks.canJudge(image) || now >= deadline else {
                phase = .waitingForImage(until: deadline)
                return
            }
            phase = .judging
        }
        judging = interlocks.followsEveryReading ? .everyReading : .changes
        interlocks.judge(image, at: now, into: &output.tripped)
        image.forgetChanges()
        output.degraded.append(contentsOf: interlocks.degradations)
        guard !output.tripped.isEmpty else { return }
        countTrips()
        beginEpoch(&output)
        for device in zoneOfDevice.indices where isTripped(zone: zoneOfDevice[device]) {
            refreshes.release(device)
        }
    }

    /// From the next tick on, what was permitted and is not on the wire yet never gets there.
    package mutating func revokeEverything() { wantsEpoch = .yes }

    /// Revokes everything permitted so far.
    private mutating func beginEpoch(_ output: inout Output) {
        epoch &+= 1
        epochUse = .untouched
        output.revokeBefore = epoch
    }

    private mutating func countTrips() {
        for zone in trips.indices { trips[zone] = 0 }
        for trip in interlocks.latched {
            let zone = zoneOfInterlock[trip.interlock]
            if trips.indices.contains(zone) { trips[zone] += 1 }
        }
    }

    private mutating func permit(
        _ requests: [CommandRequest],
        at now: Instant,
        _ output: inout Output
    ) {
        let held = waiting
        waiting = []
        // What makes safe goes first, and nothing permitted before it may follow it.
        for request in requests where request.isSafe { decide(request, at: now, &output) }
        for request in held { decide(request, at: now, &output) }
        for request in requests where !request.isSafe { decide(request, at: now, &output) }
    }

    private mutating func decide(
        _ request: CommandRequest,
        at now: Instant,
        _ output: inout Output
    ) {
        if let refusal = refusal(of: request, at: now) {
            if refusal == .notJudgingYet, waiting.count < Self.greatestWaiting {
                waiting.append(request)
            } else {
                output.refused.append(request)
                output.refusals.append(refusal)
            }
            return
        }
        refreshes.note(request, at: now)
        leases.note(request)
        if request.isSafe {
            if epochUse == .used { beginEpoch(&output) }
        } else {
            epochUse = .used
        }
        output.permitted.append(
            PermittedCommand(request: request, epoch: epoch, expires: now + Self.permitLifetime)
        )
    }

    /// Why the request may not reach the wire; nil where it may.
    private func refusal(of request: CommandRequest, at now: Instant) -> Refusal? {
        guard zoneOfDevice.indices.contains(request.device) else { return .noSuchDevice }
        switch request.origin {
        case .safe: return safeWrites.contain(request) ? nil : .notASafeWrite
        case .halt: return haltRefusal(of: request)
        case .horn: return hornRefusal(of: request)
        case .manual, .run, .refresh: break
        }
        guard guards.allow(request) else { return .outsideLimits }
        guard phase == .judging else { return .notJudgingYet }
        guard !isTripped(zone: zoneOfDevice[request.device]), !unmakesSafe(request) else {
            return .zoneTripped
        }
        if unmakesSequence(request) { return .zoneMadeSafe }
        switch (modes[request.device], request.origin) {
        case (.automatic, .run), (.automatic, .refresh), (.manual, .refresh): return nil
        case (.manual, .manual): return leases.isHeld(request.device, at: now) ? nil : .noLease
        default: return .wrongMode
        }
    }
}

extension CommandRequest {
    fileprivate var isSafe: Bool { origin.isSafe }
}

extension Scan {
    /// Latched trips in the order they came.
    package var latched: [Trip] { interlocks.latched }

    /// Why interlocks could not be compiled; such an interlock is always tripped.
    package var uncompiled: [Int] { interlocks.faults.map(\.interlock) }

    /// The first point that interlocks wait for before they judge and anything is permitted; nil
    /// once they do.
    package var awaited: Int? {
        guard phase != .judging else { return nil }
        return interlocks.points.first { image[$0].quality == .neverRead }
    }

    package func isTripped(zone: Int) -> Bool { trips[safe: zone].map { $0 > 0 } ?? true }

    /// A person resets one trip; works only while its condition is healthy, and starts nothing.
    package mutating func reset(_ interlock: Int, at now: Instant) -> ResetOutcome {
        image.expire(at: now)
        let outcome = interlocks.reset(interlock, image, at: now)
        countTrips()
        return outcome
    }

    /// Takes over trips latched before a restart of the host.
    package mutating func latch(_ tripped: [Int], at now: Instant) {
        interlocks.latch(tripped, at: now)
        countTrips()
        epoch &+= 1
    }

    /// Leaves an interlock unjudged until then.
    package mutating func bypass(_ interlock: Int, until: Instant) {
        interlocks.bypass(interlock, until: until)
    }

    /// A person holds the device until then, alone; a lease that is not prolonged stops it.
    package mutating func hold(_ device: Int, until: Instant) { leases.hold(device, until: until) }

    /// The person gives the device back.
    package mutating func endLease(_ device: Int) { leases.end(device) }

    /// A device that was moved by hand rests: the end of its lease needs no stop.
    package mutating func rest(_ device: Int) { leases.rest(device) }

    /// Stops a device that moves by hand, with the next tick.
    package mutating func halt(_ device: Int) { leases.stop(device, into: &halts) }

    /// Every device of the lab, by index.
    package var devices: Range<Int> { modes.indices }

    package func mode(of device: Int) -> DeviceState.Mode? { modes[safe: device] }

    /// Puts a device into another mode.
    ///
    /// What it says in maintenance or out of service counts for no interlock, since somebody may be
    /// simulating its sensor: its interlocks vote to trip.
    package mutating func setMode(_ mode: DeviceState.Mode, of device: Int) {
        guard let present = modes[safe: device], mode != present else { return }
        refreshes.release(device)
        modes[device] = mode
        let points = firstPoint[device]..<firstPoint[device + 1]
        switch mode {
        case .automatic, .manual: image.use(points)
        case .maintenance, .outOfService: image.setAside(points)
        }
    }
}

extension LabPoint {
    fileprivate var greatestAge: Lapse { definition.stale }
}
