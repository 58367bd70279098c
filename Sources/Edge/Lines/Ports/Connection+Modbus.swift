import CLinux
import CModbus
import Devices
import Glibc
import Labs

extension Connection {
    /// How long a device on the network may take to accept a connection.
    private static let connectTimeout: UInt32 = 1_500_000

    /// Opens a Modbus RTU line through libmodbus.
    ///
    /// - Throws: `LineFault` where the port is not there, is held by another program, or does not
    ///   take the settings: libmodbus opens a baud it does not know at 9600 without a word.
    static func modbusRTU(
        _ path: String,
        _ settings: SerialSettings,
        name: String
    ) throws(LineFault) -> Connection {
        // A pseudo-terminal knows no parity, and the C library refuses to set what is not kept.
        let wanted = path.hasPrefix("/dev/pts/") ? SerialSettings.Parity.none : settings.parity
        let parity: UInt8 =
            switch wanted {
            case .none: UInt8(ascii: "N")
            case .even: UInt8(ascii: "E")
            case .odd: UInt8(ascii: "O")
            }
        let made = unsafe modbus_new_rtu(
            path,
            Int32(clamping: settings.baud),
            CChar(parity),
            Int32(clamping: settings.dataBits),
            Int32(clamping: settings.stopBits)
        )
        guard let context = unsafe made else {
            throw LineFault("\(name) cannot be set up", errno: errno)
        }
        let connection = try unsafe connected(context, name) { unsafe .modbusRTU($0) }
        try takeHold(of: connection.descriptor, name)
        let baud = Int(clinux_baud(connection.descriptor))
        guard baud == settings.baud else {
            throw LineFault("\(name) does not do \(settings.baud) Bd; it is set to \(baud).")
        }
        return connection
    }

    /// Opens a Modbus TCP connection through libmodbus.
    ///
    /// - Throws: `LineFault` where nobody listens or answers in 1.5 s.
    static func modbusTCP(_ host: String, _ port: Int, name: String) throws(LineFault) -> Connection
    {
        guard let context = unsafe modbus_new_tcp_pi(host, String(port)) else {
            throw LineFault("\(name) is no address", errno: errno)
        }
        let connection = try unsafe connected(context, name) { unsafe .modbusTCP($0) }
        _ = clinux_watch_peer(connection.descriptor, 5000)
        return connection
    }

    private static func connected(
        _ context: OpaquePointer,
        _ name: String,
        _ owner: (OpaquePointer) -> Owner
    ) throws(LineFault) -> Connection {
        unsafe modbus_set_response_timeout(
            context,
            connectTimeout / 1_000_000,
            connectTimeout % 1_000_000
        )
        guard unsafe modbus_connect(context) == 0 else {
            let reason = errno
            unsafe modbus_free(context)
            throw LineFault("\(name) cannot be opened", errno: reason)
        }
        return unsafe Connection(
            descriptor: modbus_get_socket(context),
            name: name,
            owner: owner(context)
        )
    }

    /// What every serial port gets at every open, since adapters forget it when replugged.
    static func takeHold(of descriptor: Int32, _ name: String) throws(LineFault) {
        guard clinux_lock(descriptor) == 0 else {
            throw LineFault("\(name) is in use", errno: errno)
        }
        // Not every driver knows these; a port without them still works.
        _ = clinux_low_latency(descriptor)
        _ = clinux_keep_lines_on_close(descriptor)
        _ = clinux_drop_input(descriptor)
    }
}
