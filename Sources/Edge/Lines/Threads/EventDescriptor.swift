import CLinux
import Glibc

/// Wakes a thread that waits in `poll`; any thread may signal.
package final class EventDescriptor: Sendable {
    package let number: Int32

    package init() throws(LineFault) {
        number = clinux_event()
        guard number >= 0 else { throw LineFault("No event descriptor", errno: errno) }
    }

    deinit { close(number) }

    package func signal() { _ = clinux_event_signal(number) }
    /// Waits until somebody signals, at most so long (real time).
    package func wait(nanoseconds: Int64) { _ = clinux_wait(-1, number, nanoseconds) }

    package func clear() { _ = clinux_event_clear(number) }
}
