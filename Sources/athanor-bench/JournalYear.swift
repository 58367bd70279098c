import Foundation
import Hosting
import Journaling
import Trials

/// A journal with a year of a busy lab's records: how soon a host is ready on it, and how long a
/// page of it takes to read while it is written.
enum JournalYear {
    private static let runs = 1500
    private static let pages = 1500
    private static let lab = ["--lab", "Examples/demo", "--library", "."]

    static func run(_ program: String) throws(Failure) {
        let folder = FileManager.default.currentDirectoryPath + "/out/bench-year-\(getpid())"
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Failure("\(folder) cannot be made.")
        }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        print("fresh \(try start(program, in: folder))")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let name = names.first(where: { $0.hasSuffix(".sqlite") }) else {
            throw Failure("The host has made no journal.")
        }
        let path = folder + "/" + name
        do throws(JournalFault) {
            try fill(path)
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            print("megabytes \((size ?? 0) / 1_000_000)")
            var starts: [Double] = []
            for _ in 0..<5 { starts.append((try? start(program, in: folder)) ?? .nan) }
            print("start \(Stopwatch.median(starts))")
            try read(path)
        } catch {
            throw Failure(error.message)
        }
    }

    /// s from a host's start until it says that it listens.
    private static func start(_ program: String, in folder: String) throws(Failure) -> Double {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["serve", "--simulate"] + lab
        process.environment = ["ATHANOR_RUNTIME": folder]
        process.standardOutput = pipe
        process.standardError = pipe
        let began = ContinuousClock.now
        do { try process.run() } catch { throw Failure("\(program) cannot be run.") }
        var text = ""
        while !text.contains("listens") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure("The host has ended: \(text)") }
            text += String(decoding: data, as: UTF8.self)
        }
        let took = (ContinuousClock.now - began) / .seconds(1)
        process.terminate()
        process.waitUntilExit()
        return took
    }

    private static func line(_ event: String, _ number: Int) -> [UInt8] {
        let title = #""step":"transfer-\#(number)","title":"pipette.transfer""#
        return Array(#"{"event":"\#(event)","t":\#(number),\#(title)}"#.utf8)
    }

    private static func fill(_ path: String) throws(JournalFault) {
        let journal = try Journal(path)
        for number in 0..<runs {
            let run = journal.beginRun()
            let wall: Int64 = 1_764_000_000_000_000_000 + Int64(number) * 20_000_000_000_000
            var entries: [JournalEntry] = [.runBegan(header(run, wall))]
            for event in 0..<400 {
                entries.append(.event(run: run, line: line("step-left", event)))
                if event % 2 == 0 {
                    let intent = line("command", event)
                    entries.append(
                        .intent(run: run, command: Int64(event), line: intent, wall: wall)
                    )
                }
                if event % 8 == 0 {
                    let note = line("note", event)
                    entries.append(.note(run: run, kind: .message, wall: wall, line: note))
                    entries.append(.audit(line: note))
                }
                if event % 10 == 0 {
                    let change = line("change", event)
                    entries.append(
                        .stateChange(run: run, revision: number, wall: wall, bytes: change)
                    )
                }
            }
            for point in 0..<10 {
                for at in 0..<1024 {
                    let sample = Sample(at: Int64(at) * 1_000_000_000, value: 293, quality: 0)
                    entries.append(.sample(run: run, point: "device-\(point).value", sample))
                }
            }
            entries.append(
                .runEnded(run: run, outcome: "complete", wall: wall, clock: 1, energy: 3.6e6)
            )
            guard let last = journal.append(entries), journal.settle(last, seconds: 60) else {
                throw JournalFault("\(path) takes nothing.")
            }
        }
        journal.end(seconds: 60)
    }

    private static func header(_ run: Int64, _ wall: Int64) -> RunHeader {
        RunHeader(
            run: run,
            plan: "three-wells",
            title: "Three wells",
            file: "three-wells.yaml",
            planHash: "aa",
            labHash: "bb",
            stateHash: "cc",
            by: "engineer",
            farEnd: "simulators",
            wall: wall,
            clock: 0,
            boot: 0,
            bootID: "dd"
        )
    }

    /// Pages of every kind, at random, while 100,000 samples a second are written.
    private static func read(_ path: String) throws(JournalFault) {
        let journal = try Journal(path)
        let run = journal.beginRun()
        let writer = Thread {
            var at: Int64 = 0
            while !Thread.current.isCancelled {
                let entries = (0..<1000).map { index -> JournalEntry in
                    at += 1000
                    let sample = Sample(at: at, value: 293, quality: 0)
                    return .sample(run: run, point: "device-\(index % 50).value", sample)
                }
                journal.append(entries)
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        writer.start()
        let reader = try JournalReader(path)
        var dice = Dice(3)
        var waits: [Double] = []
        for page in 0..<pages {
            let run = Int64(1 + dice.below(runs))
            let began = ContinuousClock.now
            switch page % 5 {
            case 0: _ = try reader.runs(most: 50)
            case 1: _ = try reader.events(of: run, after: Int64(dice.below(300)), most: 100)
            case 2: _ = try reader.notes(.message, of: run, most: 100)
            case 3: _ = try reader.samples(of: run, point: "device-\(dice.below(10)).value")
            default:
                var count = 0
                try reader.audit(after: Int64(dice.below(50 * runs)), page: 100) { _ in
                    count += 1
                    return count < 100
                }
            }
            waits.append((ContinuousClock.now - began) / .milliseconds(1))
        }
        writer.cancel()
        journal.end(seconds: 60)
        waits.sort()
        print("page-p99 \(waits[waits.count * 99 / 100])")
        print("page-most \(waits.last ?? .nan)")
    }
}

extension Measurement {
    func yearFigures(_ lines: [String: Double]) -> [Figure] {
        func figure(_ title: String, _ key: String, _ goal: Figure.Goal, _ unit: String) -> Figure {
            Figure(title, lines[key], goal, unit)
        }
        return [
            figure("a year of records: the host is ready after", "start", .atMost(1), "s"),
            figure("  with a journal that is new", "fresh", .none, "s"),
            figure(
                "  pages read while 100,000 samples/s are written, p99",
                "page-p99",
                .none,
                "ms"
            ),
            figure("  the slowest of 1,500 pages", "page-most", .atMost(5), "ms"),
            figure("  the journal's size", "megabytes", .none, "MB"),
            figure("peak memory: \(rawValue)", "memory", .atMost(100), "MB"),
        ]
    }
}
