import Foundation
import Glibc

/// Listening sockets that are no Modbus server.
enum Loopback {
    /// A listener at a free port of 127.0.0.1.
    static func listen(queue: Int32) throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = local(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size) == 0
                    && Glibc.listen(descriptor, queue) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw Peer.Missing(description: "no socket") }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    /// Begins to connect, and waits for nothing.
    static func knock(port: Int) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        var address = local(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, size)
            }
        }
        return descriptor
    }

    private static func local(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        return address
    }
}

/// A server that accepts everybody and closes at once.
final class RevolvingDoor: Sendable {
    let port: Int
    private let listener: Int32
    private let count = Tally()

    private final class Tally: @unchecked Sendable {
        private let lock = NSLock()
        private var count = 0

        func add() { lock.withLock { count += 1 } }
        var value: Int { lock.withLock { count } }
    }

    init() throws {
        let (descriptor, port) = try Loopback.listen(queue: 8)
        listener = descriptor
        self.port = port
        let count = count
        let thread = Thread {
            while true {
                let visitor = accept(descriptor, nil, nil)
                guard visitor >= 0 else { return }
                close(visitor)
                count.add()
            }
        }
        thread.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var visitors: Int { count.value }
}

/// A listener whose queue is full, so that connecting to it neither succeeds nor fails.
final class SilentListener {
    let port: Int
    private let descriptors: [Int32]

    init() throws {
        let (listener, port) = try Loopback.listen(queue: 0)
        self.port = port
        descriptors = [listener] + (0..<4).map { _ in Loopback.knock(port: port) }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
