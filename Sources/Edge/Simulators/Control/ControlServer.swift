import CLinux
import Dispatch
import Documents
import Foundation
import Glibc
import Labs
import Lines
import Synchronization

/// The control socket of a running simulator: a thread that answers one caller after the other.
///
/// A caller has two seconds for all it wants to ask, so that none keeps others out.
final class ControlServer: Sendable {
    /// What the thread and its owner share.
    private final class Shared: Sendable {
        let listener: Int32
        let desk: ControlDesk
        let wake: EventDescriptor
        let wantsStop = Atomic<Bool>(false)
        let ended = DispatchSemaphore(value: 0)

        init(_ listener: Int32, _ desk: ControlDesk, _ wake: EventDescriptor) {
            self.listener = listener
            self.desk = desk
            self.wake = wake
        }

        deinit { close(listener) }
    }

    private let paths: SimulatorPaths
    private let lock: LockFile
    private let shared: Shared

    /// Real time a caller has, ns, and for each read and write, ms.
    private static let audience: Int64 = 2_000_000_000
    private static let patience: Int32 = 1000

    /// Opens the socket; what a dead simulator left is replaced.
    ///
    /// `onStop` is called, on the server's thread, when somebody asks the simulator to end.
    /// - Throws: `LineFault` where a simulator of this lab runs already, or the socket cannot be
    ///   made.
    init(
        _ desk: ControlDesk,
        onStop: @escaping @Sendable () -> Void
    ) throws(LineFault) {
        paths = try SimulatorPaths(lab: desk.lab.name, at: desk.labPath)
        lock = try Self.lock(paths, desk.lab.name)
        let wake = try EventDescriptor()
        // Nobody held the lock, so whoever made the socket is dead.
        unsafe unlink(paths.socket)
        let listener = unsafe clinux_listen_at(paths.socket)
        guard listener >= 0 else {
            throw LineFault("The control socket \(paths.socket) cannot be made", errno: errno)
        }
        let shared = Shared(listener, desk, wake)
        self.shared = shared
        let thread = Thread {
            while !shared.wantsStop.load(ordering: .acquiring) { Self.serveNext(shared, onStop) }
            shared.ended.signal()
        }
        thread.name = "sim-control"
        thread.start()
    }

    deinit { stop() }

    private static func lock(_ paths: SimulatorPaths, _ lab: String) throws(LineFault) -> LockFile {
        do throws(LockFile.Trouble) {
            return try LockFile(paths.lock)
        } catch {
            switch error {
            case .fault(let fault): throw fault
            case .held(let process):
                throw LineFault(
                    "A simulator of the lab \(lab) is running already (process \(process)). Use "
                        + "it, or end it with: athanor sim stop"
                )
            }
        }
    }

    /// Closes and removes the socket; waits for its thread, at most three seconds.
    func stop() {
        shared.wantsStop.store(true, ordering: .releasing)
        shared.wake.signal()
        if shared.ended.wait(timeout: .now() + 3) == .success { unsafe unlink(paths.socket) }
        shared.ended.signal()
    }

    private static func serveNext(_ shared: Shared, _ onStop: @Sendable () -> Void) {
        let seen = clinux_wait(shared.listener, shared.wake.number, -1)
        guard seen & Int32(bitPattern: CLINUX_READABLE.rawValue) != 0 else { return }
        let caller = clinux_accept(shared.listener)
        guard caller >= 0 else {
            // Without a descriptor to spare the caller waits in the queue.
            _ = clinux_wait(-1, shared.wake.number, 100_000_000)
            return
        }
        if clinux_limit_wait(caller, patience) == 0 {
            serve(caller, shared.desk, onStop)
        }
        close(caller)
    }

    private static func serve(
        _ caller: Int32,
        _ desk: ControlDesk,
        _ onStop: @Sendable () -> Void
    ) {
        let end = clinux_boot_time() + audience
        var lines = LineBuffer(longest: ControlAsk.greatestLength)
        var piece: [UInt8] = []
        while clinux_boot_time() < end {
            guard ByteStream.read(caller, most: 1024, into: &piece) == .bytes else { return }
            lines.append(piece)
            while let line = lines.next() {
                let (answer, consequence) = desk.answer(line)
                let reply = DocumentWriter.json(answer, .compact) + [UInt8(ascii: "\n")]
                guard sendAll(reply, to: caller) else { return }
                if consequence == .stop { onStop() }
            }
            guard !lines.isTooLong else { return }
        }
    }

    static func sendAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes
        while true {
            switch ByteStream.send(descriptor, rest) {
            case .whole: return true
            case .part(let count):
                // Blocking: nothing taken within the time allowed.
                guard count > 0 else { return false }
                rest.removeFirst(count)
            case .ended: return false
            }
        }
    }
}

/// Cuts a stream into lines, none longer than allowed.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private let longest: Int

    init(longest: Int) { self.longest = longest }

    var isTooLong: Bool { bytes.count > longest }

    mutating func append(_ piece: [UInt8]) { bytes += piece }

    /// The next whole line without its end.
    mutating func next() -> [UInt8]? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Array(bytes[..<end])
        bytes.removeSubrange(...end)
        return line
    }
}
