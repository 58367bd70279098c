import Crypto
import Foundation
import GRDB

/// The journal's one connection, on its own thread.
struct JournalWriter: Sendable {
    struct BlockKey: Hashable {
        var run: Int64
        var point: Int64
    }

    struct OpenBlock {
        var number: Int64
        var block = SampleBlock()
    }

    /// What a transaction changes beside the database; taken over only once it is committed.
    struct Memory: Sendable {
        var chain: AuditChain
        /// By run: the number of the newest event, and of the newest record of its history.
        var events: [Int64: Int64] = [:]
        var histories: [Int64: Int64] = [:]
        var points: [String: Int64] = [:]
        var blocks: [BlockKey: OpenBlock] = [:]
        /// Where the gap began that a point is in.
        var gaps: [BlockKey: Int64] = [:]

        /// Nothing more comes of a run.
        mutating func forget(_ run: Int64) {
            events[run] = nil
            histories[run] = nil
            blocks = blocks.filter { $0.key.run != run }
            gaps = gaps.filter { $0.key.run != run }
        }
    }

    let nextRun: Int64
    let newestBefore: Int64?
    private let queue: DatabaseQueue
    private let key: Curve25519.Signing.PrivateKey
    private let checkpoints: String
    /// Bytes.
    private let bound: Int64
    private let limit: JournalEviction.Limit
    private var memory: Memory
    /// When the newest checkpoint was made, and of how many lines.
    private var anchored: (at: Int64, count: Int64) = (-1 << 60, -1)

    init(
        _ path: String,
        _ key: Curve25519.Signing.PrivateKey,
        bound: Int64,
        limit: JournalEviction.Limit
    ) throws {
        self.key = key
        self.bound = bound
        self.limit = limit
        checkpoints = path + ".checkpoints"
        var configuration = Configuration()
        // Only readers are there beside this connection; they are soon done.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        if FileManager.default.fileExists(atPath: path) {
            try Self.look(path)
        } else {
            try JournalBirth.make(path, configuration)
        }
        // The key's too: nothing is acknowledged before.
        JournalBirth.syncFolder(of: path)
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try JournalSchema.bringUpToDate(queue, path)
        newestBefore = try queue.read { db in try Self.newest(db) }
        (memory, nextRun) = try queue.read { db in
            let last = try Row.fetchOne(
                db,
                sql: "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"
            )
            let chain = last.map {
                AuditChain(count: $0["number"], hash: Array($0["hash"] as Data))
            }
            var memory = Memory(chain: chain ?? AuditChain())
            for row in try Row.fetchAll(db, sql: "SELECT point, name FROM points") {
                memory.points[row["name"]] = row["point"]
            }
            let run = try Int64.fetchOne(db, sql: "SELECT max(run) FROM runs") ?? 0
            return (memory, run + 1)
        }
        mendCheckpoints()
    }

    /// When the newest run, state or note was recorded, whichever is latest; they are few.
    private static func newest(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db,
            sql: """
                SELECT max(wall) FROM (
                    SELECT max(began, coalesce(ended, began)) AS wall FROM runs
                    WHERE run = (SELECT max(run) FROM runs)
                    UNION ALL SELECT wall FROM states
                    WHERE number = (SELECT max(number) FROM states)
                    UNION ALL SELECT wall FROM notes WHERE number = (SELECT max(number) FROM notes)
                )
                """
        )
    }

    /// A line that was torn in the middle of its writing is no checkpoint: the next one must not be
    /// glued to it.
    private func mendCheckpoints() {
        guard let file = FileHandle(forUpdatingAtPath: checkpoints) else { return }
        defer { try? file.close() }
        // Years of them may be there; a line has less than this.
        let end = (try? file.seekToEnd()) ?? 0
        let from = end - min(end, 4096)
        try? file.seek(toOffset: from)
        guard let tail = try? file.readToEnd(), tail.last != 10 else { return }
        let whole = tail.lastIndex(of: 10).map { UInt64($0) + 1 } ?? 0
        try? file.truncate(atOffset: from + whole)
    }

    /// Looks at a file before anything could be written to it.
    private static func look(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in try JournalSchema.check(db, path, older: .isBroughtUpToDate) }
        try queue.close()
    }

    /// Writes all of it or nothing.
    mutating func write(_ entries: [JournalEntry]) throws {
        let before = memory
        memory = try queue.write { db in
            var memory = before
            var touched: Set<BlockKey> = []
            for entry in entries { try Self.put(entry, db, &memory, &touched) }
            for key in touched { try Self.store(key, db, &memory) }
            for case .runEnded(let run, _, _, _, _) in entries { memory.forget(run) }
            return memory
        }
    }

    func close() { try? queue.close() }

    /// Signs what the audit record is now, where it has changed and the last one is old enough.
    mutating func checkpoint(every interval: Int64) {
        let wall = Int64(Date().timeIntervalSince1970 * 1e9)
        // The wall clock may be set; this one may not.
        let now = Int64(DispatchTime.now().uptimeNanoseconds)
        guard memory.chain.count != anchored.count, now - anchored.at >= interval,
            memory.chain.count > 0,
            let checkpoint = try? AuditCheckpoint(memory.chain, wall: wall, key: key)
        else { return }
        if !FileManager.default.fileExists(atPath: checkpoints) {
            _ = FileManager.default.createFile(atPath: checkpoints, contents: nil)
            JournalBirth.syncFolder(of: checkpoints)
        }
        guard let file = FileHandle(forWritingAtPath: checkpoints) else { return }
        defer { try? file.close() }
        do {
            try file.seekToEnd()
            try file.write(contentsOf: Data(checkpoint.line + [10]))
            try file.synchronize()
            anchored = (now, memory.chain.count)
        } catch { mendCheckpoints() }
    }
}

/// How large it may be.
extension JournalWriter {
    /// Lets some of what is worth least give way where the journal is larger than it may be.
    func keepBound() throws {
        if try size() > bound { _ = try JournalEviction(queue: queue, limit: limit).giveWay() }
    }

    /// Bytes that are to be free inside the file where the disk has no room.
    private static let leastFree: Int64 = 4 << 20

    /// Lets something give way until there is room inside the file, where the disk has none.
    ///
    /// Where that fails the next write says so.
    func keepFreePages() {
        guard let free = try? pages("freelist_count"), free < Self.leastFree else { return }
        _ = try? JournalEviction(queue: queue, limit: limit).giveWay()
    }

    /// Bytes in use; what was freed inside the file is used again and does not count.
    private func size() throws -> Int64 { try pages("page_count") - pages("freelist_count") }

    /// Pages of a kind, in bytes.
    private func pages(_ pragma: String) throws -> Int64 {
        try queue.read { db in
            let count = try Int64.fetchOne(db, sql: "PRAGMA " + pragma) ?? 0
            return try count * (Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        }
    }
}
