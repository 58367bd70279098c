import CLinux
import Dispatch
import Glibc
import Synchronization

/// A plain thread that comes before every other where the system permits it.
///
/// No task, actor or continuation ever runs on it.
package final class RealtimeThread: Sendable {
    /// Between `cyclictest`'s usual 80 and the kernel's own interrupt threads at 50 there is room
    /// for the lines, which serve this thread.
    package static let scanPriority: Int32 = 80
    package static let linePriority: Int32 = 70

    /// How far the system let the thread have what it asked for.
    package struct Standing: Hashable, Sendable {
        /// What was not granted, in words with the reason; empty where all was.
        package var shortfalls: [String] = []

        package var isRealtime: Bool { shortfalls.isEmpty }
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let ended = DispatchSemaphore(value: 0)

    /// Starts `body` on a thread of its own.
    ///
    /// `stand` is told, on that thread and before `body`, what was granted; without a priority
    /// the thread is an ordinary one.
    /// - Throws: `ThreadFault` where the system has no more threads.
    package init(
        name: String,
        priority: Int32?,
        stand: @escaping @Sendable (Standing) -> Void = { _ in },
        body: @escaping @Sendable () -> Void
    ) throws(ThreadFault) {
        let ended = ended
        let box = unsafe Unmanaged.passRetained(
            Body {
                unsafe clinux_name_thread(name)
                stand(Self.prepare(priority))
                body()
                ended.signal()
            }
        )
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            throw ThreadFault(name: name, code: code)
        }
        pthread_detach(thread)
    }

    /// Waits for the thread's end, at most so long; false where it goes on.
    package func join(seconds: Double) -> Bool {
        let isOver = ended.wait(timeout: .now() + seconds) == .success
        if isOver { ended.signal() }
        return isOver
    }

    private static func prepare(_ priority: Int32?) -> Standing {
        var standing = Standing()
        guard let priority else { return standing }
        _ = clinux_tight_timers()
        clinux_touch_stack()
        if clinux_run_first(priority) != 0 {
            standing.shortfalls.append("no real-time priority (\(reason()))")
        }
        return standing
    }

    /// Locks the program's memory and keeps the CPUs awake, once for the whole program; gives what
    /// was refused, in words.
    package static func settleProgram() -> [String] { settled }

    private static let settled: [String] = {
        var shortfalls: [String] = []
        if clinux_lock_memory() != 0 { shortfalls.append("memory not locked (\(reason()))") }
        // Stays open until the program ends; that is its meaning.
        if clinux_stay_awake() < 0 {
            shortfalls.append("CPUs may sleep deeply (/dev/cpu_dma_latency: \(reason()))")
        }
        return shortfalls
    }()

    private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}

/// A thread that could not be had.
package struct ThreadFault: Error, Hashable, Sendable {
    package var name: String
    package var code: Int32

    package var message: String {
        "No thread for \(name): " + (unsafe String(cString: strerror(code)))
    }
}
