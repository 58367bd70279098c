import CLinux
import Glibc

/// A network connection that is being made: looks the host up, tries its addresses in turn.
///
/// Never waits, so that the line's thread can be stopped meanwhile. libmodbus's own connect would:
/// in `select`, which also takes no descriptor above 1023.
struct Dial: ~Copyable {
    enum Progress {
        case underWay
        /// This descriptor is connected, and the caller's.
        case connected(Int32)
        case failed(LineFault)
    }

    /// How long one address may take to accept, ns.
    private static let patience: Int64 = 1_500_000_000
    /// How long the peer may leave what was sent unacknowledged, ms.
    private static let silence: Int32 = 5000

    private let name: String
    private let lookup: HostLookup
    private var next = 0
    private var fault: LineFault
    /// Of the attempt under way; -1 while the host is looked up.
    private var descriptor: Int32 = -1
    private var deadline = Int64.max

    init(_ host: String, port: Int, name: String, wake: EventDescriptor) {
        self.name = name
        lookup = HostLookup(host, port: port, wake: wake)
        fault = LineFault("\(name) has no address")
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The descriptor to watch, -1 for none, and the real nanoseconds until `advance` has to be
    /// called though nothing happened.
    func attempt() -> (descriptor: Int32, wait: Int64) {
        (descriptor, descriptor < 0 ? Int64.max : max(0, deadline &- clinux_boot_time()))
    }

    /// Goes as far as it can without waiting.
    mutating func advance() -> Progress {
        switch lookup.outcome {
        case nil: return .underWay
        case .failure(let fault): return .failed(fault)
        case .success(let addresses):
            if descriptor >= 0, let ended = check() { return ended }
            if descriptor >= 0 { return .underWay }
            while next < addresses.count {
                next += 1
                if begin(addresses[next - 1]) { return .underWay }
            }
            return .failed(fault)
        }
    }

    /// How the attempt under way stands; nil where it goes on, or has failed and is given up.
    private mutating func check() -> Progress? {
        let ready = clinux_wait_to_write(descriptor, -1, 0)
        if ready > 0 {
            let reason = clinux_connection_error(descriptor)
            if reason == 0 {
                let connected = descriptor
                descriptor = -1
                return .connected(connected)
            }
            giveUp(reason)
        } else if clinux_boot_time() >= deadline {
            giveUp(ETIMEDOUT)
        }
        return nil
    }

    private mutating func begin(_ address: HostLookup.SocketAddress) -> Bool {
        descriptor = unsafe address.bytes.withUnsafeBytes {
            unsafe clinux_begin_connection($0.baseAddress, $0.count, Self.silence)
        }
        guard descriptor >= 0 else {
            fault = LineFault("\(name) cannot be connected", errno: errno)
            return false
        }
        deadline = clinux_boot_time() &+ Self.patience
        return true
    }

    private mutating func giveUp(_ reason: Int32) {
        close(descriptor)
        descriptor = -1
        fault = LineFault("\(name) cannot be connected", errno: reason)
    }
}
