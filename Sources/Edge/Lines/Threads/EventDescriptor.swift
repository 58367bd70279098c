import CLinux
import Glibc

/// Wakes a thread that waits in `poll`; any thread may signal.
final class EventDescriptor: Sendable {
    let number: Int32

    init() throws(LineFault) {
        number = clinux_event()
        guard number >= 0 else { throw LineFault("No event descriptor", errno: errno) }
    }

    deinit { close(number) }

    func signal() { _ = clinux_event_signal(number) }
    func clear() { _ = clinux_event_clear(number) }
}
