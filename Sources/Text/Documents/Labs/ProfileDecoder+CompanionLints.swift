import Devices
import Findings
import Quantities

/// Points whose values take part in others'.
extension ProfileDecoder {
    static let apartAdvice =
        " Or say “companions: apart”: then each is read by its own request, and this point counts "
        + "once they were read again and are the same as before."

    func lintCompanions(
        of point: PointDefinition,
        _ field: ModbusField,
        _ points: [PointDefinition],
        _ place: FieldPlace
    ) {
        let references = [
            ("decimals-from", field.decimalsFrom), ("scale-from", field.scaleFrom),
            ("offset-from", field.offsetFrom),
        ]
        for case (let key, let name?) in references {
            let at = place.key(key)
            guard case .quantity(let unit) = point.kind, field.encoding != .text else {
                at.report(.badProfile, "Only a quantity is scaled.")
                continue
            }
            guard name != point.name else {
                at.report(.badProfile, "A point cannot scale itself.")
                continue
            }
            guard let other = points.first(where: { $0.name == name }) else {
                at.reportUnknown(name, "point", among: points.map(\.name))
                continue
            }
            guard case .modbus(let source) = other.source, source.encoding != .text,
                other.access != .write || source.readBackAddress != nil
            else {
                at.report(.badProfile, "“\(name)” must be a number that is read.")
                continue
            }
            if field.companionReading == .apart {
                lintApart(point, from: other, at)
            } else if source.table != field.table {
                at.report(
                    .badProfile,
                    "“\(name)” is in another table (\(source.table.rawValue)), and one transaction "
                        + "reads one table." + Self.apartAdvice
                )
                continue
            }
            let isNumber = other.kind == .quantity(.one)
            let isSame = key == "offset-from" && other.kind == .quantity(unit)
            if !isNumber, !isSame {
                at.report(.badProfile, "“\(name)” must have “unit: number” to take part here.")
            }
            if !source.companions.isEmpty {
                at.report(.badProfile, "“\(name)” is scaled by another point itself.")
            }
            lintMoment(field, at)
        }
        if field.companionReading == .apart { lintApartWriting(field, place.key("companions")) }
    }

    /// Whether a value and what takes part in it can belong to one moment.
    private func lintMoment(_ field: ModbusField, _ place: Field) {
        if let modbus, modbus.grouping == .single, field.companionReading == .together {
            place.report(
                .badProfile,
                "“grouping: single” reads one field a request, so this could belong to another "
                    + "moment." + Self.apartAdvice
            )
        }
        if field.writeFunction == 23 {
            place.report(.badProfile, "Function 23 writes before it can know this.")
        }
    }

    /// Read apart, a companion is asked for by itself, and often enough.
    private func lintApart(_ point: PointDefinition, from other: PointDefinition, _ place: Field) {
        guard let every = other.every else {
            place.report(
                .badProfile,
                "Read apart, “\(other.name)” must be read again and again: give it “every”."
            )
            return
        }
        guard let own = point.every, own + every >= point.stale else { return }
        place.report(
            .badProfile,
            "This point counts once “\(other.name)” was read again, which is every "
                + "\(every.spoken): “stale” (\(point.stale.spoken)) must be longer than both "
                + "periods together (\((own + every).spoken))."
        )
    }

    /// Before a write one read tells what the value means.
    private func lintApartWriting(_ field: ModbusField, _ place: Field) {
        guard field.writeFunction != nil else { return }
        if let first = field.companions.first, field.companions.contains(where: { $0 != first }) {
            place.report(
                .badProfile,
                "Before this is written, one read must tell what the value means; two points read "
                    + "apart belong to two moments."
            )
        }
        if field.isModified || field.endurance != nil {
            place.report(
                .badProfile,
                "What is written here depends on what the register holds, too, which one read does "
                    + "not tell together with a point read apart."
            )
        }
    }

    /// While its reply is waited for, a point only grows older.
    func lintTimes(
        of point: PointDefinition,
        _ field: ModbusField,
        _ link: ModbusLink,
        _ place: FieldPlace
    ) {
        let block = link.blocks.first {
            $0.table == field.table && $0.range.contains(field.readAddress)
        }
        guard let timeout = field.readTimeout ?? block?.readTimeout, let every = point.every,
            every + timeout >= point.stale
        else { return }
        place.key("read-timeout").report(
            .badProfile,
            "A reply may take \(timeout.spoken), so “stale” (\(point.stale.spoken)) must be longer "
                + "than this and “every” together (\((every + timeout).spoken))."
        )
    }
}
