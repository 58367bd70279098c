import Glibc

/// Bytes in order, from a file or from memory, never more of them at once than asked for.
///
/// Not thread-safe.
package final class ByteSource {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8]
    private var start = 0
    /// Where the next byte stands, from the beginning.
    package private(set) var offset = 0
    private static let step = 1 << 16

    package init(_ bytes: [UInt8]) {
        buffer = bytes
        descriptor = -1
        path = ""
    }

    /// Opens a file, a device or a pipe.
    ///
    /// - Throws: `LineFault` where it cannot be read.
    package init(path: String) throws(LineFault) {
        buffer = []
        self.path = path
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LineFault("\(path) cannot be read", errno: errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next `count` bytes; fewer where it ends before.
    package func read(_ count: Int) throws(LineFault) -> [UInt8] {
        while buffer.count - start < count, try fill() {}
        let end = min(buffer.count, start + max(count, 0))
        let bytes = Array(buffer[start..<end])
        start = end
        offset += bytes.count
        return bytes
    }

    /// Passes over `count` bytes; false where it ends before.
    package func skip(_ count: Int) throws(LineFault) -> Bool {
        var left = count
        while left > 0 {
            let passed = try read(min(left, Self.step)).count
            guard passed > 0 else { return false }
            left -= passed
        }
        return true
    }

    private func fill() throws(LineFault) -> Bool {
        guard descriptor >= 0 else { return false }
        buffer.removeFirst(start)
        start = 0
        var space = [UInt8](repeating: 0, count: Self.step)
        while true {
            let count = unsafe space.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw LineFault("\(path) cannot be read", errno: errno) }
            buffer += space.prefix(count)
            return count > 0
        }
    }
}
