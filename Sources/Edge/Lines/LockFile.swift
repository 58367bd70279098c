import Glibc

/// A file only one process holds at a time; it lets go with the process, however that ends.
package final class LockFile: Sendable {
    private let descriptor: Int32

    /// What kept a lock from being had.
    package enum Trouble: Error, Hashable, Sendable {
        /// The process with this number holds it; 0 where it has not said so yet.
        case held(by: Int32)
        case fault(LineFault)
    }

    /// Takes the lock, and writes this process's number into the file.
    package init(_ path: String) throws(Trouble) {
        let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .fault(LineFault("\(path) cannot be opened", errno: errno)) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.number(in: opened)
            close(opened)
            throw .held(by: holder)
        }
        descriptor = opened
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(opened, 0)
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(opened, $0.baseAddress, $0.count, 0) }
    }

    deinit { close(descriptor) }

    private static func number(in descriptor: Int32) -> Int32 {
        var text = [UInt8](repeating: 0, count: 12)
        let count = unsafe text.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        let digits = text.prefix(max(0, count)).prefix { (48...57).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self)) ?? 0
    }
}
