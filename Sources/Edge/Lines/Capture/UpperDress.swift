/// Gives the bytes of a serial line the tags by which Wireshark knows what to make of them.
///
/// Link type 252 ("Wireshark Upper PDU") names the dissector in every packet, so Modbus RTU and
/// text are decoded without any setting of the reader's. Only for functions 5 and 6, whose request
/// and reply are the same bytes, Wireshark's Modbus RTU dissector needs to be told by port which
/// is which: `-o mbrtu.tcp.port:20502`.
///
/// Link type 250 (RTAC serial) was tried beside it with tshark 4.0.17: it needs
/// `-d rtacser.data,mbrtu`, has no ends and so no request for a reply, and takes a write's reply
/// for a request. TCP segments instead need `-d tcp.port==20502,mbrtu`.
enum UpperDress {
    /// Who takes the bytes apart, by the name Wireshark registers it under.
    enum Dissector: String, Sendable {
        case modbusRTU = "mbrtu"
        case text = "data-text-lines"
        case data
    }

    /// The device's side of a serial line; nobody listens there.
    static let devicePort: UInt16 = 20_502
    private static let hostPort: UInt16 = 49_152

    /// Tags: dissector, addresses, kind of port, ports, end (Wireshark's epan/exported_pdu.h).
    private enum Tag {
        static let dissector: UInt16 = 12
        static let source: UInt16 = 20
        static let target: UInt16 = 21
        static let portKind: UInt16 = 24
        static let sourcePort: UInt16 = 25
        static let targetPort: UInt16 = 26
        static let end: UInt16 = 0
        static let tcp: UInt16 = 2
    }

    static func packet(
        _ bytes: [UInt8],
        line: Int,
        dissector: Dissector,
        outbound: Bool
    ) -> [UInt8] {
        let device = TCPDress.documentation(line)
        let (source, target) = outbound ? (TCPDress.host, device) : (device, TCPDress.host)
        let ports = outbound ? (hostPort, devicePort) : (devicePort, hostPort)
        var name = Array(dissector.rawValue.utf8)
        name.append(contentsOf: repeatElement(0, count: (4 - name.count % 4) % 4))
        var packet: [UInt8] = []
        append(Tag.dissector, name, &packet)
        append(Tag.source, source, &packet)
        append(Tag.target, target, &packet)
        append(Tag.portKind, number(Tag.tcp), &packet)
        append(Tag.sourcePort, number(ports.0), &packet)
        append(Tag.targetPort, number(ports.1), &packet)
        append(Tag.end, [], &packet)
        return packet + bytes
    }

    private static func append(_ tag: UInt16, _ value: [UInt8], _ packet: inout [UInt8]) {
        packet += [UInt8(tag >> 8), UInt8(truncatingIfNeeded: tag)]
        packet += [UInt8(value.count >> 8), UInt8(truncatingIfNeeded: value.count)] + value
    }

    private static func number(_ number: UInt16) -> [UInt8] {
        [0, 0, UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
    }

    /// The bytes behind the tags; nil where a tag's length is wrong or the end tag is missing.
    static func payload(_ packet: [UInt8]) -> ArraySlice<UInt8>? {
        var place = 0
        while place + 4 <= packet.count {
            let tag = UInt16(packet[place]) << 8 | UInt16(packet[place + 1])
            let length = Int(packet[place + 2]) << 8 | Int(packet[place + 3])
            place += 4 + length
            guard place <= packet.count else { return nil }
            if tag == Tag.end { return packet[place...] }
        }
        return nil
    }
}
