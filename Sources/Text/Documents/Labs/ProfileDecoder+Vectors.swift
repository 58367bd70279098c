import Devices
import Findings
import Quantities

extension ProfileDecoder {
    /// Literal exchanges; every profile has at least one, with its source.
    func vectors(_ field: Field, _ points: [PointDefinition]) -> [ByteVector] {
        guard field.form != .sequence || field.count > 0 else {
            field.report(
                .badProfile,
                "A profile needs at least one vector: bytes of a real exchange, and where they are "
                    + "from."
            )
            return []
        }
        return field.list(1...100) { $0.mapping { vector(&$0, points) } } ?? []
    }

    private func vector(_ members: inout Members, _ points: [PointDefinition]) -> ByteVector? {
        let address = members.required("address")?.deviceAddress()
        let requestPlace = members.required("request")
        let request = requestPlace?.hexBytes()
        let replyPlace = members.required("reply")
        let reply = replyPlace?.hexBytes()
        let values =
            members.optional("values")?.uniqueList(of: "a value", by: \.name) {
                value($0, points)
            } ?? []
        let meaning = members.optional("meaning")?.text() ?? ""
        let source = members.required("source")?.nonEmptyText()
        if let requestPlace, let request { lint(request, address, requestPlace) }
        if let replyPlace, let reply { lint(reply, address, replyPlace) }
        guard let address, let request, let reply, let source else { return nil }
        return ByteVector(
            request: request,
            reply: reply,
            values: values,
            meaning: meaning,
            source: source,
            address: address
        )
    }

    private func value(_ field: Field, _ points: [PointDefinition]) -> NamedParameter? {
        field.mapping { members in
            let index = members.required("name")?.reference("point", among: points.map(\.name))
            let place = members.required("value")
            guard let index, let place else { return nil }
            let point = points[index]
            let quantity: Quantity?
            switch point.kind {
            case .flag: quantity = place.flag().map { .number($0 ? 1 : 0) }
            case .choice(let names):
                quantity = place.choice(among: names).map { .number(Double($0)) }
            case .quantity(let unit): quantity = place.quantity(of: unit.dimensions)
            }
            return quantity.map { NamedParameter(point.name, $0) }
        }
    }

    /// A frame of the bus carries its unit and a sound CRC.
    private func lint(_ frame: [UInt8], _ address: Int?, _ place: Field) {
        guard modbus != nil else { return }
        guard frame.count >= 4 else {
            place.report(.badProfile, "A Modbus RTU frame has at least four bytes.")
            return
        }
        let crc = Self.crc(frame.dropLast(2))
        let (low, high) = (frame[frame.count - 2], frame[frame.count - 1])
        guard low == UInt8(crc & 0xFF), high == UInt8(crc >> 8) else {
            let right = [UInt8(crc & 0xFF), UInt8(crc >> 8)].map(Self.hex).joined(separator: " ")
            place.report(.badProfile, "The CRC of this frame is wrong; it would be \(right).")
            return
        }
        if let address, Int(frame[0]) != address {
            place.report(.badProfile, "The frame is for unit \(frame[0]), not \(address).")
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + text : text
    }

    /// CRC-16 of Modbus over serial line V1.02, 6.2.2: polynomial A001h reflected, start FFFFh.
    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt16 {
        var crc: UInt16 = 0xFFFF
        for byte in bytes {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return crc
    }
}
