import Foundation
import Glibc
import Synchronization

/// A host's addresses, looked up on a thread of its own: a name server may take half a minute.
final class HostLookup: Sendable {
    /// One address with its port, as `connect` takes it.
    struct SocketAddress: Hashable, Sendable {
        var bytes: [UInt8]
    }

    typealias Outcome = Result<[SocketAddress], LineFault>

    private let found = Mutex<Outcome?>(nil)

    /// Addresses written as numbers are there at once; for names, `wake` is signalled.
    init(_ host: String, port: Int, wake: EventDescriptor) {
        if case .success(let numbers) = Self.ask(host, port, flags: AI_NUMERICHOST) {
            found.withLock { $0 = .success(numbers) }
            return
        }
        let thread = Thread { [self] in
            let outcome = Self.ask(host, port, flags: 0)
            found.withLock { $0 = outcome }
            wake.signal()
        }
        thread.name = "lookup"
        thread.start()
    }

    /// nil while the answer is awaited.
    var outcome: Outcome? { found.withLock { $0 } }

    private static func ask(_ host: String, _ port: Int, flags: Int32) -> Outcome {
        var wanted = unsafe addrinfo()
        unsafe wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe wanted.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &wanted, &list)
        guard code == 0 else {
            let words = unsafe String(cString: gai_strerror(code))
            return .failure(
                LineFault("The host “\(host)” is not known: \(words) (is the name right?)")
            )
        }
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            let size = unsafe Int(entry.pointee.ai_addrlen)
            let bytes = unsafe [UInt8](
                UnsafeRawBufferPointer(start: entry.pointee.ai_addr, count: size)
            )
            addresses.append(SocketAddress(bytes: bytes))
            unsafe next = entry.pointee.ai_next
        }
        return .success(addresses)
    }
}
