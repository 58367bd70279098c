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
    private let output: Printed
    private let errors: Printed

    var number: Int32 { process.processIdentifier }

    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        output = try Printed()
        errors = try Printed()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.handle
        process.standardError = errors.handle
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits until so much was printed, on either output, that `found` gives something.
    func wait<Value>(seconds: Double = 8, for found: (String) -> Value?) throws -> Value {
        let end = Date() + seconds
        while Date() < end {
            if let value = found(output.text + errors.text) { return value }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw Late(what: output.text + errors.text)
    }

    /// Waits for the end; one that does not come is forced, and an error.
    func finish(seconds: Double = 8) throws -> Ending {
        let end = Date() + seconds
        while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.005) }
        guard !process.isRunning else {
            kill(process.processIdentifier, SIGKILL)
            throw Late(what: output.text + errors.text)
        }
        return Ending(
            status: process.terminationStatus,
            output: output.text,
            errors: errors.text
        )
    }

    struct Late: Error, CustomStringConvertible {
        var what: String
        var description: String { "It did not end or say what was expected; it said: \(what)" }
    }
}

/// What a process printed: a file without a name, so that all of it is there when the process ends.
private final class Printed {
    let handle: FileHandle

    init() throws {
        let path = NSTemporaryDirectory() + "athanor-said-\(UUID().uuidString)"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        unsafe unlink(path)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// At most the first MiB.
    ///
    /// The child's place in the file is left alone: it is the same one.
    var text: String {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe pread(handle.fileDescriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
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
