import CLinux
import Glibc
import Labs
import Lines

/// A port that was opened for a line, with where hosts find it.
enum OpenPort: Sendable {
    case terminal(Int32, path: String)
    case socket(Int32, port: Int)

    var address: PortAddress {
        switch self {
        case .terminal(_, let path): .device(path)
        case .socket(_, let port): .network(host: "127.0.0.1", port: port)
        }
    }

    var descriptor: Int32 {
        switch self {
        case .terminal(let descriptor, _), .socket(let descriptor, _): descriptor
        }
    }

    /// Opens a port for every line.
    ///
    /// - Throws: `LineFault` where the system has no more; none stays open then.
    static func open(
        _ lines: [LineDefinition],
        _ transport: SimulatedLab.Transport
    ) throws(LineFault) -> [OpenPort] {
        var opened: [OpenPort] = []
        for line in lines {
            do throws(LineFault) {
                let isNetwork = line.kind == .modbusTCP || transport == .sockets
                opened.append(isNetwork ? try socket(line.name) : try terminal(line.name))
            } catch {
                for port in opened { close(port.descriptor) }
                throw error
            }
        }
        return opened
    }

    private static func terminal(_ line: String) throws(LineFault) -> OpenPort {
        var name = [CChar](repeating: 0, count: 128)
        let descriptor = unsafe clinux_open_pty(&name, name.count)
        guard descriptor >= 0 else {
            throw LineFault("No pseudo-terminal for the line \(line)", errno: errno)
        }
        let path = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return .terminal(descriptor, path: String(decoding: path, as: UTF8.self))
    }

    private static func socket(_ line: String) throws(LineFault) -> OpenPort {
        var port: Int32 = 0
        let descriptor = unsafe clinux_listen_here(&port)
        guard descriptor >= 0 else {
            throw LineFault("No port of this machine for the line \(line)", errno: errno)
        }
        return .socket(descriptor, port: Int(port))
    }
}
