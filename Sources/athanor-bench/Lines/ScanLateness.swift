import Foundation
import Hosting
import Quantities
import Realtime

/// How late a scan's thread wakes beside `cyclictest` (Debian rt-tests) at the same priority and
/// period, in the same run: idle, and with every core busy.
///
/// Five rounds, alternating; the figures are medians of the rounds' ratios.
enum ScanLateness {
    private static let rounds = 5
    /// s; at 10 ms that is 400 wakings a side and round, so p99.9 is the worst of each.
    private static let seconds = 4

    private struct Quantiles {
        /// µs.
        var p50: Double
        var p99: Double
        var p999: Double
    }

    static func run() throws(Failure) {
        guard Files.exists("/usr/bin/cyclictest") else {
            throw Failure("cyclictest is missing (Debian: rt-tests).")
        }
        print("settled \(RealtimeThread.settleProgram().isEmpty ? 1 : 0)")
        try compare("idle")
        var burners: [Process] = []
        for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
            burners.append(try start("/bin/sh", ["-c", "while :; do :; done"], nil))
        }
        defer { for burner in burners { burner.terminate() } }
        try compare("load")
    }

    private static func compare(_ name: String) throws(Failure) {
        var ratios: [[Double]] = [[], [], []]
        for _ in 0..<rounds {
            let theirs = try cyclictest()
            let ours = try scan()
            ratios[0].append(ours.p50 / max(theirs.p50, 1))
            ratios[1].append(ours.p99 / max(theirs.p99, 1))
            ratios[2].append(ours.p999 / max(theirs.p999, 1))
            print("\(name)-ours-p999 \(ours.p999)")
            print("\(name)-theirs-p999 \(theirs.p999)")
        }
        for (key, values) in zip(["p50", "p99", "p999"], ratios) {
            print("\(name)-\(key) \(values.sorted()[rounds / 2])")
        }
    }

    private static func scan() throws(Failure) -> Quantiles {
        let (histogram, _) = try ScanTrial.run(seconds: seconds)
        func microseconds(_ share: Double) -> Double {
            Double(histogram.quantile(share)?.nanoseconds ?? 0) / 1e3
        }
        return Quantiles(
            p50: microseconds(0.5),
            p99: microseconds(0.99),
            p999: microseconds(0.999)
        )
    }

    /// Its histogram is one line a microsecond: `000012 000345`.
    private static func cyclictest() throws(Failure) -> Quantiles {
        let pipe = Pipe()
        let arguments = [
            "-m", "-q", "-t1", "-p\(RealtimeThread.scanPriority)", "-i10000", "-h100000",
            "-D\(seconds)",
        ]
        let process = try start("/usr/bin/cyclictest", arguments, pipe)
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        var counts: [(microseconds: Int, count: Int)] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count == 2, let time = Int(words[0]), let count = Int(words[1]) else {
                continue
            }
            counts.append((time, count))
        }
        let all = counts.reduce(0) { $0 + $1.count }
        guard all > 0 else { throw Failure("cyclictest measured nothing.") }
        func quantile(_ share: Double) -> Double {
            let wanted = max(1, Int((share * Double(all)).rounded(.up)))
            var seen = 0
            for (time, count) in counts {
                seen += count
                if seen >= wanted { return Double(time) }
            }
            return Double(counts.last?.microseconds ?? 0)
        }
        return Quantiles(p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999))
    }

    private static func start(
        _ path: String,
        _ arguments: [String],
        _ output: Pipe?
    ) throws(Failure) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let output { process.standardOutput = output }
        do {
            try process.run()
            return process
        } catch {
            throw Failure("\(path) cannot be started.")
        }
    }
}
