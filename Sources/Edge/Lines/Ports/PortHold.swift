import CLinux
import Glibc

/// The exclusive lock on a serial port, for as long as this exists.
///
/// Taken before anything else is done to the port: a second program that only opened it would
/// already have changed the speed under the first one.
final class PortHold: Sendable {
    private let descriptor: Int32

    /// - Throws: `LineFault` where the port is not there, is no serial port or is held by somebody.
    init(_ path: String, name: String) throws(LineFault) {
        descriptor = unsafe clinux_hold_port(path)
        guard descriptor >= 0 else {
            let reason = errno
            let what = reason == EWOULDBLOCK || reason == EBUSY ? "is in use" : "cannot be opened"
            throw LineFault("\(name) \(what)", errno: reason)
        }
    }

    deinit { close(descriptor) }
}
