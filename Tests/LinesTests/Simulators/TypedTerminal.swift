import Foundation
import Glibc
import Synchronization

/// A program on a terminal of its own, with a test at its keyboard.
///
/// Answers as a terminal with the kitty keyboard protocol does: releases and repeats are told.
final class TypedTerminal {
    private let process = Process()
    private var keyboard: Int32 = -1
    private(set) var shown = ""

    enum Key: String {
        case pressLeft = "\u{1B}[1;2D"
        case repeatLeft = "\u{1B}[1;2:2D"
        case repeatLeftWithoutShift = "\u{1B}[1;1:2D"
        case releaseLeft = "\u{1B}[1;2:3D"
        case focusLost = "\u{1B}[O"
        case controlC = "\u{1B}[99;5u"
        case space = " "
        case quit = "q"
    }

    init(_ program: String, _ arguments: [String], environment: [String: String]) throws {
        var far: Int32 = -1
        guard unsafe openpty(&keyboard, &far, nil, nil, nil) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        let handle = FileHandle(fileDescriptor: far, closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = handle
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    deinit {
        hangUp()
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func type(_ key: Key) { send(key.rawValue) }

    /// Types what a key that is held down repeats, as X11 has it, as long as `body` takes.
    func whileHeld<Value>(_ body: () throws -> Value) rethrows -> Value {
        let hold = Hold()
        let (descriptor, bytes) = (keyboard, Array(Key.repeatLeft.rawValue.utf8))
        Thread.detachNewThread {
            while !hold.isOver.load(ordering: .relaxed) {
                _ = unsafe write(descriptor, bytes, bytes.count)
                Thread.sleep(forTimeInterval: 0.04)
            }
            hold.hasEnded.signal()
        }
        defer {
            hold.isOver.store(true, ordering: .relaxed)
            hold.hasEnded.wait()
        }
        return try body()
    }

    private final class Hold: Sendable {
        let isOver = Atomic<Bool>(false)
        let hasEnded = DispatchSemaphore(value: 0)
    }

    /// Reads what is shown, for so long, and says what is in force where that is asked.
    func read(seconds: Double) {
        let end = Date() + seconds
        var bytes = [UInt8](repeating: 0, count: 4096)
        repeat {
            var watched = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
            let left = max(0, end.timeIntervalSinceNow)
            guard unsafe poll(&watched, 1, Int32(left * 1000)) > 0 else { continue }
            let count = unsafe Glibc.read(keyboard, &bytes, bytes.count)
            guard count > 0 else { return }
            let text = String(decoding: bytes.prefix(count), as: UTF8.self)
            if text.contains("\u{1B}[?u") { send("\u{1B}[?3u") }
            shown += text
        } while Date() < end
    }

    /// Whether the program ends within so many seconds.
    func ends(seconds: Double) -> Bool {
        let end = Date() + seconds
        while process.isRunning, Date() < end { read(seconds: 0.05) }
        return !process.isRunning
    }

    /// The terminal is gone.
    func hangUp() {
        if keyboard >= 0 { close(keyboard) }
        keyboard = -1
    }

    private func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(keyboard, bytes, bytes.count)
    }
}
