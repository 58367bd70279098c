import CLinux
import Glibc
import Lines

/// Tells which of many descriptors have changed since it was last asked.
///
/// Edge-triggered: what has changed is told once, so whoever uses a descriptor goes on until it
/// would block. A pseudo-terminal nobody has open is told once, too, and wakes nobody after that.
final class DescriptorWatch: Sendable {
    let number: Int32

    init() throws(LineFault) {
        number = clinux_watch()
        guard number >= 0 else { throw LineFault("No descriptor for a watch", errno: errno) }
    }

    deinit { close(number) }

    /// Watches `descriptor` until it is closed; false where the system has no room for it.
    func add(_ descriptor: Int32, key: UInt64) -> Bool {
        clinux_watch_add(number, descriptor, key) == 0
    }

    /// Takes the keys of those that have changed; the rest waits for the next call.
    func take(_ keys: inout [UInt64]) {
        keys.removeAll(keepingCapacity: true)
        unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.most) { space in
            let count = unsafe clinux_watch_take(number, space.baseAddress, Int32(Self.most))
            if count > 0 { unsafe keys.append(contentsOf: space.prefix(Int(count))) }
        }
    }

    private static let most = 64
}
