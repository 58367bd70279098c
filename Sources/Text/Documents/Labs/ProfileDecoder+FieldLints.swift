import Devices
import Findings
import Quantities

/// What one Modbus field can be, judged by itself.
extension ProfileDecoder {
    func lintEncoding(_ field: ModbusField, _ kind: PointKind?, _ place: Field) {
        let at = place.peek("encoding") ?? place
        if field.table.isBits {
            if field.encoding != .bit {
                at.report(
                    .badProfile,
                    "A \(field.table.rawValue) is one bit; leave out “encoding”."
                )
            }
            if field.bits > 1, kind == .flag {
                (place.peek("bits") ?? place).report(.badProfile, "A flag is one bit.")
            }
            refuse(["word-order", "byte-order", "bad"], place, "A table of bits has no registers.")
            return
        }
        if field.encoding == .bit, field.bit == nil {
            at.report(.badProfile, "Which bit of the register? Give “bit”.")
        }
        if let bit = field.bit {
            if field.encoding.isFloat || field.encoding == .text {
                at.report(.badProfile, "A \(field.encoding.rawValue) has no bits to select.")
            } else if bit + field.bits > field.width * 16 {
                at.report(.badProfile, "There are only \(field.width * 16) bits here.")
            } else if field.bits > 32 {
                (place.peek("bits") ?? place).report(
                    .badProfile,
                    "At most 32 bits make a value; for more, read the whole number."
                )
            }
        }
        if field.width == 1 {
            refuse(["word-order"], place, "One register has no order of words; leave it out.")
        }
        if field.encoding == .text {
            refuse(
                ["word-order", "scale", "offset", "bad", "invert"],
                place,
                "A text has none; leave it out."
            )
        }
        lintBad(field, place)
    }

    private func refuse(_ keys: [String], _ place: Field, _ message: String) {
        for key in keys { place.peek(key)?.report(.badProfile, message) }
    }

    /// A value that the registers can never hold means nothing.
    private func lintBad(_ field: ModbusField, _ place: Field) {
        guard let list = place.peek("bad"), field.encoding != .text, field.width < 4 else { return }
        let size = field.width * 16
        for value in field.badValues where value >> size != 0 && value >> (size - 1) != -1 {
            list.report(
                .badProfile,
                "\(value) does not fit \(size) bits, so it never stands there."
            )
        }
    }

    func lintWriting(_ field: ModbusField, _ place: Field) {
        let allowed: [Int]
        switch field.table {
        case .coil: allowed = field.width == 1 ? [5, 15] : [15]
        case .holding where field.encoding == .text: allowed = []
        case .holding where field.isModified:
            allowed = field.width > 1 ? [] : field.modification == .mask ? [22] : [6, 16]
        case .holding: allowed = field.width > 1 ? [16, 23] : [6, 16, 23]
        case .discreteInput, .input: allowed = []
        }
        if let function = field.writeFunction, allowed.contains(function) { return }
        if allowed.isEmpty {
            let what: String
            switch field.table {
            case .discreteInput, .input: what = "A \(field.table.rawValue) table"
            default: what = field.encoding == .text ? "A text" : "A part of several registers"
            }
            place.report(.badProfile, "\(what) cannot be written.")
        } else if field.isModified, field.modification == .mask {
            place.report(
                .badProfile,
                "Bits of a register are written with function 22. Where the device has none, say "
                    + "“modify: locked” with function 6 or 16: the register is read, changed and "
                    + "written with nothing in between."
            )
        } else {
            let list = allowed.map(String.init).joined(separator: " or ")
            place.report(.badProfile, "This is written with function \(list).")
        }
    }

    /// What is said about a point's writes fits together.
    func lintHabits(
        _ field: ModbusField,
        _ access: PointDefinition.Access,
        _ whole: Field
    ) {
        func place(_ key: String) -> Field { whole.peek(key) ?? whole }
        let isRead = access == .readWrite || field.readBackAddress != nil
        if whole.peek("modify") != nil, !field.isModified {
            place("modify").report(.badProfile, "Only bits of a register are modified.")
        }
        if field.modification == .locked, field.isModified {
            if !isRead {
                place("modify").report(
                    .badProfile,
                    "The register is read before it is changed; say “access: read-write”."
                )
            }
            if field.readBackAddress != nil {
                place("read-back").report(
                    .badProfile,
                    "What is modified is read where it is written; leave out “read-back”."
                )
            }
        }
        if field.endurance != nil {
            if !isRead {
                place("endurance").report(
                    .badProfile,
                    "A value is written only where the device holds another; say “access: "
                        + "read-write”, or give “read-back”."
                )
            }
            if field.table.isBits {
                place("endurance").report(.badProfile, "Only registers are looked at before.")
            }
        }
        if field.settle > .zero, !isRead {
            place("settle").report(.badProfile, "Nothing reads it back; leave out “settle”.")
        }
        if field.writeFunction == 23 {
            for key in ["settle", "endurance"] {
                whole.peek(key)?.report(
                    .badProfile,
                    "Function 23 reads back in the same transaction; this cannot go with it."
                )
            }
        }
        if let modbus, field.table == .holding, field.width > modbus.greatestWrite {
            place("encoding").report(
                .badProfile,
                "This field has \(field.width) registers; “greatest-write” is "
                    + "\(modbus.greatestWrite), and a value is never written in parts."
            )
        }
    }

    /// Beyond the last address, in a forbidden range, wider than a read, or over another point.
    mutating func lintPlace(_ field: ModbusField, _ name: String, _ place: Field) {
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
        for range in modbus.forbidden where range.overlaps(field.address...last) {
            place.report(
                .badProfile,
                "This field lies in the forbidden range \(range.lowerBound + addressBase) to "
                    + "\(range.upperBound + addressBase)."
            )
        }
        if field.width > modbus.greatest(in: field.table) {
            let key = field.table.isBits ? "greatest-bit-read" : "greatest-read"
            place.report(
                .badProfile,
                "This field has \(field.width) \(field.table.isBits ? "bits" : "registers"); "
                    + "“\(key)” is \(modbus.greatest(in: field.table))."
            )
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
