import Foundation
import GRDB
import Journaling
import Testing

/// What was given to a journal is there afterwards, and nothing else is.
@Suite struct JournalTests {
    private func samples(_ count: Int) -> [Sample] {
        (0..<count).map { index in
            Sample(
                at: 5_000_000_000 + Int64(index) * 1_000_000,
                value: 293.15 + Double(index) / 7,
                quality: index % 100 == 99 ? 2 : 0
            )
        }
    }

    @Test func `a run is read as it was written, over many blocks and commits`() throws {
        let bench = try JournalBench()
        let journal = try bench.open()
        #expect(journal.beginRun() == 1)
        let header = JournalBench.header(1)
        journal.append([
            .document(hash: "aa", kind: .plan, bytes: [1, 2, 3]), .runBegan(header),
        ])
        let samples = samples(1700)
        var last: UInt64?
        for (index, sample) in samples.enumerated() {
            let line = Array(#"{"event":"state","t":\#(index)}"#.utf8)
            let entries: [JournalEntry] = [
                .sample(run: 1, point: "furnace.temperature", sample), .event(run: 1, line: line),
            ]
            last = journal.append(entries)
            // Some of it is on disk before the rest is given.
            if index % 400 == 0 { #expect(journal.settle(try #require(last), seconds: 20)) }
        }
        let clock: Int64 = 9_000_000_000
        journal.append([
            .runEnded(run: 1, outcome: "complete", wall: 7, clock: clock, energy: 3600)
        ])
        journal.end()
        let reader = try bench.reader()
        let run = try #require(try reader.run(1))
        #expect(run.header == header && run.outcome == "complete" && run.ended == 7)
        #expect(run.took == 4_000_000_000)
        #expect(try reader.samples(of: 1, point: "furnace.temperature") == samples)
        #expect(try reader.points(of: 1) == ["furnace.temperature"])
        let events = try reader.events(of: 1)
        #expect(events.map(\.number) == Array(1...1700))
        #expect(events.last?.line == Array(#"{"event":"state","t":1699}"#.utf8))
        #expect(try reader.document("aa") == [1, 2, 3])
        #expect(try reader.document("ab") == nil)
    }

    @Test func `the next host goes on where the last one ended`() throws {
        let bench = try JournalBench()
        try bench.write([.runBegan(JournalBench.header(4))] + JournalBench.audit(3))
        let journal = try bench.open()
        #expect(journal.beginRun() == 5)
        let number = try #require(journal.append(JournalBench.audit(2)))
        #expect(journal.settle(number, seconds: 20))
        journal.end()
        #expect(try bench.verify(bench.checkpoints()).fault == nil)
        #expect(try bench.reader().auditCount() == 5)
    }

    @Test func `a journal is one host's`() throws {
        let bench = try JournalBench()
        let journal = try bench.open()
        let number = try #require(journal.append(JournalBench.audit(1)))
        #expect(journal.settle(number, seconds: 20))
        #expect(throws: JournalFault.self) { try bench.open() }
        // Reading disturbs nobody.
        #expect(try bench.reader().auditCount() == 1)
        journal.end()
    }

    @Test func `what is no journal, or a newer one, is refused and stays as it is`() throws {
        let foreign = try JournalBench()
        try foreign.tamper("CREATE TABLE cats (name TEXT)")
        let newer = try JournalBench()
        try newer.write(JournalBench.audit(1))
        try newer.tamper("INSERT INTO grdb_migrations VALUES ('2031-01 something else')")
        let torn = try JournalBench()
        try Data(repeating: 7, count: 5000).write(to: URL(fileURLWithPath: torn.path))
        for (bench, says) in [
            (foreign, "of another program"), (newer, "newer Athanor"), (torn, "no SQLite file"),
        ] {
            let before = try Data(contentsOf: URL(fileURLWithPath: bench.path))
            do {
                _ = try bench.open()
                Issue.record("opened: \(says)")
            } catch let fault as JournalFault {
                #expect(fault.message.contains(says), "\(fault.message)")
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path)) == before)
        }
    }

    @Test func `beyond its bound the oldest samples give way, and nothing else`() throws {
        let bench = try JournalBench()
        let bound: Int64 = 1 << 20
        let journal = try Journal(bench.path, bound: bound)
        journal.append(JournalBench.audit(500) + [.runBegan(JournalBench.header(1))])
        // An earlier run of one block gives way first, and whole.
        let early = Sample(at: 1, value: 1, quality: 0)
        journal.append([
            .runBegan(JournalBench.header(0)),
            .sample(run: 0, point: "furnace.temperature", early),
            .runEnded(run: 0, outcome: "complete", wall: 7, clock: 8, energy: nil),
        ])
        var last: UInt64?
        for burst in 0..<400 {
            let entries = (0..<500).map { index in
                JournalEntry.sample(
                    run: 1,
                    point: "furnace.temperature",
                    Sample(at: Int64(burst * 500 + index), value: Double(index), quality: 0)
                )
            }
            last = journal.append(entries)
            if burst % 20 == 19 { #expect(journal.settle(try #require(last), seconds: 20)) }
        }
        journal.end()
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
        #expect((attributes[.size] as? Int ?? .max) < 2 * Int(bound))
        let reader = try bench.reader()
        let kept = try reader.samples(of: 1, point: "furnace.temperature")
        // The newest are there without a hole; what was before them is a gap on record.
        let first = try #require(kept.first).at
        #expect(kept.map(\.at) == Array(first..<200_000) && first > 0)
        #expect(try reader.gaps(of: 1, point: "furnace.temperature") == [0...first - 1])
        #expect(try reader.samples(of: 0, point: "furnace.temperature").isEmpty)
        #expect(try reader.gaps(of: 0, point: "furnace.temperature") == [1...1])
        #expect(try reader.auditCount() == 500)
        #expect(try bench.verify(bench.checkpoints()).fault == nil)
    }

    @Test func `what a power cut left of a journal's birth is no journal, and in nobody's way`()
        throws
    {
        let bench = try JournalBench()
        let other = try JournalBench()
        for place in [bench, other] { _ = try HostKey.open(place.path + ".key") }
        // A public half that is another key's, whose secret half had no name on disk yet.
        try FileManager.default.removeItem(atPath: bench.path + ".key.pub")
        try FileManager.default
            .copyItem(atPath: other.path + ".key.pub", toPath: bench.path + ".key.pub")
        for end in [".new", ".new-wal", ".new-journal"] {
            let torn = Data(repeating: 7, count: 5000)
            try torn.write(to: URL(fileURLWithPath: bench.path + end))
        }
        try bench.write(JournalBench.audit(3))
        let verdict = try bench.verify(bench.checkpoints())
        #expect(verdict.fault == nil && verdict.anchored == 3)
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder)
        #expect(!names.contains { $0.contains(".new") })
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `what was acknowledged survives a journal that is never closed`() throws {
        let bench = try JournalBench()
        let journal = try bench.open()
        let number = try #require(journal.append(JournalBench.audit(1000)))
        #expect(journal.settle(number, seconds: 20))
        // As the disk is now: the file and what is written ahead of it.
        let copy = try JournalBench()
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: bench.path + end, toPath: copy.path + end)
        }
        #expect(try copy.reader().auditCount() == 1000)
        journal.end()
    }
}
