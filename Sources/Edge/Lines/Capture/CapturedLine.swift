import Devices
import Labs
import Quantities
import Wire

/// One line on its way into a capture file: its portions joined into frames, its frames dressed
/// as packets.
struct CapturedLine: Sendable {
    /// Index into `Lab.lines`, and the interface's number in the file.
    let line: Int
    let interface: Int
    let definition: LineDefinition
    private let devices: String
    private let address: PortAddress
    private var joiner: FrameJoiner
    private var tcp: TCPDress?
    /// What the next packet tells beside its bytes.
    private var notes: [CaptureNote] = []
    private(set) var traffic = CaptureFile.Traffic()

    init(lab: Lab, line: Int, interface: Int, address: PortAddress) {
        self.line = line
        self.interface = interface
        self.address = address
        definition = lab.lines[line]
        joiner = FrameJoiner(lab: lab, line: line)
        tcp = definition.kind == .modbusTCP ? TCPDress(line: line, address: address) : nil
        devices = lab.devices.filter { $0.line == line }.map { device in
            "\(device.name) (\(lab.profiles[device.profile].name), address \(device.address))"
        }.joined(separator: ", ")
    }

    /// The line as an interface of the file: by its name in the lab.
    func describe(in encoder: inout PcapngEncoder) {
        let settings = definition.settings
        var text = "\(definition.kind.rawValue), \(address)"
        if definition.kind != .modbusTCP {
            text +=
                ", \(settings.baud) Bd \(settings.dataBits)\(settings.parity.rawValue)"
                + "\(settings.stopBits)"
        }
        var options: [PcapngEncoder.Option] = [
            .name(definition.name), .description(text + "; " + devices),
        ]
        if definition.kind != .modbusTCP, let baud = UInt64(exactly: settings.baud) {
            options.append(.speed(baud))
        }
        encoder.interface(tcp == nil ? .upperPDU : .ethernet, options + [.nanoseconds])
    }

    mutating func take(
        _ piece: CaptureRing.Piece,
        _ wallOrigin: Int64,
        into encoder: inout PcapngEncoder
    ) {
        switch piece.kind {
        case .opened:
            write(joiner.end(), wallOrigin, &encoder)
            tcp?.reopen()
            notes.append(.opened)
        case .toDevice:
            write(joiner.sent(piece.bytes, at: piece.at), wallOrigin, &encoder)
            traffic.framesOut += 1
            traffic.bytes += piece.bytes.count
            let form = form(of: piece.bytes, whole: true)
            packet(piece.bytes, at: piece.at, form, .outbound, wallOrigin, &encoder)
        case .fromDevice:
            traffic.bytes += piece.bytes.count
            write(joiner.received(piece.bytes, at: piece.at), wallOrigin, &encoder)
        }
    }

    /// Some of the line's traffic went unseen: nothing before it goes on behind it.
    mutating func take(
        _ loss: CaptureRing.Loss,
        at now: Instant,
        _ wallOrigin: Int64,
        into encoder: inout PcapngEncoder
    ) {
        write(joiner.end(), wallOrigin, &encoder)
        tcp?.reopen()
        traffic.lost += loss.pieces
        notes.append(.lost(pieces: loss.pieces, bytes: loss.bytes))
        statistics(at: now, wallOrigin, into: &encoder)
    }

    /// Writes what is held and will not go on.
    mutating func settle(
        at now: Instant,
        _ wallOrigin: Int64,
        into encoder: inout PcapngEncoder
    ) {
        write(joiner.settle(at: now), wallOrigin, &encoder)
    }

    /// Writes what is held, and how much there was.
    mutating func end(at now: Instant, _ wallOrigin: Int64, into encoder: inout PcapngEncoder) {
        write(joiner.end(), wallOrigin, &encoder)
        statistics(at: now, wallOrigin, into: &encoder)
    }

    private func statistics(
        at now: Instant,
        _ wallOrigin: Int64,
        into encoder: inout PcapngEncoder
    ) {
        let seen = traffic.framesOut + traffic.framesIn + traffic.rests
        encoder.statistics(
            interface,
            time: wallOrigin &+ now.nanoseconds,
            [.received(UInt64(max(seen, 0))), .dropped(UInt64(max(traffic.lost, 0)))]
        )
    }

    private mutating func write(
        _ frames: [FrameJoiner.Frame],
        _ wallOrigin: Int64,
        _ encoder: inout PcapngEncoder
    ) {
        for frame in frames {
            var flags = PacketFlags.inbound
            if frame.portions > 1 {
                notes.append(.portions(frame.portions, over: frame.at - frame.began))
            }
            switch frame.kind {
            case .whole: traffic.framesIn += 1
            case .echo: notes.append(.echo)
            case .rest:
                traffic.rests += 1
                notes.append(.rest)
                if definition.kind == .modbusRTU { flags.insert(.crcError) }
            }
            let form = form(of: frame.bytes, whole: frame.kind == .whole)
            packet(frame.bytes, at: frame.at, form, flags, wallOrigin, &encoder)
        }
    }

    /// What a serial line's bytes are to be read as.
    private func form(of bytes: [UInt8], whole: Bool) -> UpperDress.Dissector {
        switch definition.kind {
        case .modbusRTU, .modbusTCP: whole ? .modbusRTU : .data
        case .serial: bytes.allSatisfy { $0 < 0x80 } ? .text : .data
        }
    }

    private mutating func packet(
        _ bytes: [UInt8],
        at instant: Instant,
        _ form: UpperDress.Dissector,
        _ flags: PacketFlags,
        _ wallOrigin: Int64,
        _ encoder: inout PcapngEncoder
    ) {
        let isOutbound = flags.contains(.outbound)
        let data =
            tcp?.packet(bytes, outbound: isOutbound)
            ?? UpperDress.packet(bytes, line: line, dissector: form, outbound: isOutbound)
        encoder.packet(
            interface,
            time: wallOrigin &+ instant.nanoseconds,
            data,
            [.flags(flags)] + notes.map { .comment($0.text) }
        )
        notes.removeAll(keepingCapacity: true)
    }
}
