import Foundation
import GRDB
import Lines
import Synchronization

/// The durable record of a lab: SQLite, one connection, a thread of its own that writes everything
/// that came since the last time in one transaction.
///
/// Everything may be called from any thread. Nothing but `settle` waits for the disk. What is
/// durable is on disk: the journal of SQLite is written ahead and synced at every commit.
package final class Journal: Sendable {
    /// So many entries may wait for the disk; then samples are no longer taken, and far beyond that
    /// nothing is.
    package static let greatestBacklog = 1 << 20
    /// The audit record's state is signed and leaves this often at most, ns.
    private static let checkpointEvery: Int64 = 60_000_000_000

    /// How the journal stands.
    package struct Standing: Hashable, Sendable {
        /// The number of the newest entry that is on disk, and of the newest one that was given.
        package var durable: UInt64 = 0
        package var given: UInt64 = 0
        /// Why nothing can be written now; nil where all is well.
        package var fault: String?
    }

    private struct Content: Sendable {
        var entries: [JournalEntry] = []
        var standing = Standing()
        var isEnding = false
        var room = Room.ample
        /// Since when the writer has been at it.
        var writing: ContinuousClock.Instant?
        var nextRun: Int64
    }

    /// What the disk has room for.
    private enum Room: Sendable {
        case ample
        /// It is full: the reserve beside the journal was given up for all but samples.
        case reserve
    }

    package let path: String
    /// When the newest record was made that was there when it was opened: UTC, ns since 1970; nil
    /// where there was none.
    package let newestBefore: Int64?
    private let reserve: DiskReserve
    private let lock: Mutex<LockFile?>
    private let content: Mutex<Content>
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    /// Signalled whenever more is on disk, or nothing can be.
    private let settled = NSCondition()

    /// So large a journal grows by itself, bytes.
    package static let usualBound: Int64 = 8 << 30

    /// Opens the lab's journal at `path`, or begins it.
    ///
    /// Beyond `bound` bytes the oldest samples give way, then what happened in the oldest runs step
    /// by step, then their results, up to `limit`; audit, alarms, trips and faults never do. A file
    /// of `reserve` bytes beside it (`.reserve`) keeps room for what must not be lost where others
    /// fill the disk. The key beside it (`.key`) signs checkpoints into `.checkpoints`.
    /// - Throws: `JournalFault` where another host has it, it is no journal or one of a newer
    ///   version, is broken, or cannot be written. Nothing is overwritten then.
    package init(
        _ path: String,
        bound: Int64 = usualBound,
        limit: JournalEviction.Limit = .results,
        reserve size: Int = DiskReserve.usualSize
    ) throws(JournalFault) {
        self.path = path
        reserve = DiskReserve(beside: path, size: size)
        lock = Mutex(try Self.lock(path + ".lock"))
        let key = try HostKey.open(path + ".key")
        let writer: JournalWriter
        do {
            writer = try JournalWriter(path, key, bound: bound, limit: limit)
        } catch {
            throw JournalFault.of(error, path)
        }
        newestBefore = writer.newestBefore
        content = Mutex(Content(nextRun: writer.nextRun))
        if !reserve.take() { content.withLock { $0.room = .reserve } }
        let thread = Thread { [self] in write(writer) }
        thread.name = "journal"
        thread.start()
    }

    private static func lock(_ path: String) throws(JournalFault) -> LockFile {
        do {
            return try LockFile(path)
        } catch {
            switch error {
            case .held(let process):
                throw JournalFault("Process \(process) has this journal: \(path).")
            case .fault(let fault): throw JournalFault(fault.message)
            }
        }
    }

    /// The next run's number, unique in this journal.
    package func beginRun() -> Int64 {
        content.withLock { content in
            content.nextRun += 1
            return content.nextRun - 1
        }
    }

    /// So long a write may take before it counts as a fault.
    private static let greatestWait = Duration.seconds(2)

    package var standing: Standing {
        content.withLock { content in
            var standing = content.standing
            if content.room == .reserve, standing.fault == nil {
                standing.fault =
                    "\(path): the disk is full. What must not be lost is still recorded, samples "
                    + "are not. Make room."
            }
            if let since = content.writing, ContinuousClock.now - since > Self.greatestWait {
                standing.fault = standing.fault ?? "\(path): the disk does not answer."
            }
            return standing
        }
    }

    /// Takes entries over; gives the number to wait for, nil where nothing can be taken: the disk
    /// is too far behind.
    @discardableResult
    package func append(_ entries: [JournalEntry]) -> UInt64? {
        let number: UInt64? = content.withLock { content in
            var taken = entries
            if content.entries.count > Self.greatestBacklog { taken.turnSamplesIntoGaps() }
            guard content.entries.count < 4 * Self.greatestBacklog else { return nil }
            content.entries += taken
            content.standing.given += UInt64(taken.count)
            return content.standing.given
        }
        wake.signal()
        return number
    }

    /// Waits until the entry is durable, for `seconds` at most; false where it is not.
    package func settle(_ number: UInt64, seconds: Double) -> Bool {
        let end = Date() + seconds
        settled.lock()
        defer { settled.unlock() }
        while true {
            let standing = standing
            if standing.durable >= number { return true }
            guard standing.fault == nil, settled.wait(until: end) else {
                return self.standing.durable >= number
            }
        }
    }

    /// The same without keeping a thread waiting: it is looked at every millisecond.
    package func settled(_ number: UInt64, seconds: Double) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            let standing = standing
            if standing.durable >= number { return true }
            guard standing.fault == nil, ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    /// Writes what is left, for `seconds` at most, and lets go of the file.
    package func end(seconds: Double = 5) {
        content.withLock { $0.isEnding = true }
        wake.signal()
        _ = ended.wait(timeout: .now() + seconds)
    }

    // MARK: Its thread

    private func write(_ writer: JournalWriter) {
        var writer = writer
        var isEnding = false
        while !isEnding {
            _ = wake.wait(timeout: .now() + .nanoseconds(Int(Self.checkpointEvery / 60)))
            var entries: [JournalEntry] = []
            content.withLock { content in
                swap(&entries, &content.entries)
                isEnding = content.isEnding
            }
            let began = entries.isEmpty ? nil : ContinuousClock.now
            content.withLock { $0.writing = began }
            // Nothing is written behind what could not be.
            guard store(entries, &writer) else { break }
            content.withLock { $0.writing = nil }
            writer.checkpoint(every: isEnding ? 0 : Self.checkpointEvery)
        }
        writer.close()
        lock.withLock { $0 = nil }
        ended.signal()
    }

    private func tellSettled() {
        settled.lock()
        settled.broadcast()
        settled.unlock()
    }

    /// Again and again until it is on disk; false where the journal ends and it still is not.
    private func store(_ entries: [JournalEntry], _ writer: inout JournalWriter) -> Bool {
        guard !entries.isEmpty else { return true }
        var lastTries = 6
        while true {
            do {
                let room = lookForRoom(writer)
                var kept = entries
                if room == .reserve { kept.turnSamplesIntoGaps() }
                try writer.write(kept)
                content.withLock { content in
                    content.standing.durable += UInt64(entries.count)
                    content.standing.fault = nil
                }
                tellSettled()
                try? writer.keepBound()
                return true
            } catch {
                if JournalFault.isFullDisk(error), reserve.isThere {
                    reserve.giveUp()
                    content.withLock { $0.room = .reserve }
                    continue
                }
                let fault = JournalFault.of(error, path).message
                let isEnding = content.withLock { content in
                    content.standing.fault = fault
                    return content.isEnding
                }
                tellSettled()
                if isEnding { lastTries -= 1 }
                guard lastTries > 0 else { return false }
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }

    /// Takes the reserve again once the disk has room for it; until then the journal keeps free
    /// pages inside its file, so that it need not grow.
    private func lookForRoom(_ writer: JournalWriter) -> Room {
        guard content.withLock({ $0.room }) == .reserve else { return .ample }
        guard !reserve.take() else {
            content.withLock { $0.room = .ample }
            return .ample
        }
        writer.keepFreePages()
        return .reserve
    }
}

extension JournalFault {
    static func isFullDisk(_ error: any Error) -> Bool {
        (error as? DatabaseError)?.resultCode == .SQLITE_FULL
    }

    /// What SQLite says, for people.
    static func of(_ error: any Error, _ path: String) -> JournalFault {
        if let fault = error as? JournalFault { return fault }
        guard let error = error as? DatabaseError else {
            return JournalFault("\(path) cannot be used: \(error.localizedDescription)")
        }
        switch error.resultCode {
        case .SQLITE_FULL: return JournalFault("\(path): the disk is full.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return JournalFault("\(path) cannot be written; look at its permissions and disk.")
        case .SQLITE_NOTADB: return JournalFault("\(path) is no SQLite file.")
        case .SQLITE_CORRUPT: return JournalFault("\(path) is damaged: \(error.message ?? "")")
        default: return JournalFault("\(path): \(error.message ?? "\(error.resultCode)")")
        }
    }
}
