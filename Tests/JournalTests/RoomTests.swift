import Foundation
import Glibc
import Journaling
import Testing

/// What stays and what gives way where there is no room.
@Suite(.serialized) struct RoomTests {
    private static func line(_ event: String, _ number: Int) -> [UInt8] {
        Array(
            #"{"event":"\#(event)","n":\#(number),"text":"\#(String(repeating: "x", count: 200))"}"#
                .utf8
        )
    }

    private static func sample(_ at: Int) -> JournalEntry {
        .sample(run: 1, point: "furnace.temperature", Sample(at: Int64(at), value: 1, quality: 0))
    }

    @Test func `after samples the oldest runs' courses give way, then results, and nothing else`()
        throws
    {
        let bench = try JournalBench()
        let journal = try Journal(bench.path, bound: 1 << 19, reserve: 1 << 16)
        journal.append(JournalBench.audit(200))
        for run in 1...12 {
            let run = Int64(run)
            var entries: [JournalEntry] = [.runBegan(JournalBench.header(run))]
            for number in 0..<200 {
                entries.append(.event(run: run, line: Self.line("step-entered", number)))
            }
            entries.append(.event(run: run, line: Self.line("result", 0)))
            entries.append(.event(run: run, line: Self.line("tripped", 1)))
            entries.append(.note(run: run, kind: .alarm, wall: 1, line: [1]))
            entries.append(.note(run: run, kind: .message, wall: 1, line: [2]))
            entries.append(.stateChange(run: run, revision: 1, wall: 1, bytes: [3]))
            entries.append(.labState(farEnd: "hardware", revision: 1, wall: 1, bytes: [4]))
            entries.append(
                .runEnded(run: run, outcome: "complete", wall: 9, clock: 9, energy: nil)
            )
            let number = try #require(journal.append(entries))
            #expect(journal.settle(number, seconds: 20))
        }
        // What is written afterwards pushes out more.
        for _ in 0..<60 {
            let number = try #require(journal.append(JournalBench.audit(1)))
            #expect(journal.settle(number, seconds: 20))
        }
        journal.end()
        let reader = try bench.reader()
        let first = try #require(try reader.run(1))
        #expect(first.completeness != .whole)
        #expect(try #require(try reader.run(12)).completeness == .whole)
        #expect(try reader.events(of: 12).count == 202)
        let kept = try reader.events(of: 1).map { String(decoding: $0.line, as: UTF8.self) }
        #expect(!kept.contains { $0.contains("step-entered") })
        #expect(kept.contains { $0.contains("tripped") })
        #expect(kept.contains { $0.contains("result") } == (first.completeness == .withoutCourse))
        #expect(try reader.notes(.alarm).count == 12)
        #expect(try reader.notes(.message, of: 1).isEmpty)
        #expect(try reader.states() == [[4]])
        #expect(try reader.auditCount() == 260)
        #expect(try bench.verify(bench.checkpoints()).fault == nil)
    }

    /// A disk of 6 MiB, where this user may mount one.
    private final class SmallDisk {
        let folder = "/tmp/athanor-disk-\(UUID().uuidString.prefix(8))"

        init?() {
            _ = unsafe mkdir(folder, 0o700)
            guard unsafe mount("tmpfs", folder, "tmpfs", 0, "size=6m") == 0 else { return nil }
        }

        deinit {
            // MNT_DETACH
            _ = unsafe umount2(folder, 2)
            _ = unsafe rmdir(folder)
        }
    }

    private static let canMount = SmallDisk() != nil

    @Test(.enabled(if: canMount, "only root may mount a small disk"))
    func `on a disk that others have filled all but samples is still recorded`() throws {
        let disk = try #require(SmallDisk())
        let path = disk.folder + "/journal.sqlite"
        let journal = try Journal(path, reserve: 1 << 21)
        let begun = try #require(
            journal.append([.runBegan(JournalBench.header(1)), Self.sample(1)])
        )
        #expect(journal.settle(begun, seconds: 20) && journal.standing.fault == nil)
        let filler = disk.folder + "/filler"
        _ = FileManager.default.createFile(atPath: filler, contents: nil)
        let file = try #require(FileHandle(forWritingAtPath: filler))
        let chunk = Data(repeating: 7, count: 4096)
        while (try? file.write(contentsOf: chunk)) != nil {}
        // Thousands of lines, far more than the pages that were free.
        for burst in 0..<10 {
            let entries = JournalBench.audit(400) + [Self.sample(2 + burst)]
            let number = try #require(journal.append(entries))
            let end = Date() + 20
            while journal.standing.durable < number, Date() < end { usleep(1000) }
            #expect(journal.standing.durable >= number)
        }
        #expect(journal.standing.fault?.contains("the disk is full") == true)
        try file.close()
        try FileManager.default.removeItem(atPath: filler)
        let again = try #require(journal.append([Self.sample(100)]))
        let end = Date() + 20
        while journal.standing.durable < again || journal.standing.fault != nil, Date() < end {
            usleep(1000)
        }
        #expect(journal.standing.fault == nil)
        let last = try #require(journal.append([Self.sample(101)]))
        #expect(journal.settle(last, seconds: 20))
        journal.end()
        let reader = try JournalReader(path)
        #expect(try reader.auditCount() == 4000)
        #expect(try reader.samples(of: 1, point: "furnace.temperature").last?.at == 101)
        let gap = try #require(try reader.gaps(of: 1, point: "furnace.temperature").first)
        #expect((2...3).contains(gap.lowerBound) && gap.upperBound >= 11)
    }

    @Test func `an older journal is brought up to date, and half of one is refused as it is`()
        throws
    {
        let bench = try JournalBench()
        try bench.write(JournalBench.audit(5) + [.runBegan(JournalBench.header(1))])
        let undone = """
            DROP TABLE notes; DROP INDEX states_by_run; DROP INDEX whole_states;
            ALTER TABLE states DROP COLUMN run; ALTER TABLE states DROP COLUMN far_end;
            ALTER TABLE states DROP COLUMN is_change;
            ALTER TABLE events DROP COLUMN class; ALTER TABLE runs DROP COLUMN energy;
            DROP INDEX runs_by_completeness; DROP INDEX open_runs;
            ALTER TABLE runs DROP COLUMN completeness;
            """
        let forgotten = "DELETE FROM grdb_migrations WHERE identifier LIKE '%alarms%';"
        try bench.tamper(undone + forgotten)
        let refusal = #expect(throws: JournalFault.self) { try bench.reader() }
        #expect(refusal?.message.contains("older Athanor") == true)
        try bench.write([.note(run: nil, kind: .alarm, wall: 1, line: [1])])
        #expect(try bench.reader().auditCount() == 5 && bench.reader().notes(.alarm).count == 1)
        #expect(try bench.reader().run(1)?.completeness == .whole)
        try bench.tamper(forgotten)
        let before = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        let fault = #expect(throws: JournalFault.self) { try bench.open() }
        #expect(fault?.message.contains("partly of one version") == true, "\(fault?.message ?? "")")
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path)) == before)
    }

    @Test func `changes of the state are read after the whole state before them, by their time`()
        throws
    {
        let bench = try JournalBench()
        func change(_ wall: Int64) -> JournalEntry {
            .stateChange(run: nil, revision: 1, wall: wall, bytes: [UInt8(wall)])
        }
        func whole(_ wall: Int64, on farEnd: String = "hardware") -> JournalEntry {
            .labState(farEnd: farEnd, revision: 1, wall: wall, bytes: [UInt8(wall)])
        }
        try bench.write([
            whole(10), change(20), change(30), whole(40), change(50),
            whole(60, on: "simulators"), change(70),
        ])
        let reader = try bench.reader()
        #expect(try reader.states() == [[60], [70]])
        // What simulators used up is not gone from the bench.
        #expect(try reader.states(on: "hardware") == [[40], [50]])
        #expect(try reader.states(until: 45) == [[40]])
        #expect(try reader.states(until: 35) == [[10], [20], [30]])
        #expect(try reader.states(until: 20) == [[10], [20]])
        #expect(try reader.states(until: 5) == [])
    }
}
