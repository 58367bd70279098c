import Foundation
import GRDB

/// Reads a journal, also while a host writes it; changes nothing.
package struct JournalReader: Sendable {
    /// A run as it is listed.
    package struct Run: Hashable, Sendable {
        package var header: RunHeader
        /// UTC, ns since 1970; nil while it is on, or where its host has died.
        package var ended: Int64?
        package var outcome: String?
        /// How long it took by the host's clock, ns; nil where nobody knows.
        package var took: Int64?
        /// CLOCK_BOOTTIME when its host was last known to be alive, ns; nil where nobody said.
        package var alive: Int64?
        /// J used; nil where nothing measured it.
        package var energy: Double?
        package var completeness = Completeness.whole
    }

    /// What of an ended run has given way.
    package enum Completeness: Int, Sendable {
        case whole
        case withoutCourse
        case withoutResults
    }

    /// What people were told.
    package struct Note: Hashable, Sendable {
        package var number: Int64
        package var run: Int64?
        package var kind: JournalEntry.NoteKind
        /// UTC, ns since 1970.
        package var wall: Int64
        /// A JSON object.
        package var line: [UInt8]
    }

    package struct AuditLine: Hashable, Sendable {
        package var number: Int64
        package var line: [UInt8]
        package var hash: [UInt8]
    }

    /// One piece of a run: an event's line, or samples of a point.
    package enum Piece: Sendable {
        case event([UInt8])
        case samples(point: String, [Sample])
    }

    /// A command that was asked for.
    package struct Intent: Hashable, Sendable {
        package var command: Int64
        /// What the device was to be told: a JSON object.
        package var line: [UInt8]
        /// UTC, ns since 1970.
        package var wall: Int64
        /// Nil where nobody knows how it ended.
        package var outcome: String?
    }

    private let queue: DatabaseQueue
    package let path: String

    /// - Throws: `JournalFault` where there is no journal, or none this version can read.
    package init(_ path: String) throws(JournalFault) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            throw JournalFault("There is no journal \(path) yet.")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            // Whoever writes is soon done.
            configuration.busyMode = .timeout(5)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { db in try JournalSchema.check(db, path, older: .isRefused) }
        } catch {
            throw JournalFault.of(error, path)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(JournalFault) -> Value {
        do {
            return try queue.read(body)
        } catch {
            throw JournalFault.of(error, path)
        }
    }

    /// Runs, the newest first, at most `most`.
    package func runs(most: Int = 1000) throws(JournalFault) -> [Run] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM runs ORDER BY run DESC LIMIT ?",
                arguments: [most]
            )
            .map(Self.run)
        }
    }

    package func run(_ number: Int64) throws(JournalFault) -> Run? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM runs WHERE run = ?", arguments: [number])
                .map(Self.run)
        }
    }

    private static func run(_ row: Row) -> Run {
        Run(
            header: RunHeader(
                run: row["run"],
                plan: row["plan"],
                title: row["title"],
                file: row["file"],
                planHash: row["plan_hash"],
                labHash: row["lab_hash"],
                stateHash: row["state_hash"] ?? "",
                by: row["by"],
                farEnd: row["far_end"],
                wall: row["began"],
                clock: row["clock"],
                boot: row["boot"],
                bootID: row["boot_id"]
            ),
            ended: row["ended"],
            outcome: row["outcome"],
            took: (row["ended_clock"] as Int64?).map { $0 - (row["clock"] as Int64) },
            alive: row["alive"],
            energy: row["energy"],
            completeness: Completeness(rawValue: row["completeness"] ?? 0) ?? .whole
        )
    }

    /// The events of a run after number `after`, in order, at most `most`; with their numbers.
    package func events(
        of run: Int64,
        after: Int64 = 0,
        most: Int = 10_000
    ) throws(JournalFault) -> [(number: Int64, line: [UInt8])] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT number, line FROM events WHERE run = ? AND number > ? LIMIT ?",
                arguments: [run, after, most]
            )
            .map { ($0["number"], Array($0["line"] as Data)) }
        }
    }

    /// The runs whose end is not recorded: the one that is on, and those a host died with.
    package func openRuns() throws(JournalFault) -> [Run] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM runs WHERE ended IS NULL ORDER BY run")
                .map(Self.run)
        }
    }

    /// The commands of a run whose outcome nobody knows, in order.
    package func intentsInDoubt(of run: Int64) throws(JournalFault) -> [Intent] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT command, line, wall, outcome FROM intents
                    WHERE run = ? AND (outcome IS NULL OR outcome = 'in-doubt') ORDER BY command
                    """,
                arguments: [run]
            )
            .map {
                Intent(
                    command: $0["command"],
                    line: Array($0["line"] as Data),
                    wall: $0["wall"],
                    outcome: $0["outcome"]
                )
            }
        }
    }

    /// How a run came where it is, record by record in order; `body` gets the origin of the time
    /// line its instants are on.
    package func history(
        of run: Int64,
        _ body: (_ origin: Int64, _ line: [UInt8]) -> Void
    ) throws(JournalFault) {
        var last: Int64 = 0
        while true {
            let rows = try read { db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT number, origin, line FROM history
                        WHERE run = ? AND number > ? ORDER BY number LIMIT ?
                        """,
                    arguments: [run, last, Self.page]
                )
            }
            guard let newest = rows.last else { return }
            for row in rows { body(row["origin"], Array(row["line"] as Data)) }
            last = newest["number"]
        }
    }

    /// What stood where and held what, as it was recorded last, or at the latest at a moment (UTC,
    /// ns since 1970), on this far end alone where one is named: a whole state, then what has
    /// changed since, in order; none where there is none.
    package func states(
        until wall: Int64 = .max,
        on farEnd: String? = nil
    ) throws(JournalFault) -> [[UInt8]] {
        try read { db in
            let rows = try Data.fetchAll(
                db,
                sql: """
                    WITH base AS (
                        SELECT max(number) AS whole FROM states
                        WHERE NOT is_change AND wall <= ?1 AND (?2 IS NULL OR far_end = ?2)
                    )
                    SELECT bytes FROM states, base WHERE wall <= ?1 AND number >= whole
                    AND (is_change OR number = whole) AND NOT EXISTS (
                        SELECT 1 FROM states AS other WHERE NOT other.is_change
                        AND other.number > whole AND other.number <= states.number
                    ) ORDER BY number
                    """,
                arguments: [wall, farEnd]
            )
            return rows.map { Array($0) }
        }
    }

    /// What people were told, the oldest first: the newest `most`, of one run where it is given.
    package func notes(
        _ kind: JournalEntry.NoteKind,
        of run: Int64? = nil,
        most: Int = 1000
    ) throws(JournalFault) -> [Note] {
        try read { db in
            // In either case by an index.
            let of = run == nil ? "?1 IS NULL AND" : "run = ?1 AND"
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM notes WHERE \(of) kind = ?2 ORDER BY number DESC LIMIT ?3",
                arguments: [run, kind.rawValue, most]
            )
            return rows.reversed().map { row in
                Note(
                    number: row["number"],
                    run: row["run"],
                    kind: kind,
                    wall: row["wall"],
                    line: Array(row["line"] as Data)
                )
            }
        }
    }

    /// The names of the points of which a run has samples.
    package func points(of run: Int64) throws(JournalFault) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT name FROM points WHERE point IN (
                        SELECT DISTINCT point FROM samples WHERE run = ?
                    ) ORDER BY name
                    """,
                arguments: [run]
            )
        }
    }

    /// The samples of one point of a run, in order.
    package func samples(of run: Int64, point: String) throws(JournalFault) -> [Sample] {
        try read { db in
            let rows = try Data.fetchAll(
                db,
                sql: """
                    SELECT block FROM samples
                    WHERE run = ? AND point = (SELECT point FROM points WHERE name = ?)
                    ORDER BY number
                    """,
                arguments: [run, point]
            )
            return rows.flatMap { SampleBlock.samples(of: Array($0)) }
        }
    }

    /// Spans of the host's clock in which samples of a point gave way to newer ones, ns.
    package func gaps(of run: Int64, point: String) throws(JournalFault) -> [ClosedRange<Int64>] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT first, last FROM gaps
                    WHERE run = ? AND point = (SELECT point FROM points WHERE name = ?)
                    ORDER BY first
                    """,
                arguments: [run, point]
            )
            .map { row in
                let (first, last): (Int64, Int64) = (row["first"], row["last"])
                return first...max(first, last)
            }
        }
    }

    /// A document by its hash.
    package func document(_ hash: String) throws(JournalFault) -> [UInt8]? {
        try read { db in
            try Data.fetchOne(
                db,
                sql: "SELECT bytes FROM documents WHERE hash = ?",
                arguments: [hash]
            )
            .map { Array($0) }
        }
    }

    /// Lines read at a time: between two times the journal is not kept from tidying up.
    static let page = 5000
}
