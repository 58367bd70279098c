import Foundation
import Glibc

/// A client of a port: a device file, or `127.0.0.1:PORT`.
final class WireEnd: @unchecked Sendable {
    private let descriptor: Int32

    init?(_ address: String) {
        if address.hasPrefix("/") {
            descriptor = unsafe open(address, O_RDWR | O_NOCTTY)
        } else {
            guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
                return nil
            }
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            target.sin_port = port.bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let connected = unsafe withUnsafePointer(to: &target) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, size)
                }
            }
            if connected != 0 {
                close(descriptor)
                return nil
            }
        }
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
    }

    /// So many bytes; fewer where they do not come in three seconds.
    func read(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        let end = Date().addingTimeInterval(3)
        while bytes.count < count, Date() < end {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&wait, 1, 100) > 0 else { continue }
            var space = [UInt8](repeating: 0, count: count - bytes.count)
            let got = unsafe space.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if got > 0 { bytes += space.prefix(got) }
        }
        return bytes
    }
}
