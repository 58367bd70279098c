import Foundation
import GRDB

/// Lets what is worth least give way where there is no room.
///
/// Samples first, by block, the oldest first; then what happened in the oldest runs step by step;
/// then their results. Audit, alarms, trips and faults never do.
package struct JournalEviction: Sendable {
    /// How much may give way.
    package enum Limit: Int, Sendable {
        case samples, courses, results
    }

    /// Rows that give way after a commit: more than one commit brings, but no long work.
    private static let blocks = 64
    private static let rows = 2000

    let queue: DatabaseQueue
    let limit: Limit

    /// Lets some of the least worth go; false where nothing is left that may.
    func giveWay() throws -> Bool {
        try queue.write { db in
            if try dropSamples(db) { return true }
            guard limit != .samples else { return false }
            if try thin(db, from: .whole, to: .withoutCourse, Self.courses) { return true }
            guard limit == .results else { return false }
            return try thin(db, from: .withoutCourse, to: .withoutResults, [Self.results])
        }
    }

    /// The newest block of a point stays while its run is on: it may still grow.
    private func dropSamples(_ db: Database) throws -> Bool {
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
            arguments: [Self.blocks]
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
                        sql: """
                            SELECT min(first) FROM gaps
                            WHERE run = ? AND point = ? AND first <= ?
                            """,
                        arguments: [run, point, row["first"] as Int64]
                    ) ?? row["first"] as Int64,
                    row["last"] as Int64,
                ]
            )
        }
        return !rows.isEmpty
    }

    /// What is dropped of a run, each with the run's number and how many rows at most.
    private static let courses = [
        """
        DELETE FROM events WHERE run = ?1 AND number IN (
            SELECT number FROM events WHERE run = ?1 AND class = \(EventClass.course.rawValue)
            LIMIT ?2
        )
        """,
        """
        DELETE FROM intents WHERE run = ?1 AND command IN (
            SELECT command FROM intents WHERE run = ?1 LIMIT ?2
        )
        """,
        """
        DELETE FROM notes WHERE number IN (
            SELECT number FROM notes WHERE run = ?1 AND kind <> 'alarm' LIMIT ?2
        )
        """,
        // Only what a later whole state has made needless.
        """
        DELETE FROM states WHERE number IN (
            SELECT number FROM states WHERE run = ?1 AND is_change
            AND number < (SELECT max(number) FROM states WHERE NOT is_change) LIMIT ?2
        )
        """,
    ]
    private static let results = """
        DELETE FROM events WHERE run = ?1 AND number IN (
            SELECT number FROM events WHERE run = ?1 AND class = \(EventClass.result.rawValue)
            LIMIT ?2
        )
        """

    /// Drops some of the oldest run that has ended and is in that form; false where there is none.
    private func thin(
        _ db: Database,
        from form: JournalReader.Completeness,
        to next: JournalReader.Completeness,
        _ statements: [String]
    ) throws -> Bool {
        let run = try Int64.fetchOne(
            db,
            sql: "SELECT min(run) FROM runs WHERE ended IS NOT NULL AND completeness = ?",
            arguments: [form.rawValue]
        )
        guard let run else { return false }
        for statement in statements {
            try db.execute(sql: statement, arguments: [run, Self.rows])
            if db.changesCount > 0 { return true }
        }
        try db.execute(
            sql: "UPDATE runs SET completeness = ? WHERE run = ?",
            arguments: [next.rawValue, run]
        )
        return true
    }
}
