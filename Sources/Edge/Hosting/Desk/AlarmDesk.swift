import Execution
import Interlocks
import Labs
import Lines
package import Quantities
import Running
import Scanning

/// Keeps the alarm book of a host by what happens there.
struct AlarmDesk: Sendable {
    private(set) var book = AlarmBook()
    private var watch: [AlarmWatch] = []
    /// Devices that do not answer, whatever the reason.
    private var lost: [Int] = []
    /// The device of each stop or manual end that is under way.
    private var halts: [CommandID: Int] = [:]
    /// By line: since when it has been open.
    private var openSince: [Int: Instant] = [:]
    /// When the scan was late last.
    private var overrunAt = Instant.start
    /// So long it must have kept its time for that alarm to go (ISA-18.2: off-delay).
    private static let settlingTime = Lapse(seconds: 10)
    /// So long after its line has opened a device may take to answer.
    private static let patience = Lapse(seconds: 5)

    /// So much a clock that is kept right may be set back, ns.
    private static let greatestLag: Int64 = 60_000_000_000

    init() {}

    init(_ loaded: LoadedLab) { watch = [AlarmWatch(loaded.lab, loaded.names)] }

    mutating func take(
        _ batch: HostBatch,
        _ content: HostDesk.Content,
        _ standing: ScanStanding,
        _ loaded: LoadedLab
    ) {
        let now = batch.now
        take(batch.records, content.run?.cause ?? .fault, loaded, at: now)
        takeHalts(batch.records, at: now)
        takeStandings(content, standing, at: now)
        tellLost(content.view.lines, loaded.lab, at: now)
        let latched = Set(batch.latched.map(\.interlock))
        for interlock in loaded.lab.interlocks.indices where !latched.contains(interlock) {
            book.clear(.trip(interlock), at: now)
        }
        if batch.overruns > 0 {
            overrunAt = now
            book.raise(.scanLate, .high, at: now)
        } else if now - overrunAt > Self.settlingTime {
            book.clear(.scanLate, at: now)
        }
        guard !watch.isEmpty else { return }
        let (raised, cleared) = watch[0].judge(content.view.image, at: now)
        for alarm in raised { book.raise(.lab(alarm), loaded.lab.alarms[alarm].priority, at: now) }
        for alarm in cleared { book.clear(.lab(alarm), at: now) }
    }

    private mutating func take(
        _ records: [RunRecord],
        _ cause: RunDesk.AbortCause,
        _ loaded: LoadedLab,
        at now: Instant
    ) {
        for record in records {
            switch record {
            case .tripped(let interlock, _, _): book.raise(.trip(interlock), .high, at: now)
            case .degraded(let interlock, [], _): book.clear(.degraded(interlock), at: now)
            case .degraded(let interlock, _, _): book.raise(.degraded(interlock), .high, at: now)
            case .deviceLost(let device, _): lost.append(device)
            case .deviceFound(let device, _): lost.removeAll { $0 == device }
            case .safe(let zone, false, _): book.raise(.notSafe(zone: zone), .high, at: now)
            case .safe(let zone, true, _): book.clear(.notSafe(zone: zone), at: now)
            case .state(.aborting, _) where cause == .fault:
                book.raise(.runFailed, .high, at: now)
            case .state(.starting, _): book.clear(.runFailed, at: now)
            default: break
            }
        }
    }

    /// What ends a person's hold, and how that ended.
    private mutating func takeHalts(_ records: [RunRecord], at now: Instant) {
        for record in records {
            switch record {
            case .requested(let request, _) where request.origin == .halt:
                halts[request.id] = request.device
            case .outcome(let id, let outcome, _):
                guard let device = halts.removeValue(forKey: id) else { continue }
                if outcome == .acknowledged {
                    book.clear(.handLeft(device), at: now)
                } else {
                    book.raise(.handLeft(device), .high, at: now)
                }
            default: break
            }
        }
    }

    private mutating func takeStandings(
        _ content: HostDesk.Content,
        _ standing: ScanStanding,
        at now: Instant
    ) {
        for line in content.view.lines.indices {
            switch content.view.lines[line] {
            case .closed: book.raise(.lineClosed(line), .medium, at: now)
            case .connected: book.clear(.lineClosed(line), at: now)
            case .opening: break
            }
        }
        let bypassed = Set(content.bypasses.map(\.interlock))
        for interlock in bypassed { book.raise(.bypass(interlock), .high, at: now) }
        for case .bypass(let interlock) in book.alarms.map(\.source)
        where !bypassed.contains(interlock) {
            book.clear(.bypass(interlock), at: now)
        }
        if content.storeFault != nil {
            book.raise(.notKept, .high, at: now)
        } else {
            book.clear(.notKept, at: now)
        }
        if content.journalFault != nil {
            book.raise(.notRecorded, .high, at: now)
        } else {
            book.clear(.notRecorded, at: now)
        }
        if let newest = content.newestRecord, newest > Moment.wall + Self.greatestLag {
            book.raise(.clockBehind, .medium, at: now)
        } else {
            book.clear(.clockBehind, at: now)
        }
        if !standing.shortfalls.isEmpty { book.raise(.scanNotRealtime, .medium, at: now) }
    }

    /// One cause, one alarm: who cannot answer because their line is closed are told with it.
    private mutating func tellLost(_ lines: [LabView.LineStanding], _ lab: Lab, at now: Instant) {
        for line in lines.indices {
            switch lines[line] {
            case .connected: openSince[line] = openSince[line] ?? now
            case .opening, .closed: openSince[line] = nil
            }
        }
        for device in lab.devices.indices {
            let source = AlarmBook.Source.deviceLost(device)
            guard lost.contains(device) else {
                book.clear(source, at: now)
                continue
            }
            guard let since = openSince[lab.devices[device].line] else {
                book.withdraw(source)
                continue
            }
            if now - since > Self.patience { book.raise(source, .medium, at: now) }
        }
    }

    /// A hazard is unfenced from this moment on, not from the next look.
    mutating func noteBypass(_ interlock: Int, at now: Instant) {
        book.raise(.bypass(interlock), .high, at: now)
    }

    mutating func acknowledge(_ number: Int) -> Bool { book.acknowledge(number) }

    mutating func shelve(_ number: Int, until: Instant) -> Bool {
        book.shelve(number, until: until)
    }
}

/// An interlock that is not judged for a while, by somebody, for a reason.
package struct Bypass: Hashable, Sendable {
    /// Index into `Lab.interlocks`.
    package var interlock: Int
    package var by: String
    package var reason: String
    package var until: Instant
}
