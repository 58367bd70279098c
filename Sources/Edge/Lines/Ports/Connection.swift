import CLinux
import CModbus
import CSerialPort
import Glibc

/// An open port: bytes out, bytes in, never waiting.
///
/// Closed when it goes; so it cannot be copied. Used by its line's owner thread only.
struct Connection: ~Copyable {
    /// Which library opened it, and has to close it.
    @safe enum Owner {
        /// libmodbus, on a serial line: it adds the CRC, and holds RTS where told to.
        case modbusRTU(OpaquePointer)
        case serialPort(UnsafeMutablePointer<OpaquePointer?>)
        case terminal
        case socket
    }

    /// What a read brought.
    enum Arrival {
        case bytes
        case nothing
        case ended(LineFault)
    }

    let descriptor: Int32
    /// What is shown to people: the path or address that was opened.
    let name: String
    private let owner: Owner
    private let hold: PortHold?
    /// The most bytes one read brings.
    static let capacity = 2048

    init(descriptor: Int32, name: String, owner: Owner, hold: PortHold? = nil) {
        self.descriptor = descriptor
        self.name = name
        self.owner = owner
        self.hold = hold
    }

    deinit {
        switch owner {
        case .modbusRTU(let context):
            // modbus_close would first bring back the settings found at opening, and with them the
            // drop of DTR that resets a board.
            close(descriptor)
            unsafe modbus_set_socket(context, -1)
            unsafe modbus_free(context)
        case .serialPort(let port):
            unsafe sp_close(port.pointee)
            unsafe sp_free_port(port.pointee)
            unsafe port.deallocate()
        case .terminal, .socket: close(descriptor)
        }
    }

    /// Replaces `bytes` by what has arrived.
    func read(into bytes: inout [UInt8]) -> Arrival {
        bytes.removeAll(keepingCapacity: true)
        let descriptor = self.descriptor
        var count = 0
        unsafe withUnsafeTemporaryAllocation(byteCount: Self.capacity, alignment: 1) { space in
            count = unsafe Glibc.read(descriptor, space.baseAddress, Self.capacity)
            if count > 0 { unsafe bytes.append(contentsOf: space.prefix(count)) }
        }
        if count > 0 { return .bytes }
        let reason = errno
        if count == 0 {
            // A terminal without VMIN gives 0 where nothing is there; a socket does where the peer
            // has closed it.
            guard case .socket = owner else { return .nothing }
            return .ended(LineFault("\(name) closed the connection"))
        }
        return reason == EAGAIN || reason == EINTR
            ? .nothing : .ended(LineFault("\(name) cannot be read", errno: reason))
    }

    /// Sends a whole frame, or on a terminal that takes nothing more drops it.
    ///
    /// A full terminal is as good as a dead device: nobody on the line reads. Its frames are thrown
    /// away, so that what comes after is not glued to them.
    /// - Throws: `LineFault` where the port does not take all of it: then it is of no use any more.
    func send(_ bytes: [UInt8]) throws(LineFault) {
        let sent = write(bytes)
        guard sent != bytes.count else { return }
        let reason = sent < 0 ? errno : EAGAIN
        if case .socket = owner {
            throw reason == EAGAIN
                ? LineFault("\(name) has stopped taking what is sent")
                : LineFault("\(name) cannot be written", errno: reason)
        }
        guard reason == EAGAIN || reason == Self.partlySent else {
            throw LineFault("\(name) cannot be written", errno: reason)
        }
        _ = clinux_drop_output(descriptor)
    }

    /// How many bytes the port took; -1 with `errno` where it took none.
    private func write(_ bytes: [UInt8]) -> Int {
        switch owner {
        case .modbusRTU(let context) where bytes.count > 4:
            // libmodbus writes the CRC behind the message again: the same two bytes.
            let count = Int32(bytes.count - 2)
            return unsafe Int(
                bytes.withUnsafeBufferPointer {
                    unsafe modbus_send_raw_request(context, $0.baseAddress, count)
                }
            )
        case .socket:
            return unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
        case .modbusRTU, .serialPort, .terminal:
            return unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
        }
    }

    /// EMBBADDATA, libmodbus's code where a port took only a part; its macro is no Swift constant.
    private static let partlySent = MODBUS_ENOBASE + 13
}
