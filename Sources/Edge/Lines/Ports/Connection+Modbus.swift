import CLinux
import CModbus
import Devices
import Glibc
import Labs
import Quantities

extension Connection {
    /// Opens a Modbus RTU line through libmodbus.
    ///
    /// - Throws: `LineFault` where the port is not there, is held by another program, or does not
    ///   take the settings: libmodbus opens a baud it does not know at 9600 without a word.
    static func modbusRTU(
        _ path: String,
        _ line: LineDefinition,
        name: String
    ) throws(LineFault) -> Connection {
        let settings = line.settings
        let hold = try PortHold(path, name: name)
        // A pseudo-terminal knows no parity, and the C library refuses to set what is not kept.
        let parity = path.hasPrefix("/dev/pts/") ? SerialSettings.Parity.none : settings.parity
        let made = unsafe modbus_new_rtu(
            path,
            Int32(clamping: settings.baud),
            CChar(parity.letter),
            Int32(clamping: settings.dataBits),
            Int32(clamping: settings.stopBits)
        )
        guard let context = unsafe made else {
            throw LineFault("\(name) cannot be set up", errno: errno)
        }
        guard unsafe modbus_connect(context) == 0 else {
            let reason = errno
            unsafe modbus_free(context)
            throw LineFault("\(name) cannot be opened", errno: reason)
        }
        let connection = unsafe Connection(
            descriptor: modbus_get_socket(context),
            name: name,
            owner: .modbusRTU(context),
            hold: hold
        )
        try connection.takeOver(line)
        return connection
    }

    /// What every serial port gets at every open, since adapters forget it when replugged.
    ///
    /// - Throws: `LineFault` where the port runs at another speed than told, or does not turn
    ///   its RS-485 driver on and off though the lab says that it has to.
    func takeOver(_ line: LineDefinition) throws(LineFault) {
        let wanted = line.settings.baud
        let baud = Int(clinux_baud(descriptor))
        guard baud == wanted else {
            throw LineFault("\(name) does not do \(wanted) Bd; it is set to \(baud)")
        }
        if let rts = line.rts {
            let (before, after) = (rts.before.milliseconds, rts.after.milliseconds)
            guard clinux_rs485(descriptor, before, after) == 0 else {
                throw LineFault("\(name) does not switch RTS for RS-485", errno: errno)
            }
        }
        // Not every driver knows these; a port without them still works.
        _ = clinux_exclude_others(descriptor)
        _ = clinux_low_latency(descriptor)
        _ = clinux_keep_lines_on_close(descriptor)
        _ = clinux_drop_input(descriptor)
        _ = clinux_drop_output(descriptor)
    }
}

extension Lapse {
    fileprivate var milliseconds: Int32 { Int32(clamping: (nanoseconds + 999_999) / 1_000_000) }
}

extension SerialSettings.Parity {
    /// `N`, `E` or `O`.
    var letter: UInt8 {
        switch self {
        case .none: UInt8(ascii: "N")
        case .even: UInt8(ascii: "E")
        case .odd: UInt8(ascii: "O")
        }
    }
}
