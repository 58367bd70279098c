import Dispatch
import Synchronization

/// Hands a result from a task to a thread that waits for it.
final class ResultBox<Value: Sendable>: Sendable {
    private let content = Mutex<Result<Value, any Error>?>(nil)
    private let filled = DispatchSemaphore(value: 0)

    func put(_ result: Result<Value, any Error>) {
        content.withLock { $0 = result }
        filled.signal()
    }

    /// nil where nothing came in time.
    func wait(seconds: Double) -> Result<Value, any Error>? {
        guard filled.wait(timeout: .now() + seconds) == .success else { return nil }
        return content.withLock { $0 }
    }
}
