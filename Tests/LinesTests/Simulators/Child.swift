import Foundation
import Testing

/// A process a test starts, and ends.
final class Child {
    struct Ending {
        var status: Int32
        var output: String
        var errors: String
    }

    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    private let collected = Collected()

    var number: Int32 { process.processIdentifier }

    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        let collected = collected
        output.fileHandleForReading.readabilityHandler = { collected.add($0.availableData, to: 0) }
        errors.fileHandleForReading.readabilityHandler = { collected.add($0.availableData, to: 1) }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        output.fileHandleForReading.readabilityHandler = nil
        errors.fileHandleForReading.readabilityHandler = nil
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits until so much was printed that `found` gives something.
    func wait<Value>(seconds: Double = 8, for found: (String) -> Value?) throws -> Value {
        let end = Date() + seconds
        while Date() < end {
            if let value = found(collected.text(0)) { return value }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw Late(what: collected.text(0) + collected.text(1))
    }

    /// Waits for the end; one that does not come is forced, and an error.
    func finish(seconds: Double = 8) throws -> Ending {
        let end = Date() + seconds
        while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.005) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            throw Late(what: collected.text(0) + collected.text(1))
        }
        // The pipes may hold a last piece.
        Thread.sleep(forTimeInterval: 0.05)
        return Ending(
            status: process.terminationStatus,
            output: collected.text(0),
            errors: collected.text(1)
        )
    }

    struct Late: Error, CustomStringConvertible {
        var what: String
        var description: String { "It did not end or say what was expected; it said: \(what)" }
    }
}

/// What a process printed, from the threads that read it.
private final class Collected: @unchecked Sendable {
    private let lock = NSLock()
    private var texts = [Data(), Data()]

    func add(_ data: Data, to index: Int) {
        lock.withLock { if texts[index].count < 1 << 20 { texts[index].append(data) } }
    }

    func text(_ index: Int) -> String {
        lock.withLock { String(decoding: texts[index], as: UTF8.self) }
    }
}

/// Scripts of other people's masters and drivers, run by the environment `make test` installs.
enum PeerScript {
    static let python = Checkout.root + "/.build/venv/bin/python"

    /// Runs a script of `Tests/Peers`; it checks for itself, and fails where something is wrong.
    static func run(_ script: String, _ arguments: [String]) throws {
        guard FileManager.default.isExecutableFile(atPath: python) else {
            Issue.record("\(python) is missing: `make test` installs it.")
            return
        }
        let path = Checkout.root + "/Tests/Peers/" + script
        let child = try Child(python, [path] + arguments, environment: ["PYTHONUNBUFFERED": "1"])
        let ending = try child.finish(seconds: 30)
        #expect(ending.status == 0, "\(script): \(ending.output) \(ending.errors)")
        // A script that checked nothing has not passed.
        #expect(ending.output.hasSuffix("checks passed\n"), "\(script): \(ending.output)")
    }
}
