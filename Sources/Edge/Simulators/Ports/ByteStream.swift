import CLinux
import Glibc

/// Reading and writing descriptors that do not block.
enum ByteStream {
    enum Arrival: Hashable {
        case bytes
        /// Nothing now.
        case nothing
        /// Nobody is there (any more).
        case ended
    }

    enum Sending: Hashable {
        case whole
        /// So many bytes were taken, more would block.
        case part(Int)
        case ended
    }

    /// Replaces `bytes` by at most `most` bytes that have arrived.
    static func read(_ descriptor: Int32, most: Int, into bytes: inout [UInt8]) -> Arrival {
        bytes.removeAll(keepingCapacity: true)
        var count = 0
        var reason: Int32 = 0
        unsafe withUnsafeTemporaryAllocation(byteCount: max(most, 1), alignment: 1) { space in
            repeat {
                count = unsafe Glibc.read(descriptor, space.baseAddress, most)
                reason = errno
            } while count < 0 && reason == EINTR
            if count > 0 { unsafe bytes.append(contentsOf: space.prefix(count)) }
        }
        if count > 0 { return .bytes }
        return count < 0 && reason == EAGAIN ? .nothing : .ended
    }

    /// Writes to a terminal.
    static func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Sending {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        return outcome(count, of: bytes.count, errno)
    }

    /// Sends to a socket.
    static func send(_ descriptor: Int32, _ bytes: [UInt8]) -> Sending {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Int(clinux_send(descriptor, $0.baseAddress, $0.count))
        }
        return outcome(count, of: bytes.count, errno)
    }

    private static func outcome(_ count: Int, of all: Int, _ reason: Int32) -> Sending {
        if count == all { return .whole }
        if count >= 0 { return .part(count) }
        return reason == EAGAIN || reason == EINTR ? .part(0) : .ended
    }
}
