import Foundation
import GRDB
import Journaling
import Testing
import Trials

/// Whatever is changed behind a checkpoint is found out.
@Suite struct AuditTests {
    /// A slice, or with ATHANOR_SOAK=1 the whole campaign.
    private static let trials =
        ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1" ? 10_000 : 60

    @Test func `an untouched record is what its checkpoints say, its tail unanchored`() throws {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(40))
        let checkpoints = try bench.checkpoints()
        #expect(checkpoints.map(\.count) == [40])
        try bench.write(JournalBench.audit(5))
        let verdict = try bench.verify(checkpoints)
        #expect(verdict.fault == nil)
        #expect(verdict.count == 45 && verdict.anchored == 40)
    }

    @Test func `random edits, truncations, reorderings and rollbacks are all detected`() throws {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(30))
        try bench.write(JournalBench.audit(30))
        let checkpoints = try bench.checkpoints()
        let original = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        var dice = Dice(11)
        for trial in 0..<Self.trials {
            try original.write(to: URL(fileURLWithPath: bench.path))
            try Self.change(bench, &dice)
            let verdict = try bench.verify(checkpoints)
            #expect(verdict.fault != nil, "trial \(trial)")
        }
        try original.write(to: URL(fileURLWithPath: bench.path))
        #expect(try bench.verify(checkpoints).fault == nil)
    }

    private static func change(_ bench: JournalBench, _ dice: inout Dice) throws {
        let line = 1 + dice.below(60)
        switch dice.below(5) {
        case 0:
            let text = Data("{\"act\":\"nothing\",\"n\":\(dice.below(1000))}".utf8)
            try bench.tamper("UPDATE audit SET line = ? WHERE number = ?", [text, line])
        case 1:
            // A careful forger makes every later hash anew; the checkpoints are elsewhere.
            try bench.tamper("UPDATE audit SET line = x'7b7d' WHERE number = ?", [line])
            try rehash(bench)
        case 2: try bench.tamper("DELETE FROM audit WHERE number > ?", [line - 1])
        case 3:
            let other = 1 + (line + dice.below(59)) % 60
            try bench.tamper("UPDATE audit SET number = -1 WHERE number = ?", [line])
            try bench.tamper("UPDATE audit SET number = ? WHERE number = ?", [line, other])
            try bench.tamper("UPDATE audit SET number = ? WHERE number = -1", [other])
        default:
            try bench.tamper("DELETE FROM audit WHERE number = ?", [line])
            try bench.tamper("UPDATE audit SET number = -number WHERE number > ?", [line])
            try bench.tamper("UPDATE audit SET number = -number - 1 WHERE number < 0")
            if line < 60 { try rehash(bench) }
        }
    }

    private static func rehash(_ bench: JournalBench) throws {
        var chain = AuditChain()
        var hashes: [(Int64, [UInt8])] = []
        try bench.reader().audit { line in
            hashes.append((line.number, chain.append(line.line)))
            return true
        }
        let queue = try DatabaseQueue(path: bench.path)
        try queue.write { db in
            for (number, hash) in hashes {
                try db.execute(
                    sql: "UPDATE audit SET hash = ? WHERE number = ?",
                    arguments: [Data(hash), number]
                )
            }
        }
        try queue.close()
    }

    @Test func `a long record is judged in stretches, and so are their seams`() throws {
        let bench = try JournalBench()
        let count = 25_000
        try bench.write(JournalBench.audit(count))
        let checkpoints = try bench.checkpoints()
        let verdict = try bench.verify(checkpoints)
        #expect(verdict.fault == nil && verdict.count == count && verdict.anchored == count)
        let original = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        let seam = count / max(1, min(ProcessInfo.processInfo.activeProcessorCount, 3))
        for line in [1, seam, seam + 1, count] {
            try original.write(to: URL(fileURLWithPath: bench.path))
            try bench.tamper("UPDATE audit SET line = x'7b7d' WHERE number = ?", [line])
            #expect(try bench.verify(checkpoints).fault == .altered(line: Int64(line)))
            // A forger who makes this line's hash anew has changed what the next one follows.
            try bench.tamper("UPDATE audit SET hash = zeroblob(32) WHERE number = ?", [line])
            #expect(try bench.verify(checkpoints).fault != nil)
            try original.write(to: URL(fileURLWithPath: bench.path))
            try bench.tamper("DELETE FROM audit WHERE number = ?", [line])
            #expect(try bench.verify(checkpoints).fault != nil, "line \(line)")
        }
    }

    @Test func `a verifier in another language agrees on 100,000 lines`() throws {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(60_000))
        try bench.write(JournalBench.audit(40_000))
        let checkpoints = try bench.checkpoints()
        #expect(try bench.verify(checkpoints).anchored == 100_000)
        var rows: [ExportedLine] = []
        try bench.reader().audit { line in
            let text = String(decoding: line.line, as: UTF8.self)
            rows.append(ExportedLine(number: line.number, line: text, hash: line.hash.hex))
            return true
        }
        #expect(try judged(rows, bench) == "ok 100000 100000\n")
        rows[31_234].line = rows[31_234].line.replacing("jog", with: "act")
        #expect(try judged(rows, bench) == "altered line 31235\n")
    }

    /// As `athanor audit export` writes it.
    private struct ExportedLine: Encodable {
        var number: Int64
        var line: String
        var hash: String
    }

    /// What the verifier in Python says of these lines.
    private func judged(_ rows: [ExportedLine], _ bench: JournalBench) throws -> String {
        let record = bench.folder + "/record.jsonl"
        let encoder = JSONEncoder()
        let text = try rows.reduce(into: Data()) { text, row in
            text += try encoder.encode(row) + [10]
        }
        try text.write(to: URL(fileURLWithPath: record))
        let tool = JournalBench.root + "/Tests/Tools/verify_audit.py"
        let files = [record, bench.path + ".checkpoints", bench.path + ".key.pub"]
        return try JournalBench.python([tool] + files).text
    }

    @Test func `a checkpoint by another key vouches for nothing`() throws {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(3))
        let stranger = try HostKey.open(bench.folder + "/stranger")
        let forged = try AuditCheckpoint(AuditChain(), wall: 1, key: stranger)
        #expect(try bench.verify(bench.checkpoints() + [forged]).fault == .forged(checkpoint: 0))
    }
}
