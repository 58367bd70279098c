import Foundation
package import Interlocks
import Labs
import Lines
package import Quantities
import Running
package import Scanning

/// What a client of a host knows: the newest reading of every point, how each line stands, how
/// commands ended.
package struct LabView: Sendable {
    package enum LineStanding: Hashable, Sendable {
        case opening
        case connected
        case closed(reason: String)
    }

    private static let greatestOutcomes = 4096
    private static let greatestTrips = 256

    package private(set) var image: ProcessImage
    package private(set) var lines: [LineStanding]
    package private(set) var now = Instant.start
    package private(set) var outcomes: [CommandID: CommandOutcome] = [:]
    /// Interlocks that tripped, with the point that gave no good reading, if that was why.
    package private(set) var trips: [(interlock: Int, unread: UnreadPoint?)] = []
    /// The point that interlocks wait for before anything is permitted.
    package private(set) var awaited: Int?
    /// Latched trips in the order they came.
    package private(set) var latched: [Trip] = []

    package init(_ loaded: LoadedLab) {
        image = ProcessImage(loaded.names)
        lines = loaded.lab.lines.map { _ in .opening }
    }

    package mutating func take(_ batch: HostBatch) {
        for sample in batch.readings { image.store(sample.reading, point: sample.point) }
        for notice in batch.notices {
            switch notice.kind {
            case .connected: lines[notice.line] = .connected
            case .disconnected(let reason), .cannotOpen(let reason):
                lines[notice.line] = .closed(reason: reason)
            }
        }
        for record in batch.records {
            switch record {
            case .outcome(let id, let outcome, _) where id.isOfPerson: note(id, outcome)
            case .tripped(let interlock, let unread, _): note(interlock, unread)
            default: break
            }
        }
        awaited = batch.awaited
        latched = batch.latched
        now = batch.now
        image.expire(at: now)
    }

    /// Takes what a running host tells a client.
    package mutating func take(_ snapshot: LabSnapshot) {
        for sample in snapshot.readings { image.store(sample.reading, point: sample.point) }
        if snapshot.lines.count == lines.count { lines = snapshot.lines }
        awaited = snapshot.awaited
        now = snapshot.now
        image.expire(at: now)
    }

    private mutating func note(_ id: CommandID, _ outcome: CommandOutcome) {
        if outcomes.count >= Self.greatestOutcomes { outcomes.removeAll(keepingCapacity: true) }
        outcomes[id] = outcome
    }

    private mutating func note(_ interlock: Int, _ unread: UnreadPoint?) {
        if trips.count >= Self.greatestTrips { trips.removeFirst() }
        trips.append((interlock, unread))
    }

    /// Follows `host` until `isDone`, or for `seconds` at most; `note` sees every step.
    ///
    /// Returns whether it was done in time.
    @discardableResult
    package mutating func follow(
        _ host: LabHost,
        seconds: Double,
        note: (LabView) -> Void = { _ in },
        until isDone: (LabView) -> Bool
    ) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while true {
            take(host.collect())
            note(self)
            if isDone(self) { return true }
            guard Date() < end else { return false }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }
}
