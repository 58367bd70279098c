import Foundation
import GRDB

/// The audit record.
extension JournalReader {
    /// The audit record, line by line, in order; `body` says whether to go on.
    package func audit(
        after: Int64 = 0,
        page: Int = page,
        _ body: (AuditLine) -> Bool
    ) throws(JournalFault) {
        var last = after
        while true {
            let lines = try auditPage(after: last, page)
            guard let newest = lines.last else { return }
            for line in lines { guard body(line) else { return } }
            last = newest.number
        }
    }

    private func auditPage(after: Int64, _ page: Int) throws(JournalFault) -> [AuditLine] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT number, line, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?",
                arguments: [after, page]
            )
            var lines: [AuditLine] = []
            while let row = try rows.next() {
                lines.append(
                    AuditLine(
                        number: row["number"],
                        line: Array(row["line"] as Data),
                        hash: Array(row["hash"] as Data)
                    )
                )
            }
            return lines
        }
    }

    /// The hash of one line; nil where there is none.
    func auditHash(of number: Int64) throws(JournalFault) -> [UInt8]? {
        try read { db in
            let sql = "SELECT hash FROM audit WHERE number = ?"
            return try Data.fetchOne(db, sql: sql, arguments: [number]).map { Array($0) }
        }
    }

    /// Shows a verifier the lines behind the range's lower bound, up to its upper one, in order.
    func verify(_ range: Range<Int64>, _ verifier: inout AuditVerifier) throws(JournalFault) {
        var last = range.lowerBound
        while last < range.upperBound, verifier.fault == nil {
            let end = min(last + Int64(Self.page), range.upperBound)
            try read { db in
                let rows = try Row.fetchCursor(
                    db,
                    sql: """
                        SELECT number, line, hash FROM audit
                        WHERE number > ? AND number <= ? ORDER BY number
                        """,
                    arguments: [last, end]
                )
                while let row = try rows.next() {
                    try row.withUnsafeData(atIndex: 1) { line in
                        try row.withUnsafeData(atIndex: 2) { hash in
                            let number: Int64 = row[0]
                            verifier.take(
                                number: number,
                                line: line ?? Data(),
                                hash: hash ?? Data()
                            )
                        }
                    }
                }
            }
            last = end
        }
    }

    package func auditCount() throws(JournalFault) -> Int64 {
        try read { db in try Int64.fetchOne(db, sql: "SELECT max(number) FROM audit") ?? 0 }
    }
}
