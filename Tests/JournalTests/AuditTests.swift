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

    @Test func `a checkpoint by another key vouches for nothing`() throws {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(3))
        let stranger = try HostKey.open(bench.folder + "/stranger")
        let forged = try AuditCheckpoint(AuditChain(), wall: 1, key: stranger)
        #expect(try bench.verify(bench.checkpoints() + [forged]).fault == .forged(checkpoint: 0))
    }
}
