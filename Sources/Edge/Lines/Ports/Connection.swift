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
        case modbusTCP(OpaquePointer)
        case serialPort(UnsafeMutablePointer<OpaquePointer?>)
        /// A pseudo-terminal or a socket.
        case stream
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
    private let farEnd: FarEnd
    private static let capacity = 1024

    private enum FarEnd { case terminal, socket }

    init(descriptor: Int32, name: String, owner: Owner) {
        self.descriptor = descriptor
        self.name = name
        self.owner = owner
        var status = stat()
        let isSocket = unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        farEnd = isSocket ? .socket : .terminal
    }

    deinit {
        switch owner {
        case .modbusRTU(let context), .modbusTCP(let context):
            unsafe modbus_close(context)
            unsafe modbus_free(context)
        case .serialPort(let port):
            unsafe sp_close(port.pointee)
            unsafe sp_free_port(port.pointee)
            unsafe port.deallocate()
        case .stream: close(descriptor)
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
        // A terminal without VMIN gives 0 where nothing is there; a socket does where it is closed.
        if count == 0 {
            return farEnd == .socket
                ? .ended(LineFault("\(name) closed the connection.")) : .nothing
        }
        return reason == EAGAIN || reason == EINTR
            ? .nothing : .ended(LineFault("\(name) cannot be read", errno: reason))
    }

    /// Sends a whole frame.
    ///
    /// - Throws: `LineFault` where the port does not take all of it: then it is of no use any more.
    func send(_ bytes: [UInt8]) throws(LineFault) {
        var sent = 0
        if case .modbusRTU(let context) = owner, bytes.count > 4 {
            // libmodbus writes the CRC behind the message again: the same two bytes.
            let count = Int32(bytes.count - 2)
            sent = unsafe Int(
                bytes.withUnsafeBufferPointer {
                    unsafe modbus_send_raw_request(context, $0.baseAddress, count)
                }
            )
        } else {
            sent = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
        }
        guard sent != bytes.count else { return }
        let reason = sent < 0 ? errno : EAGAIN
        throw LineFault("\(name) does not take what is sent", errno: reason)
    }
}
