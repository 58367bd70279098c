import Devices
import Findings
import Quantities

extension ProfileDecoder {
    mutating func modbusField(
        _ members: inout Members,
        _ name: String,
        _ kind: PointKind?,
        _ access: PointDefinition.Access
    ) -> ModbusField? {
        let table = members.required("table")?.choice(of: ModbusField.Table.self)
        let addressPlace = members.required("address")
        let address = addressPlace?.wireAddress().map { $0 - addressBase }
        let encodingPlace = members.optional("encoding")
        let encoding = encodingPlace?.choice(of: ModbusField.Encoding.self)
        let bits = Self.bits(&members, width: 32)
        let words = members.optional("word-order")?.choice(of: ModbusField.Order.self) ?? .big
        let bytes = members.optional("byte-order")?.choice(of: ModbusField.Order.self) ?? .big
        let (scale, offset) = scaling(&members, kind)
        let bad = members.optional("bad")?.list(0...16) { $0.rawValue() } ?? []
        let write = members.optional("write-function")
        let function = write?.integer(in: 5...22)
        let readBack = members.optional("read-back")?.wireAddress().map { $0 - addressBase }
        guard let table, let addressPlace, let address else { return nil }
        guard address >= 0 else {
            addressPlace.report(.badProfile, "Addresses begin at \(addressBase) here.")
            return nil
        }
        guard let encoding = encoding ?? (table.isBits ? .bit : nil) else {
            if encodingPlace == nil {
                members.report(.missingKey, "“encoding” is missing here: int16, float32, …")
            }
            return nil
        }
        var field = ModbusField(
            table: table,
            address: address,
            encoding: encoding,
            bit: bits.first,
            wordOrder: words,
            byteOrder: bytes,
            scale: scale,
            offset: offset,
            badValues: bad,
            writeFunction: nil,
            readBackAddress: readBack
        )
        field.bits = bits.count
        lintEncoding(field, encodingPlace ?? addressPlace)
        if access != .read {
            field.writeFunction = function ?? field.usualWriteFunction
            lintWriting(field, write ?? addressPlace)
        } else if let write {
            write.report(.badProfile, "This point is only read; say “access: read-write”.")
        }
        lintPlace(field, name, addressPlace)
        return field
    }

    private func lintEncoding(_ field: ModbusField, _ place: Field) {
        if field.table.isBits {
            if field.encoding != .bit || field.bit != nil {
                place.report(
                    .badProfile,
                    "A \(field.table.rawValue) is one bit; leave out “encoding” and “bit”."
                )
            }
            return
        }
        if field.encoding == .bit, field.bit == nil {
            place.report(.badProfile, "Which bit of the register? Give “bit”.")
        }
        if let bit = field.bit {
            if field.encoding == .float32 {
                place.report(.badProfile, "A float has no bits to select.")
            } else if bit + field.bits > field.width * 16 {
                place.report(.badProfile, "There are only \(field.width * 16) bits here.")
            }
        }
    }

    private func lintWriting(_ field: ModbusField, _ place: Field) {
        let allowed: [Int]
        switch field.table {
        case .coil: allowed = [5, 15]
        case .holding:
            allowed = field.width > 1 ? [16] : field.bit != nil ? [22] : [6, 16]
        case .discreteInput, .input: allowed = []
        }
        guard let function = field.writeFunction, allowed.contains(function) else {
            let list = allowed.map(String.init).joined(separator: " or ")
            place.report(
                .badProfile,
                allowed.isEmpty
                    ? "A \(field.table.rawValue) table cannot be written."
                    : "This is written with function \(list)."
            )
            return
        }
    }

    /// Beyond the last address, in a forbidden range, wider than a read, or over another point.
    private mutating func lintPlace(_ field: ModbusField, _ name: String, _ place: Field) {
        let last = field.address + field.width - 1
        guard last <= 65_535 else {
            place.report(
                .badProfile,
                "This field ends at address \(last + addressBase), beyond the last one, "
                    + "\(65_535 + addressBase)."
            )
            return
        }
        guard let modbus else { return }
        if !field.table.isBits {
            for range in modbus.forbidden where range.overlaps(field.address...last) {
                place.report(
                    .badProfile,
                    "This field lies in the forbidden range \(range.lowerBound + addressBase) to "
                        + "\(range.upperBound + addressBase)."
                )
            }
            if field.width > modbus.greatestRead {
                place.report(
                    .badProfile,
                    "This field has \(field.width) registers; “greatest-read” is "
                        + "\(modbus.greatestRead)."
                )
            }
        }
        for other in taken where other.table == field.table {
            let both =
                other.address <= last && field.address <= other.address + other.width - 1
            // Several points may show bits of one register, or one register in two ways.
            if both, other.address != field.address || other.width != field.width {
                place.report(
                    .badProfile,
                    "This field overlaps point “\(other.point)” at address "
                        + "\(other.address + addressBase) (\(other.width) wide)."
                )
            }
        }
        taken.append(
            TakenRegisters(
                point: name,
                table: field.table,
                address: field.address,
                width: field.width
            )
        )
    }
}

extension ModbusField.Table {
    var isBits: Bool { self == .coil || self == .discreteInput }
}

extension ModbusField {
    /// What a point is written with where the profile does not say.
    fileprivate var usualWriteFunction: Int {
        switch table {
        case .coil: 5
        default: width > 1 ? 16 : bit != nil ? 22 : 6
        }
    }
}

extension Field {
    /// A raw register value: a number, or `0x7FFF`.
    fileprivate func rawValue() -> Int? {
        if form == .text, let text = scalarText, text.hasPrefix("0x") {
            guard text.count <= 10, let value = Int(text.dropFirst(2), radix: 16) else {
                refuse(wanting: "a raw value, such as 0x7FFF")
                return nil
            }
            return value
        }
        return integer(in: -2_147_483_648...4_294_967_295)
    }
}
