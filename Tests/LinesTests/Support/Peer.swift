import Foundation
import Glibc

/// A program beside the tests that answers one line with one line.
final class Peer: Sendable {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private let process: Process
    private let orders: FileHandle
    private let answers: LineReader
    /// Where it serves: a TCP port's number, or a device file.
    let place: String

    /// Starts a program of `Tests/Peers` by the Python of the tests, and waits until it is ready.
    convenience init(python name: String, _ arguments: [String]) throws {
        let python = Self.root.appending(path: ".build/venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Missing(description: "\(python) is missing; `make test` installs it.")
        }
        let script = Self.root.appending(path: "Tests/Peers/\(name).py").path
        try self.init(python, [script] + arguments, readiness: "ready ")
    }

    /// Starts a command; where `readiness` is given, waits for a line that begins so.
    init(_ command: String, _ arguments: [String], readiness: String?) throws {
        guard FileManager.default.isExecutableFile(atPath: command) else {
            throw Missing(description: "\(command) is missing; `make test` installs it.")
        }
        signal(SIGPIPE, SIG_IGN)
        let (input, output) = (Pipe(), Pipe())
        process = Process()
        process.executableURL = URL(filePath: command)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        orders = input.fileHandleForWriting
        answers = LineReader(output.fileHandleForReading)
        guard let readiness else {
            place = ""
            return
        }
        guard let line = answers.next(within: 30), line.hasPrefix(readiness) else {
            process.terminate()
            throw Missing(description: "\(command) \(arguments) did not start.")
        }
        place = String(line.dropFirst(readiness.count))
    }

    deinit {
        send(SIGCONT)
        send(SIGKILL)
    }

    var port: Int { Int(place) ?? 0 }

    /// Gives an order; returns the answer, empty where none comes within five seconds.
    @discardableResult
    func ask(_ order: String) -> String {
        do { try orders.write(contentsOf: Data((order + "\n").utf8)) } catch { return "" }
        return answers.next(within: 5) ?? ""
    }

    /// How often something happened, by its name.
    func count(_ name: String) -> Int { statistics[name] as? Int ?? 0 }

    /// Writes by `unit:function:address:values`.
    var writes: [String: Int] { statistics["writes"] as? [String: Int] ?? [:] }

    private var statistics: [String: Any] {
        let text = ask("stats")
        return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    /// When the unit was asked anything, s on the boot-time clock.
    func asked(unit: Int) -> [Double] {
        let text = ask("asked \(unit)")
        return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [Double] ?? []
    }

    func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Ends it as a power cut would.
    func kill() {
        send(SIGKILL)
        process.waitUntilExit()
    }

    private func kill(_ number: Int32, _ signal: Int32) { _ = Glibc.kill(number, signal) }
}

/// Lines from a pipe, each awaited for a bounded time.
final class LineReader: @unchecked Sendable {
    private let handle: FileHandle
    private let lock = NSLock()
    private var rest: [UInt8] = []

    init(_ handle: FileHandle) { self.handle = handle }

    func next(within seconds: Double) -> String? {
        lock.lock()
        defer { lock.unlock() }
        let end = Date().addingTimeInterval(seconds)
        while true {
            if let stop = rest.firstIndex(of: 0x0A) {
                let line = String(decoding: rest[..<stop], as: UTF8.self)
                rest.removeSubrange(...stop)
                return line
            }
            let left = end.timeIntervalSinceNow
            guard left > 0 else { return nil }
            var watched = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&watched, 1, Int32(left * 1000)) > 0 else { continue }
            let data = handle.availableData
            guard !data.isEmpty else { return nil }
            rest += data
        }
    }
}

/// A folder of its own for one test, gone with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lines-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}
