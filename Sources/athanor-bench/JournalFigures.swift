import Foundation
import Glibc
import Hosting
import Journaling
import Quantities

/// How fast a journal puts things on this machine's disk, beside what a bare `fsync` takes here.
enum JournalFigures {
    private static let seconds = 6.0
    /// Samples given each 10 ms: the rate asked for is beyond the goal, so that the disk decides.
    private static let burst = 2000

    static func run() throws(Failure) {
        let folder = "out/bench-journal-\(getpid())"
        do {
            try FileManager.default
                .createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure("\(folder) cannot be made.")
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let journal: Journal
        do throws(JournalFault) {
            journal = try Journal(folder + "/journal.sqlite")
        } catch {
            throw Failure(error.message)
        }
        samples(into: journal)
        audit(into: journal)
        try intents(into: journal, beside: folder + "/bare")
        journal.end()
        try verify(folder + "/journal.sqlite")
    }

    /// Samples of 50 points, as fast as they become durable; how long each burst takes to be.
    private static func samples(into journal: Journal) {
        let names = (0..<50).map { "device-\($0).value" }
        var waits: [Double] = []
        var count = 0
        var at: Int64 = 0
        let took = Stopwatch.seconds {
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                var entries: [JournalEntry] = []
                for index in 0..<burst {
                    at += 1000
                    let sample = Sample(at: at, value: Double(index), quality: 0)
                    entries.append(.sample(run: 1, point: names[index % 50], sample))
                }
                let given = ContinuousClock.now
                guard let number = journal.append(entries), journal.settle(number, seconds: 10)
                else { continue }
                waits.append((ContinuousClock.now - given) / .milliseconds(1))
                count += burst
            }
        }
        waits.sort()
        print("samples \(Double(count) / took)")
        print("samples-p99 \(waits.isEmpty ? .nan : waits[waits.count * 99 / 100])")
    }

    private static func audit(into journal: Journal) {
        let line = Array(#"{"at":"2026-01-01T00:00:00.000Z","user":"engineer","act":"jog"}"#.utf8)
        var count = 0
        let took = Stopwatch.seconds {
            let end = ContinuousClock.now + .seconds(seconds)
            while ContinuousClock.now < end {
                let entries = [JournalEntry](repeating: .audit(line: line), count: 1000)
                guard let number = journal.append(entries), journal.settle(number, seconds: 10)
                else { continue }
                count += entries.count
            }
        }
        print("audit \(Double(count) / took)")
    }

    /// One intent at a time against one small write with `fsync`, in turns; the median ratio.
    private static func intents(into journal: Journal, beside path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT, 0o600)
        guard descriptor >= 0 else { throw Failure("\(path) cannot be made.") }
        defer { close(descriptor) }
        let page = [UInt8](repeating: 1, count: 4096)
        var ratios: [Double] = []
        var own: [Double] = []
        for number in 0..<200 {
            let bare = Stopwatch.seconds {
                _ = unsafe pwrite(descriptor, page, page.count, 0)
                fsync(descriptor)
            }
            let wait = Stopwatch.seconds {
                let intent = JournalEntry.intent(
                    run: 1,
                    command: Int64(number),
                    line: Array("{}".utf8),
                    wall: 0
                )
                if let given = journal.append([intent]) { _ = journal.settle(given, seconds: 10) }
            }
            ratios.append(wait / bare)
            own.append(1000 * wait)
        }
        print("intent-ratio \(ratios.sorted()[ratios.count / 2])")
        print("intent \(own.sorted()[own.count / 2])")
    }

    private static func verify(_ path: String) throws(Failure) {
        var verdict: Result<AuditVerdict, JournalFault> = .failure(JournalFault("not begun"))
        let took = Stopwatch.seconds { verdict = Self.verdict(on: path) }
        switch verdict {
        case .failure(let fault): throw Failure(fault.message)
        case .success(let verdict):
            if let fault = verdict.fault { throw Failure(fault.sentence) }
            print("verify \(1e7 * took / Double(max(verdict.count, 1)))")
            print("verified \(verdict.count)")
        }
    }

    /// What a journal's audit record is worth, by these checkpoints.
    static func verdict(
        on path: String,
        _ checkpoints: [AuditCheckpoint] = []
    ) -> Result<AuditVerdict, JournalFault> {
        do throws(JournalFault) {
            let key = try HostKey.readPublic(path + ".key.pub")
            return .success(try AuditVerdict(of: path, by: checkpoints, signedBy: key))
        } catch {
            return .failure(error)
        }
    }
}

extension Measurement {
    func journalFigures(_ lines: [String: Double]) -> [Figure] {
        func figure(_ title: String, _ key: String, _ goal: Figure.Goal, _ unit: String) -> Figure {
            Figure(title, lines[key], goal, unit)
        }
        return [
            figure("journal: samples/s on disk", "samples", .atLeast(100_000), ""),
            figure("  2,000 of them acknowledged, p99", "samples-p99", .atMost(25), "ms"),
            figure("  one intent against a bare fsync", "intent-ratio", .atMost(2), "×"),
            figure("  one intent on disk", "intent", .none, "ms"),
            figure("  audited events/s", "audit", .atLeast(20_000), ""),
            figure("  audit verify, for 10 million lines", "verify", .atMost(10), "s"),
            figure("peak memory: \(rawValue)", "memory", .atMost(100), "MB"),
        ]
    }
}
