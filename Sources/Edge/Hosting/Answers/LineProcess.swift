import Foundation
import Lines
import Synchronization

/// A child process that answers lines: one line in, one line out, with a deadline.
///
/// `ask` is called from one thread at a time. The process ends with `close`, or when this goes.
package final class LineProcess: Sendable {
    /// The longest answer taken, bytes.
    private static let greatestLine = 1 << 20

    private struct Inbox {
        var bytes: [UInt8] = []
        var ended = false
    }

    private let command: String
    private let process: Process
    private let input: Pipe
    private let inbox = Mutex(Inbox())
    private let arrived = DispatchSemaphore(value: 0)

    /// Starts `command` with the shell.
    ///
    /// - Throws: `Failure` where it cannot be started.
    package init(_ command: String) throws(Failure) {
        guard command.contains(where: { !$0.isWhitespace }) else {
            throw Failure("An empty command answers nothing.")
        }
        Signals.ignoreClosedPipes()
        self.command = command
        process = Process()
        input = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardInput = input
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            self?.take(handle.availableData, from: handle)
        }
        do {
            try process.run()
        } catch {
            throw Failure("“\(command)” cannot be started: \(error.localizedDescription)")
        }
    }

    deinit { close() }

    /// Ends the process.
    package func close() {
        try? input.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
    }

    /// Writes a line, and waits at most `seconds` of real time for the next line back.
    ///
    /// - Throws: `Failure` where the process ends, is too slow, or writes a line without end.
    package func ask(_ line: [UInt8], seconds: Double) throws(Failure) -> [UInt8] {
        do {
            try input.fileHandleForWriting.write(contentsOf: Data(line + [10]))
        } catch {
            throw Failure("“\(command)” ended before it was asked.")
        }
        let deadline = DispatchTime.now() + seconds
        while true {
            let (answer, state) = next()
            if let answer { return answer }
            if state == .ended { throw Failure("“\(command)” ended without an answer.") }
            if state == .tooLong { throw Failure("“\(command)” answers without end.") }
            if arrived.wait(timeout: deadline) == .timedOut {
                throw Failure("“\(command)” has not answered within \(Int(seconds)) s.")
            }
        }
    }

    private enum State { case open, ended, tooLong }

    private func next() -> ([UInt8]?, State) {
        inbox.withLock { inbox in
            if let newline = inbox.bytes.firstIndex(of: 10) {
                let line = Array(inbox.bytes[..<newline])
                inbox.bytes.removeSubrange(...newline)
                return (line, .open)
            }
            if inbox.bytes.count > Self.greatestLine { return (nil, .tooLong) }
            return (nil, inbox.ended ? .ended : .open)
        }
    }

    private func take(_ data: Data, from handle: FileHandle) {
        if data.isEmpty { handle.readabilityHandler = nil }
        inbox.withLock { inbox in
            if data.isEmpty {
                inbox.ended = true
            } else if inbox.bytes.count <= Self.greatestLine {
                inbox.bytes.append(contentsOf: data)
            }
        }
        arrived.signal()
    }
}
