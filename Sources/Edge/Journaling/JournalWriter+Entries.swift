import Foundation
import GRDB

/// How each entry becomes rows, within one transaction.
extension JournalWriter {
    static func put(
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
            try execute(
                db,
                "INSERT INTO events VALUES (?, ?, ?, ?)",
                [run, number, Data(line), EventClass(line).rawValue]
            )
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
            try put(sample, of: key, db, &memory)
            touched.insert(key)
        case .gap(let run, let name, let first, let last):
            let key = BlockKey(run: run, point: try point(name, db, &memory))
            try putGap(first...max(first, last), of: key, db, &memory)
        case .runEnded, .labState, .stateChange, .note: try putNews(entry, db)
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
        _ sample: Sample,
        of key: BlockKey,
        _ db: Database,
        _ memory: inout Memory
    ) throws {
        memory.gaps[key] = nil
        if memory.blocks[key]?.block.isFull ?? false { try store(key, db, &memory) }
        if memory.blocks[key] == nil {
            memory.blocks[key] = OpenBlock(number: try firstBlock(key, db))
        }
        memory.blocks[key]?.block.add(sample)
    }

    /// A gap goes on until the next sample.
    private static func putGap(
        _ span: ClosedRange<Int64>,
        of key: BlockKey,
        _ db: Database,
        _ memory: inout Memory
    ) throws {
        let since = memory.gaps[key] ?? span.lowerBound
        memory.gaps[key] = since
        try execute(
            db,
            """
            INSERT INTO gaps VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last = excluded.last
            """,
            [key.run, key.point, since, span.upperBound]
        )
    }

    private static func putNews(_ entry: JournalEntry, _ db: Database) throws {
        switch entry {
        case .runEnded(let run, let outcome, let wall, let clock, let energy):
            try end(run, [wall, outcome, clock, energy, run], db)
        case .labState(let farEnd, let revision, let wall, let bytes):
            let form = StateForm.whole.rawValue
            try put(state: [revision, wall, Data(bytes), nil, form, farEnd], db)
        case .stateChange(let run, let revision, let wall, let bytes):
            let form = StateForm.change.rawValue
            try put(state: [revision, wall, Data(bytes), run, form, nil], db)
        case .note(let run, let kind, let wall, let line):
            try execute(
                db,
                "INSERT INTO notes (run, kind, wall, line) VALUES (?, ?, ?, ?)",
                [run, kind.rawValue, wall, Data(line)]
            )
        default: break
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
        _ values: [(any DatabaseValueConvertible)?],
        _ db: Database
    ) throws {
        try execute(
            db,
            """
            UPDATE runs SET ended = ?, outcome = ?, ended_clock = ?, energy = ? WHERE run = ?
            """,
            values
        )
        try execute(db, "DELETE FROM history WHERE run = ?", [run])
    }

    private enum StateForm: Int {
        case whole, change
    }

    private static func put(
        state values: [(any DatabaseValueConvertible)?],
        _ db: Database
    ) throws {
        try execute(
            db,
            """
            INSERT INTO states (revision, wall, bytes, run, is_change, far_end)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            values
        )
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
            INSERT INTO runs (
                run, plan, title, file, plan_hash, lab_hash, by, far_end, began, clock, boot,
                boot_id, state_hash
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
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
    static func store(_ key: BlockKey, _ db: Database, _ memory: inout Memory) throws {
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
}
