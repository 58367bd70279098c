import CLinux
import Foundation
import Quantities

/// A port as a master made by hand uses it: raw bytes, waits that end.
final class RawPort {
    struct Trouble: Error { var what: String }

    let descriptor: Int32

    /// Opens a terminal.
    init(_ path: String) throws {
        var settings = clinux_serial()
        settings.baud = 115_200
        settings.data_bits = 8
        settings.parity = CChar(UInt8(ascii: "N"))
        settings.stop_bits = 2
        descriptor = unsafe clinux_open_serial(path, settings)
        guard descriptor >= 0 else { throw Trouble(what: "\(path): errno \(errno)") }
    }

    /// Connects to a port of this machine.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            throw Trouble(what: "port \(port): errno \(errno)")
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = clinux_watch_peer(descriptor, 5000)
    }

    deinit { close(descriptor) }

    /// Writes; false where not all was taken.
    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Int(send(descriptor, $0))
        }
        return count == bytes.count
    }

    private func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int64 {
        let sent = unsafe clinux_send(descriptor, bytes.baseAddress, bytes.count)
        // A terminal is no socket.
        return sent < 0 && errno == ENOTSOCK
            ? unsafe Int64(Glibc.write(descriptor, bytes.baseAddress, bytes.count)) : sent
    }

    /// Reads until there are `count` bytes, the other side ends, or so much time has passed.
    func read(_ count: Int, within seconds: Double = 2) -> [UInt8] {
        let end = clinux_boot_time() + Int64(seconds * 1e9)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while all.count < count {
            let got = unsafe Glibc.read(descriptor, &buffer, min(buffer.count, count - all.count))
            if got > 0 {
                all += buffer[..<got]
                continue
            }
            if got == 0, isSocket { break }
            if got < 0, errno != EAGAIN { break }
            let left = end - clinux_boot_time()
            guard left > 0 else { break }
            _ = clinux_wait(descriptor, -1, left)
        }
        return all
    }

    /// Whether the other side has closed the connection within so much time.
    func isClosed(within seconds: Double = 2) -> Bool {
        let end = clinux_boot_time() + Int64(seconds * 1e9)
        var byte: UInt8 = 0
        while clinux_boot_time() < end {
            let got = unsafe Glibc.read(descriptor, &byte, 1)
            if got == 0 || (got < 0 && errno != EAGAIN) { return true }
            _ = clinux_wait(descriptor, -1, 10_000_000)
        }
        return false
    }

    private var isSocket: Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }
}

/// Modbus frames by hand.
enum Frame {
    /// The CRC bit by bit, as the specification's appendix describes it.
    static func rtu(_ unit: UInt8, _ data: [UInt8]) -> [UInt8] {
        var frame = [unit] + data
        var sum: UInt16 = 0xFFFF
        for byte in frame {
            sum ^= UInt16(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xA001 : sum >> 1 }
        }
        frame += [UInt8(sum & 0xFF), UInt8(sum >> 8)]
        return frame
    }

    static func tcp(_ number: UInt16, _ unit: UInt8, _ data: [UInt8]) -> [UInt8] {
        let length = data.count + 1
        return [
            UInt8(number >> 8), UInt8(number & 0xFF), 0, 0, UInt8(length >> 8),
            UInt8(length & 0xFF), unit,
        ] + data
    }

    /// Reads `count` holding registers from 0.
    static func read(_ count: Int) -> [UInt8] { [3, 0, 0, 0, UInt8(count)] }
}
