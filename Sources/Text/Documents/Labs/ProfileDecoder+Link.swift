import Devices
import Findings
import Quantities

extension ProfileDecoder {
    /// `modbus: {…}` or `serial: {protocol: …}`.
    mutating func link(_ field: Field) -> LinkDefinition? {
        var decoder = self
        defer { self = decoder }
        return field.mapping { members in
            let modbus = members.optional("modbus")
            let serial = members.optional("serial")
            switch (modbus, serial) {
            case (let modbus?, nil): return modbus.mapping { decoder.modbusLink(&$0) }
            case (nil, let serial?): return serial.mapping { decoder.serialLink(&$0) }
            default:
                members.report(.badProfile, "A device has either “modbus” or “serial” here.")
                return nil
            }
        }
    }

    private mutating func serialLink(_ members: inout Members) -> LinkDefinition? {
        let place = members.required("protocol")
        let name = place?.identifier()
        let settings = SerialSettings.read(&members)
        guard let name, let settings else { return nil }
        if let protocols, let place {
            guard let index = place.reference("protocol", among: protocols.map(\.name)) else {
                return nil
            }
            usedProtocol = protocols[index]
            lint(settings, for: protocols[index], members.field)
        }
        return .serial(protocol: name, settings)
    }

    /// Seven bits carry no byte above 7Fh, and flow control by bytes takes two of them away.
    private func lint(
        _ settings: SerialSettings,
        for definition: ProtocolDefinition,
        _ place: Field
    ) {
        if settings.dataBits < 8, let greatest = definition.greatestByte,
            Int(greatest) >> settings.dataBits > 0
        {
            let byte = String(greatest, radix: 16, uppercase: true)
            (place.peek("data-bits") ?? place).report(
                .badProfile,
                "\(definition.name) sends bytes up to \(byte)h, which \(settings.dataBits) data "
                    + "bits do not carry."
            )
        }
        if settings.flow == .xonXoff, definition.holdsFlowBytes {
            (place.peek("flow") ?? place).report(
                .badProfile,
                "\(definition.name) may send the bytes 11h and 13h, which xon-xoff takes for its "
                    + "own."
            )
        }
    }
}

extension SerialSettings {
    /// Reads `baud`, `data-bits`, `parity`, `stop-bits`.
    static func read(_ members: inout Members) -> SerialSettings? {
        let baud = members.required("baud")?.integer(in: 50...4_000_000)
        let dataBits = members.optional("data-bits")?.integer(in: 5...8) ?? 8
        let parity = members.optional("parity")?.choice(of: SerialSettings.Parity.self) ?? .none
        let stopBits = members.optional("stop-bits")?.integer(in: 1...2) ?? 1
        let flow = members.optional("flow")?.choice(of: SerialSettings.Flow.self) ?? .none
        return baud.map {
            var settings = SerialSettings(
                baud: $0,
                dataBits: dataBits,
                parity: parity,
                stopBits: stopBits
            )
            settings.flow = flow
            return settings
        }
    }
}

extension ProtocolDefinition {
    /// Templates of what goes over the line, both ways.
    private var templates: [Template] {
        requests.flatMap { [$0.send] + $0.replyLines } + errors.map(\.match)
    }

    /// The greatest byte its messages need.
    fileprivate var greatestByte: UInt8? {
        if let checksum, checksum.encoding == .raw, checksum.algorithm != .xor { return 0xFF }
        var greatest: UInt8 = 0
        for template in templates {
            for segment in template.segments {
                switch segment {
                case .literal(let bytes): greatest = max(greatest, bytes.max() ?? 0)
                case .field(_, .binary): return 0xFF
                case .field("address", .byte(let plus)) where plus > 0x7F: return 0xFF
                default: break
                }
            }
        }
        return greatest
    }

    /// Whether 11h or 13h may stand in a message: bytes of numbers, and not escaped.
    fileprivate var holdsFlowBytes: Bool {
        if case .escaped(let bytes, _, _) = framing.stuffing {
            return !bytes.contains(0x11) || !bytes.contains(0x13)
        }
        if let checksum, checksum.encoding == .raw { return true }
        return templates.contains { template in
            template.segments.contains { segment in
                switch segment {
                case .literal(let bytes): bytes.contains(0x11) || bytes.contains(0x13)
                case .field(_, .binary), .field(_, .any): true
                default: false
                }
            }
        }
    }
}
