import Labs
import Lines
import Quantities
import Realtime
import Running
import Scanning
import Wire

/// What a host's scan thread does: every period it takes what the lines brought, judges, permits,
/// and makes tripped zones safe, whatever the thread that steps the run is doing.
struct ScanLoop: ~Copyable {
    /// So late a tick takes back what was permitted before: nobody watched meanwhile.
    static let greatestLateness = Lapse.milliseconds(100)

    /// What the loop is made of, on its own thread.
    struct Setup: Sendable {
        var lab: Lab
        var names: LabNames
        var lineOfDevice: [Int]
        var lines: [LineThread]
        var clock: HostClock
        var mailbox: ScanMailbox
        /// The path of a hardware watchdog.
        var watchdog: String?
    }

    private let lines: [LineThread]
    private let lineOfDevice: [Int]
    private let clock: HostClock
    private let mailbox: ScanMailbox
    private let lateness: LatenessHistogram
    private(set) var watchdogs: Watchdogs
    private var fence: GuardCycle
    private var events: [LineEvent] = []
    private var orders: [ScanOrder] = []
    private var news = ScanNews()
    private var permits = GuardCycle.Permits()

    init(_ setup: Setup, _ lateness: LatenessHistogram) {
        // Made here, so that nobody shares its arrays: the first write to a shared one copies it.
        fence = GuardCycle(lab: setup.lab, names: setup.names)
        lineOfDevice = setup.lineOfDevice
        lines = setup.lines
        clock = setup.clock
        mailbox = setup.mailbox
        self.lateness = lateness
        watchdogs = Watchdogs(device: setup.watchdog, now: setup.clock.now)
        events.reserveCapacity(4096)
        orders.reserveCapacity(256)
        permits.commands.reserveCapacity(256)
        fence.reserve()
    }

    /// Ticks until it is told to end.
    mutating func run() {
        var next = clock.now
        while !mailbox.wantsStop {
            let now = clock.now
            tick(at: now)
            watchdogs.feed(at: now)
            next = next + Scan.period
            clock.sleepExactly(until: next)
            let late = clock.now - next
            lateness.add(clock.realNanoseconds(of: late))
            guard late > Scan.period else { continue }
            news.overruns += 1
            // Late ticks are not made up for: each would judge the same image.
            next = clock.now
            if late > Self.greatestLateness { fence.revokeEverything() }
        }
        watchdogs.release()
    }

    private mutating func tick(at now: Instant) {
        for line in lines { line.collect(&events, &news.notices) }
        for event in events {
            guard case .reading(let point, let reading) = event else {
                fence.take(event)
                continue
            }
            if fence.store(reading, point: point) {
                news.readings.append(PointReading(point: point, reading: reading))
            }
        }
        events.removeAll(keepingCapacity: true)
        mailbox.fetch(&orders)
        for order in orders { obey(order, at: now) }
        orders.removeAll(keepingCapacity: true)
        fence.permits(at: now, into: &permits)
        if let epoch = permits.revokeBefore { for line in lines { line.revoke(before: epoch) } }
        for command in permits.commands {
            let line = lines[lineOfDevice[command.request.device]]
            guard !line.submit(command) else { continue }
            fence.take(.outcome(command.request.id, .notSent, at: now))
        }
        publish(at: now)
    }

    private mutating func obey(_ order: ScanOrder, at now: Instant) {
        switch order {
        case .run(let request): fence.ask(request, at: now)
        case .manual(let request): fence.askManually(request, at: now)
        case .makeSafe(let zone): fence.makeSafe(zone: zone, at: now)
        case .refresh(let device):
            guard lineOfDevice.indices.contains(device) else { return }
            lines[lineOfDevice[device]].refreshNow(device: device)
        case .reset(let interlock): fence.reset(interlock, at: now)
        case .latch(let interlocks): fence.latch(interlocks, at: now)
        case .bypass(let interlock, let until):
            fence.bypass(interlock, until: until, at: now)
        case .mode(let mode, let device): fence.setMode(mode, of: device, at: now)
        case .lease(let device, let until): fence.hold(device, until: until, at: now)
        case .endLease(let device): fence.endLease(device)
        case .rest(let device): fence.rest(device)
        case .halt(let device): fence.halt(device)
        }
    }

    private mutating func publish(at now: Instant) {
        swap(&news.records, &fence.records)
        news.news.add(fence.news)
        fence.news.clear()
        fence.records.removeAll(keepingCapacity: true)
        // Copied: a list that others hold would be copied by the next trip.
        news.latched.removeAll(keepingCapacity: true)
        news.latched.append(contentsOf: fence.latched)
        news.isMakingSafe = fence.isMakingSafe
        news.awaited = fence.awaited
        news.now = now
        mailbox.publish(&news)
    }
}
