import CLinux
import CSerialPort
import Devices
import Glibc
import Labs

extension Connection {
    /// Opens a serial port through libserialport.
    ///
    /// - Throws: `LineFault` where the port is not there, is held by another program, or does not
    ///   take the settings.
    static func serialPort(
        _ path: String,
        _ line: LineDefinition,
        name: String
    ) throws(LineFault) -> Connection {
        let settings = line.settings
        let hold = try PortHold(path, name: name)
        let port = UnsafeMutablePointer<OpaquePointer?>.allocate(capacity: 1)
        unsafe port.initialize(to: nil)
        guard unsafe sp_get_port_by_name(path, port) == SP_OK,
            unsafe sp_open(port.pointee, SP_MODE_READ_WRITE) == SP_OK
        else {
            let reason = errno
            unsafe sp_free_port(port.pointee)
            unsafe port.deallocate()
            throw LineFault("\(name) cannot be opened", errno: reason)
        }
        var descriptor: Int32 = -1
        _ = unsafe sp_get_port_handle(port.pointee, &descriptor)
        let connection = unsafe Connection(
            descriptor: descriptor,
            name: name,
            owner: .serialPort(port),
            hold: hold
        )
        try unsafe configure(port.pointee, settings, name)
        try checkParity(of: descriptor, settings, name)
        try connection.takeOver(line)
        return connection
    }

    /// Lets the driver turn a character whose parity is wrong into NUL.
    ///
    /// libserialport sets the parity and then reads a garbled character as whatever it became: one
    /// digit as another, which no protocol without a sum could tell.
    private static func checkParity(
        of descriptor: Int32,
        _ settings: SerialSettings,
        _ name: String
    ) throws(LineFault) {
        guard settings.parity != .none, clinux_check_parity(descriptor) != 0 else { return }
        throw LineFault("\(name) does not check parity", errno: errno)
    }

    private static func configure(
        _ port: OpaquePointer?,
        _ settings: SerialSettings,
        _ name: String
    ) throws(LineFault) {
        let parity =
            switch settings.parity {
            case .none: SP_PARITY_NONE
            case .even: SP_PARITY_EVEN
            case .odd: SP_PARITY_ODD
            }
        let flow =
            switch settings.flow {
            case .none: SP_FLOWCONTROL_NONE
            case .rtsCTS: SP_FLOWCONTROL_RTSCTS
            case .xonXoff: SP_FLOWCONTROL_XONXOFF
            }
        let isSet =
            unsafe sp_set_baudrate(port, Int32(clamping: settings.baud)) == SP_OK
            && sp_set_bits(port, Int32(clamping: settings.dataBits)) == SP_OK
            && sp_set_parity(port, parity) == SP_OK
            && sp_set_stopbits(port, Int32(clamping: settings.stopBits)) == SP_OK
            && sp_set_flowcontrol(port, flow) == SP_OK
        guard isSet else {
            throw LineFault(
                "\(name) does not take \(settings.baud) Bd, \(settings.dataBits) bits, parity "
                    + "\(settings.parity.rawValue), \(settings.stopBits) stop bits, flow "
                    + "control \(settings.flow.rawValue)"
            )
        }
    }

    /// Opens a pseudo-terminal, which libserialport cannot.
    ///
    /// - Throws: `LineFault` where it is not there, is held, or does not take the settings.
    static func terminal(
        _ path: String,
        _ line: LineDefinition,
        name: String
    ) throws(LineFault) -> Connection {
        let settings = line.settings
        let hold = try PortHold(path, name: name)
        var wanted = clinux_serial()
        wanted.baud = Int32(clamping: settings.baud)
        wanted.data_bits = Int32(clamping: settings.dataBits)
        wanted.parity = CChar(settings.parity.letter)
        wanted.stop_bits = Int32(clamping: settings.stopBits)
        let descriptor = unsafe clinux_open_serial(path, wanted)
        guard descriptor >= 0 else { throw LineFault("\(name) cannot be opened", errno: errno) }
        try checkParity(of: descriptor, settings, name)
        let connection = Connection(
            descriptor: descriptor,
            name: name,
            owner: .terminal,
            hold: hold
        )
        try connection.takeOver(line)
        return connection
    }
}
