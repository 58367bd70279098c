/// Gives the bytes of a Modbus TCP connection the headers they have on a network.
///
/// Ethernet, IPv4 and TCP with right lengths, checksums, sequence and acknowledgement numbers.
/// The device's port is always 502, by which Wireshark knows Modbus; its address is its own where
/// the lab gives one in numbers, else one of those for documentation (RFC 5737). Every connection
/// has a host's port of its own, so that nothing runs on from one into the next.
struct TCPDress: Sendable {
    static let host: [UInt8] = [192, 0, 2, 1]
    static let modbusPort: UInt16 = 502
    private static let ethernetType: [UInt8] = [0x08, 0x00]
    static let headers = 14 + 20 + 20

    private let device: [UInt8]
    private let line: Int
    private var connection = 0
    private var identification: UInt16 = 0
    /// The next byte's number, by sender.
    private var fromHost: UInt32 = 1
    private var fromDevice: UInt32 = 1

    init(line: Int, address: PortAddress) {
        self.line = line
        device = Self.numbers(of: address) ?? Self.documentation(line)
    }

    /// The next bytes belong to another connection.
    mutating func reopen() {
        connection += 1
        fromHost = 1
        fromDevice = 1
    }

    mutating func packet(_ payload: [UInt8], outbound: Bool) -> [UInt8] {
        let (source, target) = outbound ? (Self.host, device) : (device, Self.host)
        let segment = segment(payload, outbound, source, target)
        var packet = mac(outbound ? .device : .host) + mac(outbound ? .host : .device)
        packet += Self.ethernetType
        identification &+= 1
        var header: [UInt8] = [0x45, 0] + Self.bigEndian(UInt16(20 + segment.count))
        header += Self.bigEndian(identification) + [0x40, 0, 64, 6, 0, 0] + source + target
        Self.put(Self.checksum(header), in: &header, at: 10)
        return packet + header + segment
    }

    private mutating func segment(
        _ payload: [UInt8],
        _ outbound: Bool,
        _ source: [UInt8],
        _ target: [UInt8]
    ) -> [UInt8] {
        let hostPort = UInt16(49_152 + (line * 64 + connection) % 16_384)
        let ports = outbound ? (hostPort, Self.modbusPort) : (Self.modbusPort, hostPort)
        let numbers = outbound ? (fromHost, fromDevice) : (fromDevice, fromHost)
        var segment = Self.bigEndian(ports.0) + Self.bigEndian(ports.1)
        for number in [numbers.0, numbers.1] {
            segment += Self.bigEndian(UInt16(number >> 16))
            segment += Self.bigEndian(UInt16(truncatingIfNeeded: number))
        }
        // Five words of header, PSH and ACK, the greatest window, no urgent data.
        segment += [0x50, 0x18, 0xFF, 0xFF, 0, 0, 0, 0] + payload
        let pseudo = source + target + [0, 6] + Self.bigEndian(UInt16(segment.count))
        Self.put(Self.checksum(pseudo + segment), in: &segment, at: 16)
        let length = UInt32(truncatingIfNeeded: payload.count)
        if outbound { fromHost &+= length } else { fromDevice &+= length }
        return segment
    }

    private enum End {
        case host, device
    }

    /// Locally administered: no maker's.
    private func mac(_ end: End) -> [UInt8] {
        [2, 0, 0, end == .host ? 0 : 1] + Self.bigEndian(UInt16(truncatingIfNeeded: line))
    }

    /// The internet checksum (RFC 1071).
    private static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            sum += UInt32(byte) << (index % 2 == 0 ? 8 : 0)
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(sum)
    }

    private static func put(_ number: UInt16, in bytes: inout [UInt8], at place: Int) {
        bytes[place] = UInt8(number >> 8)
        bytes[place + 1] = UInt8(truncatingIfNeeded: number)
    }

    private static func bigEndian(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    }

    private static func numbers(of address: PortAddress) -> [UInt8]? {
        guard case .network(let host, _) = address else { return nil }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        // The host's own address, and none at all, tell two ends apart as badly as no address.
        guard parts.count == 4, numbers.count == 4, numbers[0] != 127, numbers != [0, 0, 0, 0],
            numbers != Self.host
        else { return nil }
        return numbers
    }

    /// An address nobody has, another one for each line (up to 759).
    static func documentation(_ line: Int) -> [UInt8] {
        let nets: [[UInt8]] = [[192, 0, 2], [198, 51, 100], [203, 0, 113]]
        return nets[line / 253 % 3] + [UInt8(2 + line % 253)]
    }
}

extension TCPDress {
    /// The payload of an Ethernet packet with IPv4 and TCP, wherever it comes from; nil where
    /// it is none or a length in it is wrong.
    static func payload(_ packet: [UInt8]) -> ArraySlice<UInt8>? {
        guard packet.count >= headers, Array(packet[12..<14]) == ethernetType,
            packet[14] >> 4 == 4, packet[23] == 6
        else { return nil }
        func number(_ at: Int) -> Int { Int(packet[at]) << 8 | Int(packet[at + 1]) }
        let header = Int(packet[14] & 15) * 4
        let end = 14 + number(16)
        let tcp = 14 + header
        guard header >= 20, end <= packet.count, tcp + 20 <= end else { return nil }
        let start = tcp + Int(packet[tcp + 12] >> 4) * 4
        guard start >= tcp + 20, start <= end else { return nil }
        return packet[start..<end]
    }
}
