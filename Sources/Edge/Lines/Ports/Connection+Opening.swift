import CLinux
import Glibc
import Labs

extension Connection {
    /// How long a simulator's socket may take to accept, ms; the system does it, at once.
    private static let simulatorPatience: Int32 = 100

    /// Opens the serial port of a line, following links and USB serial numbers anew each time.
    ///
    /// Waits for nobody.
    /// - Throws: `LineFault` with what was wrong and what to do.
    static func open(
        _ line: LineDefinition,
        at address: PortAddress
    ) throws(LineFault) -> Connection {
        let name = address.description
        switch address {
        case .network: throw LineFault("\(name) is no device file")
        case .usb(let serial):
            return try device(SerialPorts.path(usbSerial: serial), line, name: name)
        case .device(let path): return try device(real(path, name), line, name: name)
        case .simulator(let terminal, let control):
            guard lives(control) else { throw LineFault("The simulator of \(name) has ended") }
            return try device(terminal, line, name: name)
        }
    }

    private static func device(
        _ path: String,
        _ line: LineDefinition,
        name: String
    ) throws(LineFault) -> Connection {
        let shown = path == name ? name : "\(name) (\(path))"
        switch line.kind {
        case .modbusTCP:
            throw LineFault("\(name) is a device file; a Modbus TCP line needs HOST:PORT")
        case .modbusRTU: return try modbusRTU(path, line, name: shown)
        case .serial:
            return path.hasPrefix("/dev/pts/")
                ? try terminal(path, line, name: shown)
                : try serialPort(path, line, name: shown)
        }
    }

    private static func lives(_ control: String) -> Bool {
        let descriptor = unsafe clinux_connect_to(control, simulatorPatience)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// The device file behind a link: libserialport looks names up in sysfs.
    private static func real(_ path: String, _ name: String) throws(LineFault) -> String {
        guard let found = unsafe realpath(path, nil) else {
            throw LineFault("\(name) cannot be opened", errno: errno)
        }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
