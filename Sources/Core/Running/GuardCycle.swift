import Devices
package import Interlocks
package import Labs
package import Quantities
package import Scanning
package import Wire

/// The half of a host that fences hazards: image, interlocks, permits, safe sequences.
///
/// It needs no run, and goes on where the half that steps runs is stuck. Not thread-safe: one
/// thread calls everything, in the order events of the lines, orders, `permits`.
package struct GuardCycle: Sendable {
    /// The scan's leave of one tick.
    package struct Permits: Sendable {
        package var commands: [PermittedCommand] = []
        /// Where not nil, lines drop what was permitted before this epoch.
        package var revokeBefore: UInt32?

        package init() {}
    }

    /// What the half that steps runs is to know of one tick.
    package struct News: Sendable {
        package var outcomes: [CommandReport] = []
        /// Interlocks, by index into `Lab.interlocks`.
        package var tripped: [Int] = []
        /// Zones that begin to be made safe, whoever wants it.
        package var zonesBegun: [Int] = []
        package var zonesEnded: [ZoneSafety.Ending] = []
        /// Devices a person holds from now on.
        package var takenInHand: [Int] = []
        package var lost: [Int] = []
        package var found: [Int] = []

        package init() {}

        package var isEmpty: Bool {
            outcomes.isEmpty && tripped.isEmpty && zonesBegun.isEmpty && zonesEnded.isEmpty
                && takenInHand.isEmpty && lost.isEmpty && found.isEmpty
        }

        package mutating func add(_ later: News) {
            outcomes += later.outcomes
            tripped += later.tripped
            zonesBegun += later.zonesBegun
            zonesEnded += later.zonesEnded
            takenInHand += later.takenInHand
            lost += later.lost
            found += later.found
        }

        /// Makes room, so that the scan need not.
        package mutating func reserve(_ count: Int) {
            outcomes.reserveCapacity(count)
            tripped.reserveCapacity(count)
            zonesBegun.reserveCapacity(count)
            zonesEnded.reserveCapacity(count)
            takenInHand.reserveCapacity(count)
            lost.reserveCapacity(count)
            found.reserveCapacity(count)
        }

        package mutating func clear() {
            outcomes.removeAll(keepingCapacity: true)
            tripped.removeAll(keepingCapacity: true)
            zonesBegun.removeAll(keepingCapacity: true)
            zonesEnded.removeAll(keepingCapacity: true)
            takenInHand.removeAll(keepingCapacity: true)
            lost.removeAll(keepingCapacity: true)
            found.removeAll(keepingCapacity: true)
        }
    }

    package private(set) var scan: Scan
    /// What happened since the owner last emptied these.
    package var records: [RunRecord] = []
    package var news = News()
    private var safety: ZoneSafety
    private var requests: [CommandRequest] = []
    /// What safe sequences want, kept for its room.
    private var wanted: [CommandRequest] = []
    /// What the last tick decided, kept for its room.
    private var output = Scan.Output()
    private let zoneOfInterlock: [Int]
    /// Devices in manual mode for the time of a lease.
    private var borrowed: [Int] = []

    package init(lab: Lab, names: LabNames) {
        scan = Scan(lab: lab, names: names)
        safety = ZoneSafety(lab, names)
        zoneOfInterlock = lab.interlocks.map(\.zone)
    }

    /// Whether somebody asks for something, or waits to be told something.
    package var hasWork: Bool { !requests.isEmpty || !news.isEmpty }

    package var image: ProcessImage { scan.image }

    package func quality(of point: Int) -> Quality { scan.image[point].quality }

    /// Whether a zone is being made safe.
    package var isMakingSafe: Bool { safety.isBusy }

    /// When something can be due though no line brings anything.
    ///
    /// Mutating, so that it is called in place: reading a property of so large a value copies it.
    package mutating func deadlineInPlace() -> Instant {
        min(scan.deadlineInPlace(), safety.nextDeadline)
    }

    /// A reading arrives; false where it tells nothing.
    @discardableResult
    package mutating func store(_ reading: Reading, point: Int) -> Bool {
        scan.image.store(reading, point: point)
    }

    package mutating func take(_ event: LineEvent) {
        switch event {
        case .reading(let point, let reading): store(reading, point: point)
        case .outcome(let id, let outcome, let at):
            // The scan's own refreshes are no act of the run.
            if !id.isRefresh, !safety.take(id, outcome, at: at) {
                news.outcomes.append(CommandReport(id: id, outcome: outcome))
            }
            scan.noteHalt(id, outcome)
            records.append(.outcome(id, outcome, at: at))
        case .deviceLost(let device, let at):
            news.lost.append(device)
            records.append(.deviceLost(device: device, at: at))
        case .deviceFound(let device, let at):
            news.found.append(device)
            records.append(.deviceFound(device: device, at: at))
        case .wear(let point, let used, let endurance, let at):
            records.append(.worn(point: point, used: used, endurance: endurance, at: at))
        case .reconnect: break
        }
    }

    /// Makes room for what a busy tick asks, decides and tells, before the first one.
    package mutating func reserve() {
        records.reserveCapacity(Self.room)
        news.reserve(Self.room)
        requests.reserveCapacity(Self.room)
        wanted.reserveCapacity(Self.room)
        output.reserve(Self.room)
        borrowed.reserveCapacity(scan.devices.count)
        scan.reserve(Self.room)
    }

    /// Of one tick; more is possible, and allocates.
    private static let room = 256

    /// Judges the image and grants permits to what was asked for since the last tick; zones that
    /// tripped begin to be made safe in the same tick.
    package mutating func permits(at now: Instant) -> Permits {
        var permits = Permits()
        self.permits(at: now, into: &permits)
        return permits
    }

    /// The same into permits that are used again and again.
    package mutating func permits(at now: Instant, into permits: inout Permits) {
        permits.commands.removeAll(keepingCapacity: true)
        permits.revokeBefore = nil
        lookAfterSafety(at: now)
        judge(at: now, &permits)
        guard !output.tripped.isEmpty else { return }
        for interlock in output.tripped {
            makeSafe(zone: zoneOfInterlock[interlock], forTrip: true, at: now)
        }
        judge(at: now, &permits)
    }

    private mutating func judge(at now: Instant, _ permits: inout Permits) {
        scan.tick(at: now, requests: requests, into: &output)
        requests.removeAll(keepingCapacity: true)
        noteOutput(at: now)
        permits.commands.append(contentsOf: output.permitted)
        permits.revokeBefore = output.revokeBefore ?? permits.revokeBefore
    }

    private mutating func noteOutput(at now: Instant) {
        for device in output.lapsed { noteLapse(device, at: now) }
        for command in output.permitted where command.request.origin == .halt {
            records.append(.requested(command.request, at: now))
        }
        for (id, outcome) in output.outcomes where !id.isRefresh {
            if !safety.take(id, outcome, at: now) {
                news.outcomes.append(CommandReport(id: id, outcome: outcome))
            }
            records.append(.outcome(id, outcome, at: now))
        }
        for change in output.degraded {
            records.append(.degraded(interlock: change.interlock, bad: change.bad, at: now))
        }
        news.tripped += output.tripped
        for interlock in output.tripped {
            let trip = scan.latched.last { $0.interlock == interlock }
            records.append(.tripped(interlock: interlock, unread: trip?.unread, at: now))
        }
    }

    /// Begins to make a zone safe; nothing can refuse it.
    package mutating func makeSafe(zone: Int, forTrip isTrip: Bool = false, at now: Instant) {
        if !safety.isMaking(zone: zone) { news.zonesBegun.append(zone) }
        safety.begin(zone: zone, forTrip: isTrip, at: now)
        scan.noteMaking(zone: zone, true)
        lookAfterSafety(at: now)
    }

    private mutating func lookAfterSafety(at now: Instant) {
        guard safety.isBusy else { return }
        safety.look(scan.image, at: now, into: &wanted)
        for index in wanted.indices { ask(wanted[index], at: now) }
        wanted.removeAll(keepingCapacity: true)
        for ending in safety.endings {
            news.zonesEnded.append(ending)
            scan.noteMaking(zone: ending.zone, false)
            records.append(.safe(zone: ending.zone, reached: ending.reached, at: now))
        }
    }

    /// Asks for a command; the next tick decides.
    package mutating func ask(_ request: CommandRequest, at now: Instant) {
        records.append(.requested(request, at: now))
        requests.append(request)
    }

    /// Asks for a command of a person, who must hold the device, or of the horn.
    package mutating func askManually(_ request: CommandRequest, at now: Instant) {
        switch request.origin {
        case .manual, .horn: ask(request, at: now)
        case .run, .safe, .refresh, .halt: break
        }
    }
}

/// What people do to the fence.
extension GuardCycle {
    /// Latched trips in the order they came.
    package var latched: [Trip] { scan.latched }

    /// The first point that interlocks wait for before anything is permitted; nil once they judge.
    package var awaited: Int? { scan.awaited }

    /// A person resets one trip; works only while its condition is healthy, and starts nothing.
    package mutating func reset(_ interlock: Int, at now: Instant) {
        records.append(.reset(interlock: interlock, scan.reset(interlock, at: now), at: now))
    }

    /// Takes over trips that were latched before a restart of the host.
    package mutating func latch(_ interlocks: [Int], at now: Instant) {
        scan.latch(interlocks, at: now)
    }

    /// Leaves an interlock unjudged until then.
    package mutating func bypass(_ interlock: Int, until: Instant, at now: Instant) {
        scan.bypass(interlock, until: until)
        records.append(.bypassed(interlock: interlock, until: until, at: now))
    }

    /// A person holds the device until then; it is in manual mode as long.
    package mutating func hold(_ device: Int, until: Instant, at now: Instant) {
        switch scan.mode(of: device) {
        case .automatic:
            change(.manual, of: device, at: now)
            borrowed.append(device)
            news.takenInHand.append(device)
        case .manual: break
        case .maintenance, .outOfService, nil: return
        }
        scan.hold(device, until: until)
    }

    package mutating func endLease(_ device: Int) { scan.endLease(device) }

    /// The device was seen at rest where it had been sent.
    package mutating func rest(_ device: Int) { scan.rest(device) }

    package mutating func halt(_ device: Int) { scan.halt(device) }

    /// What was automatic before its lease is so again.
    private mutating func noteLapse(_ device: Int, at now: Instant) {
        guard let place = borrowed.firstIndex(of: device) else { return }
        borrowed.remove(at: place)
        change(.automatic, of: device, at: now)
    }

    package mutating func setMode(_ mode: DeviceState.Mode, of device: Int, at now: Instant) {
        borrowed.removeAll { $0 == device }
        change(mode, of: device, at: now)
    }

    private mutating func change(_ mode: DeviceState.Mode, of device: Int, at now: Instant) {
        scan.setMode(mode, of: device)
        records.append(.mode(device: device, mode, at: now))
    }

    /// What was permitted and is not on the wire yet never gets there.
    package mutating func revokeEverything() { scan.revokeEverything() }
}

/// How a command ended.
package struct CommandReport: Hashable, Sendable {
    package var id: CommandID
    package var outcome: CommandOutcome

    package init(id: CommandID, outcome: CommandOutcome) {
        self.id = id
        self.outcome = outcome
    }
}
