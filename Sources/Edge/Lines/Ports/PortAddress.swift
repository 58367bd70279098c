/// Where a line's port is, as a lab file says it.
package enum PortAddress: Hashable, Sendable, CustomStringConvertible {
    /// A device file; links such as those in /dev/serial/by-id are followed at every open.
    case device(String)
    /// The USB serial number of an adapter, wherever it is plugged in: `usb:FT4X2A1B`.
    case usb(String)
    case network(host: String, port: Int)
    /// A pseudo-terminal, as long as the simulator behind it lives: it accepts connections at the
    /// path of its control socket. The kernel soon gives a terminal's path to somebody else.
    case simulator(terminal: String, control: String)

    /// The port Modbus TCP devices listen at (registered with IANA as mbap).
    package static let modbusPort = 502

    /// Reads `/dev/…`, `usb:SERIAL`, `HOST:PORT`, `[IPv6]:PORT`, or `HOST` where a port is usual.
    ///
    /// - Throws: `LineFault` saying what the text should look like.
    package init(parsing text: String, usualPort: Int? = nil) throws(LineFault) {
        if text.hasPrefix("/") {
            self = .device(text)
        } else if text.hasPrefix("usb:"), text.count > 4 {
            self = .usb(String(text.dropFirst(4)))
        } else {
            self = try Self.network(text, usualPort)
        }
    }

    private static func network(_ text: String, _ usual: Int?) throws(LineFault) -> PortAddress {
        let colon = text.lastIndex(of: ":")
        let isBare = colon == nil || text.hasSuffix("]")
        let host = isBare ? text[...] : text[..<(colon ?? text.endIndex)]
        let number = isBare ? usual : colon.flatMap { Int(text[text.index(after: $0)...]) }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
        guard !bare.isEmpty, !bare.contains(" "), let number, (1...65_535).contains(number) else {
            throw LineFault(
                "‘\(text)’ names no port; write /dev/ttyUSB0, usb:SERIAL or 192.0.2.10:502"
            )
        }
        return .network(host: String(bare), port: number)
    }

    package var description: String {
        switch self {
        case .device(let path), .simulator(let path, _): path
        case .usb(let serial): "usb:\(serial)"
        case .network(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
