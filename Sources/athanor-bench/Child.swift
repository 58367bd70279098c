import Foundation

/// Child processes and what they print.
enum Child {
    /// Runs one measurement in a process of its own.
    static func run(_ measurement: Measurement, program: String) -> [String: Double] {
        let own = CommandLine.arguments.first ?? "athanor-bench"
        let text = output(of: own, ["--measure", measurement.rawValue, program]) ?? ""
        return lines(text)
    }

    /// `name value` a line; what is no number is shown and left out.
    static func lines(_ text: String) -> [String: Double] {
        var found: [String: Double] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, let value = Double(parts[1]) {
                found[String(parts[0])] = value
            } else {
                FileHandle.standardError.write(Data("  \(line)\n".utf8))
            }
        }
        return found
    }

    /// What a command prints; nil where it cannot be started.
    static func output(of command: String, _ arguments: [String]) -> String? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: command)
        process.arguments = arguments
        process.standardOutput = pipe
        do { try process.run() } catch { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(bytes: data, encoding: .utf8)
    }

    /// Milliseconds and peak megabytes of a whole command, as its parent sees them.
    ///
    /// Python's standard library gives both without the parent's own start counting.
    static func timed(_ command: [String]) -> (milliseconds: Double, megabytes: Double)? {
        let script = """
            import resource, subprocess, sys, time
            began = time.perf_counter()
            subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            print((time.perf_counter() - began) * 1000)
            print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
            """
        let text = output(of: "/usr/bin/env", ["python3", "-c", script] + command)
        let numbers = (text ?? "").split(separator: "\n").compactMap { Double($0) }
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
}

/// The greatest resident memory of this process so far.
enum Memory {
    static var peakMegabytes: Double {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return .nan }
        let digits = line.filter { $0.isNumber }
        return (Double(digits) ?? .nan) / 1024
    }
}

/// Wall-clock time of in-process work.
enum Stopwatch {
    /// Runs the body; returns the seconds it took.
    static func seconds(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        let parts = clock.measure(body).components
        return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
    }
}
