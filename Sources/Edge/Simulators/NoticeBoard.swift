import Dispatch
import Synchronization

/// Notices on their way to whoever shows them; any thread may post and take.
///
/// At most `capacity` wait; the oldest go first.
final class NoticeBoard: Sendable {
    private static let capacity = 256

    private let waiting = Mutex<[SimulatorNotice]>([])
    private let posted = DispatchSemaphore(value: 0)

    func post(_ notice: SimulatorNotice) {
        waiting.withLock { waiting in
            if waiting.count >= Self.capacity { waiting.removeFirst() }
            waiting.append(notice)
        }
        posted.signal()
    }

    /// The next notice; nil where none comes within so many seconds.
    func next(within seconds: Double) -> SimulatorNotice? {
        let deadline = DispatchTime.now() + seconds
        while true {
            let first = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let first { return first }
            if posted.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}
