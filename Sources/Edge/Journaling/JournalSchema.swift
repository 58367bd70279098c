import GRDB

/// The form of a journal's database, and whether a file is one.
enum JournalSchema {
    /// `ATHN`: what SQLite's header calls the application's own number.
    static let application = 0x4154_484E

    /// What is done with a journal of an older version.
    enum Older {
        case isBroughtUpToDate
        case isRefused
    }

    /// Refuses what is no journal, or one of a newer version; nothing is written to it.
    static func check(_ db: Database, _ path: String, older: Older) throws {
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        guard application == Self.application || (application == 0 && tables == 0) else {
            throw JournalFault(
                "\(path) is an SQLite file of another program. Move it away; nothing was changed."
            )
        }
        guard tables > 0 else { return }
        guard try !migrator.hasBeenSuperseded(db) else {
            throw JournalFault(
                "\(path) was written by a newer Athanor. Use that one, or move the file away; "
                    + "nothing was changed."
            )
        }
        guard older == .isRefused, try !migrator.hasCompletedMigrations(db) else { return }
        throw JournalFault(
            "\(path) was written by an older Athanor. The next host brings it up to date: "
                + "athanor serve."
        )
    }

    /// Each step is one transaction: done, or not begun.
    static func bringUpToDate(_ queue: DatabaseQueue, _ path: String) throws {
        do {
            try migrator.migrate(queue)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw JournalFault(
                "\(path) is partly of one version and partly of another "
                    + "(\(error.message ?? "it does not fit")): another program has changed it. "
                    + "Move it away; nothing was changed."
            )
        }
    }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("2026-12 runs, events, samples, audit") { db in
            try db.execute(sql: "PRAGMA application_id = \(application)")
            try db.execute(
                sql: """
                    CREATE TABLE documents (
                        hash TEXT PRIMARY KEY, kind TEXT NOT NULL, bytes BLOB NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TABLE runs (
                        run INTEGER PRIMARY KEY, plan TEXT NOT NULL, title TEXT NOT NULL,
                        file TEXT NOT NULL, plan_hash TEXT NOT NULL, lab_hash TEXT NOT NULL,
                        by TEXT NOT NULL, far_end TEXT NOT NULL, began INTEGER NOT NULL,
                        clock INTEGER NOT NULL, boot INTEGER NOT NULL, boot_id TEXT NOT NULL,
                        ended INTEGER, outcome TEXT, ended_clock INTEGER
                    );
                    CREATE TABLE events (
                        run INTEGER NOT NULL, number INTEGER NOT NULL, line BLOB NOT NULL,
                        PRIMARY KEY (run, number)
                    ) WITHOUT ROWID;
                    CREATE TABLE intents (
                        run INTEGER NOT NULL, command INTEGER NOT NULL, line BLOB NOT NULL,
                        wall INTEGER NOT NULL, outcome TEXT,
                        PRIMARY KEY (run, command)
                    ) WITHOUT ROWID;
                    CREATE TABLE points (
                        point INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE
                    );
                    CREATE TABLE samples (
                        run INTEGER NOT NULL, point INTEGER NOT NULL, number INTEGER NOT NULL,
                        first INTEGER NOT NULL, last INTEGER NOT NULL, block BLOB NOT NULL,
                        PRIMARY KEY (run, point, number)
                    ) WITHOUT ROWID;
                    CREATE INDEX samples_by_age ON samples (run, first);
                    CREATE TABLE gaps (
                        run INTEGER NOT NULL, point INTEGER NOT NULL,
                        first INTEGER NOT NULL, last INTEGER NOT NULL,
                        PRIMARY KEY (run, point, first)
                    ) WITHOUT ROWID;
                    CREATE TABLE states (
                        number INTEGER PRIMARY KEY, revision INTEGER NOT NULL,
                        wall INTEGER NOT NULL, bytes BLOB NOT NULL
                    );
                    CREATE TABLE audit (
                        number INTEGER PRIMARY KEY, line BLOB NOT NULL, hash BLOB NOT NULL
                    );
                    """
            )
        }
        migrator.registerMigration("2026-12 history, for runs that are cut off") { db in
            try db.execute(
                sql: """
                    CREATE TABLE history (
                        run INTEGER NOT NULL, number INTEGER NOT NULL, origin INTEGER NOT NULL,
                        line BLOB NOT NULL, PRIMARY KEY (run, number)
                    ) WITHOUT ROWID;
                    ALTER TABLE runs ADD COLUMN state_hash TEXT NOT NULL DEFAULT '';
                    ALTER TABLE runs ADD COLUMN alive INTEGER;
                    """
            )
        }
        migrator.registerMigration("2026-12 alarms, messages, changes, what may give way") { db in
            try db.execute(
                sql: """
                    CREATE TABLE notes (
                        number INTEGER PRIMARY KEY, run INTEGER, kind TEXT NOT NULL,
                        wall INTEGER NOT NULL, line BLOB NOT NULL
                    );
                    CREATE INDEX notes_by_run ON notes (run, number);
                    CREATE INDEX notes_by_kind ON notes (kind, number);
                    ALTER TABLE states ADD COLUMN run INTEGER;
                    ALTER TABLE states ADD COLUMN far_end TEXT;
                    ALTER TABLE states ADD COLUMN is_change INTEGER NOT NULL DEFAULT 0;
                    CREATE INDEX states_by_run ON states (run, number);
                    CREATE INDEX whole_states ON states (number) WHERE NOT is_change;
                    ALTER TABLE events ADD COLUMN class INTEGER NOT NULL DEFAULT 2;
                    ALTER TABLE runs ADD COLUMN energy REAL;
                    ALTER TABLE runs ADD COLUMN completeness INTEGER NOT NULL DEFAULT 0;
                    CREATE INDEX runs_by_completeness ON runs (completeness, run);
                    CREATE INDEX open_runs ON runs (run) WHERE ended IS NULL;
                    """
            )
        }
        return migrator
    }
}
