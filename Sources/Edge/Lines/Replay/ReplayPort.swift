import CLinux
import Glibc

/// One line's far end: a pseudo-terminal, or a socket on the loopback for one client at a time.
///
/// Used by one thread only.
final class ReplayPort {
    private enum Kind {
        /// Its other end is kept open here, so that it outlives its clients.
        case terminal(master: Int32, other: Int32)
        case socket(listener: Int32)
    }

    private let kind: Kind
    /// What a client opens: a device file, or `127.0.0.1:PORT`.
    let address: String
    private var client: Int32 = -1

    private init(_ kind: Kind, _ address: String) {
        self.kind = kind
        self.address = address
    }

    deinit {
        switch kind {
        case .terminal(let master, let other):
            close(master)
            close(other)
        case .socket(let listener):
            close(listener)
            if client >= 0 { close(client) }
        }
    }

    static func terminal() throws(LineFault) -> ReplayPort {
        var name = [CChar](repeating: 0, count: 128)
        let master = unsafe clinux_open_pty(&name, name.count)
        guard master >= 0 else { throw LineFault("No pseudo-terminal can be had", errno: errno) }
        let path = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let other = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard other >= 0 else {
            close(master)
            throw LineFault("\(path) cannot be opened", errno: errno)
        }
        return ReplayPort(.terminal(master: master, other: other), path)
    }

    static func loopback() throws(LineFault) -> ReplayPort {
        let flags = Int32(SOCK_STREAM.rawValue) | Int32(bitPattern: SOCK_NONBLOCK.rawValue)
        let listener = socket(AF_INET, flags | Int32(bitPattern: SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(listener, pointer, size) == 0 && listen(listener, 4) == 0
                    && getsockname(listener, pointer, &size) == 0
            }
        }
        guard listener >= 0, isListening else {
            let reason = errno
            if listener >= 0 { close(listener) }
            throw LineFault("No port on the loopback can be had", errno: reason)
        }
        let port = UInt16(bigEndian: address.sin_port)
        return ReplayPort(.socket(listener: listener), "127.0.0.1:\(port)")
    }

    /// What to wait for: its next bytes, or its next client.
    var descriptor: Int32 {
        switch kind {
        case .terminal(let master, _): master
        case .socket(let listener): client >= 0 ? client : listener
        }
    }

    /// What came, empty where nothing did.
    ///
    /// A new client is taken, one that left is let go.
    func read() -> [UInt8] {
        if case .socket(let listener) = kind, client < 0 {
            client = accept(listener, nil, nil)
            if client >= 0 { _ = fcntl(client, F_SETFL, O_NONBLOCK) }
            return []
        }
        var space = [UInt8](repeating: 0, count: 4096)
        let count = unsafe space.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        if count > 0 { return Array(space.prefix(count)) }
        if client >= 0, count == 0 || errno != EAGAIN && errno != EINTR { leave() }
        return []
    }

    /// Sends all of it, or nothing where nobody is there to take it.
    func send(_ bytes: [UInt8]) {
        let target: Int32
        switch kind {
        case .terminal(let master, _): target = master
        case .socket: target = client
        }
        guard target >= 0, !bytes.isEmpty else { return }
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(target, $0.baseAddress, $0.count)
        }
        if client >= 0, count != bytes.count { leave() }
    }

    private func leave() {
        close(client)
        client = -1
    }
}
