import Crypto
import Foundation
import GRDB

/// The journal's one connection, on its own thread.
struct JournalWriter: Sendable {
    private struct BlockKey: Hashable {
        var run: Int64
        var point: Int64
    }

    private struct OpenBlock {
        var number: Int64
        var block = SampleBlock()
    }

    /// What a transaction changes beside the database; taken over only once it is committed.
    private struct Memory: Sendable {
        var chain: AuditChain
        /// By run: the number of the newest event, and of the newest record of its history.
        var events: [Int64: Int64] = [:]
        var histories: [Int64: Int64] = [:]
        var points: [String: Int64] = [:]
        var blocks: [BlockKey: OpenBlock] = [:]

        /// Nothing more comes of a run.
        mutating func forget(_ run: Int64) {
            events[run] = nil
            histories[run] = nil
            blocks = blocks.filter { $0.key.run != run }
        }
    }

    let nextRun: Int64
    private let queue: DatabaseQueue
    private let key: Curve25519.Signing.PrivateKey
    private let checkpoints: String
    /// Bytes.
    private let bound: Int64
    private var memory: Memory
    /// When the newest checkpoint was made, and of how many lines.
    private var anchored: (at: Int64, count: Int64) = (-1 << 60, -1)

    init(
        _ path: String,
        _ key: Curve25519.Signing.PrivateKey,
        bound: Int64
    ) throws {
        self.key = key
        self.bound = bound
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
        try JournalSchema.migrator.migrate(queue)
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

    /// A line that was torn in the middle of its writing is no checkpoint: the next one must not be
    /// glued to it.
    private func mendCheckpoints() {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: checkpoints)),
            let last = data.last, last != 10,
            let file = FileHandle(forWritingAtPath: checkpoints)
        else { return }
        let whole = data.lastIndex(of: 10).map { $0 + 1 } ?? 0
        try? file.truncate(atOffset: UInt64(whole))
        try? file.close()
    }

    /// Looks at a file before anything could be written to it.
    private static func look(_ path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { db in try JournalSchema.check(db, path) }
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
            for case .runEnded(let run, _, _, _) in entries { memory.forget(run) }
            return memory
        }
    }

    private static func put(
        _ entry: JournalEntry,
        _ db: Database,
        _ memory: inout Memory,
        _ touched: inout Set<BlockKey>
    ) throws {
        switch entry {
        case .document(let hash, let kind, let bytes):
            try execute(
                db,
                "INSERT OR IGNORE INTO documents VALUES (?, ?, ?)",
                [hash, kind.rawValue, Data(bytes)]
            )
        case .runBegan(let header): try put(header, db)
        case .event(let run, let line):
            let number = try next(of: run, in: "events", db, &memory.events)
            try execute(db, "INSERT INTO events VALUES (?, ?, ?)", [run, number, Data(line)])
        case .history(let run, let origin, let line):
            try put(origin, line, of: run, db, &memory)
        case .alive(let run, let boot):
            try execute(db, "UPDATE runs SET alive = ? WHERE run = ?", [boot, run])
        case .intent(let run, let command, let line, let wall):
            try execute(
                db,
                "INSERT INTO intents VALUES (?, ?, ?, ?, NULL)",
                [run, command, Data(line), wall]
            )
        case .outcome(let run, let command, let word):
            try execute(
                db,
                "UPDATE intents SET outcome = ? WHERE run = ? AND command = ?",
                [word, run, command]
            )
        case .sample(let run, let name, let sample):
            let key = BlockKey(run: run, point: try point(name, db, &memory))
            if memory.blocks[key]?.block.isFull ?? false { try store(key, db, &memory) }
            if memory.blocks[key] == nil {
                memory.blocks[key] = OpenBlock(number: try firstBlock(key, db))
            }
            memory.blocks[key]?.block.add(sample)
            touched.insert(key)
        case .runEnded(let run, let outcome, let wall, let clock):
            try end(run, outcome, wall, clock, db)
        case .labState(let revision, let wall, let bytes):
            try execute(
                db,
                "INSERT INTO states (revision, wall, bytes) VALUES (?, ?, ?)",
                [revision, wall, Data(bytes)]
            )
        case .audit(let line):
            let hash = memory.chain.append(line)
            try execute(
                db,
                "INSERT INTO audit VALUES (?, ?, ?)",
                [memory.chain.count, Data(line), Data(hash)]
            )
        }
    }

    private static func put(
        _ origin: Int64,
        _ line: [UInt8],
        of run: Int64,
        _ db: Database,
        _ memory: inout Memory
    ) throws {
        let number = try next(of: run, in: "history", db, &memory.histories)
        try execute(
            db,
            "INSERT INTO history VALUES (?, ?, ?, ?)",
            [run, number, origin, Data(line)]
        )
    }

    /// Nobody goes on with a run that has ended: how it came there is dropped.
    private static func end(
        _ run: Int64,
        _ outcome: String,
        _ wall: Int64,
        _ clock: Int64?,
        _ db: Database
    ) throws {
        try execute(
            db,
            "UPDATE runs SET ended = ?, outcome = ?, ended_clock = ? WHERE run = ?",
            [wall, outcome, clock, run]
        )
        try execute(db, "DELETE FROM history WHERE run = ?", [run])
    }

    /// The number after the newest one of a run, which an earlier host may have begun.
    private static func next(
        of run: Int64,
        in table: String,
        _ db: Database,
        _ memory: inout [Int64: Int64]
    ) throws -> Int64 {
        let sql = "SELECT max(number) FROM \(table) WHERE run = ?"
        let last = try memory[run] ?? Int64.fetchOne(db, sql: sql, arguments: [run]) ?? 0
        memory[run] = last + 1
        return last + 1
    }

    private static func put(_ header: RunHeader, _ db: Database) throws {
        try execute(
            db,
            """
            INSERT INTO runs VALUES
            (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?, NULL)
            """,
            [
                header.run, header.plan, header.title, header.file, header.planHash,
                header.labHash, header.by, header.farEnd, header.wall, header.clock, header.boot,
                header.bootID, header.stateHash,
            ]
        )
    }

    private static func point(
        _ name: String,
        _ db: Database,
        _ memory: inout Memory
    ) throws -> Int64 {
        if let known = memory.points[name] { return known }
        try execute(db, "INSERT INTO points (name) VALUES (?)", [name])
        memory.points[name] = db.lastInsertedRowID
        return db.lastInsertedRowID
    }

    /// The number of a point's next block; an earlier host may have begun.
    private static func firstBlock(_ key: BlockKey, _ db: Database) throws -> Int64 {
        let last = try Int64.fetchOne(
            db,
            sql: "SELECT max(number) FROM samples WHERE run = ? AND point = ?",
            arguments: [key.run, key.point]
        )
        return (last ?? 0) + 1
    }

    /// Stores a block as far as it has grown; a full one is followed by another.
    private static func store(_ key: BlockKey, _ db: Database, _ memory: inout Memory) throws {
        guard let open = memory.blocks[key], open.block.count > 0 else { return }
        try execute(
            db,
            "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?)",
            [
                key.run, key.point, open.number, open.block.first, open.block.last,
                Data(open.block.bytes),
            ]
        )
        if open.block.isFull { memory.blocks[key] = OpenBlock(number: open.number + 1) }
    }

    private static func execute(
        _ db: Database,
        _ sql: String,
        _ arguments: [(any DatabaseValueConvertible)?]
    ) throws {
        try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
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

/// What gives way where there is no room: samples, the oldest first, by block.
extension JournalWriter {
    /// Blocks that give way after a commit: more than one commit brings, but no long work.
    private static let portion = 64

    /// Lets some of the oldest samples give way where the journal is larger than it may be.
    func keepBound() throws {
        if try size() > bound { try evict() }
    }

    /// The newest block of a point stays while its run is on: it may still grow.
    private func evict() throws {
        try queue.write { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT run, point, number, first, last FROM samples
                    WHERE run IN (SELECT run FROM runs WHERE ended IS NOT NULL) OR number < (
                        SELECT max(number) FROM samples AS newest
                        WHERE newest.run = samples.run AND newest.point = samples.point
                    )
                    ORDER BY run, first LIMIT ?
                    """,
                arguments: [Self.portion]
            )
            for row in rows {
                let (run, point): (Int64, Int64) = (row["run"], row["point"])
                try db.execute(
                    sql: "DELETE FROM samples WHERE run = ? AND point = ? AND number = ?",
                    arguments: [run, point, row["number"] as Int64]
                )
                // Gaps that meet are one.
                try db.execute(
                    sql: """
                        INSERT INTO gaps VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET last = max(last, excluded.last)
                        """,
                    arguments: [
                        run, point,
                        try Int64.fetchOne(
                            db,
                            sql: "SELECT min(first) FROM gaps WHERE run = ? AND point = ?",
                            arguments: [run, point]
                        ) ?? row["first"] as Int64,
                        row["last"] as Int64,
                    ]
                )
            }
        }
    }

    /// Bytes in use; what was freed inside the file is used again and does not count.
    private func size() throws -> Int64 {
        try queue.read { db in
            func pragma(_ name: String) throws -> Int64 {
                try Int64.fetchOne(db, sql: "PRAGMA " + name) ?? 0
            }
            return try (pragma("page_count") - pragma("freelist_count")) * pragma("page_size")
        }
    }
}
