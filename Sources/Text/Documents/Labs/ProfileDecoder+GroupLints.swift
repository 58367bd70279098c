import Devices
import Findings
import Quantities

/// Where a Modbus point's source stands in the document.
struct FieldPlace {
    var point: String
    var field: Field

    /// The place of one key, or of the whole where it is absent.
    func key(_ name: String) -> Field { field.peek(name) ?? field }
}

/// What Modbus points must be read together, judged once all are known.
extension ProfileDecoder {
    func lintTogether(_ points: [PointDefinition], _ root: Field) {
        guard let modbus else { return }
        for place in fieldPlaces {
            guard let point = points.first(where: { $0.name == place.point }),
                case .modbus(let field) = point.source
            else { continue }
            lintSpan(of: point, field, points, modbus, place)
            lintCompanions(of: point, field, points, place)
            lintTimes(of: point, field, modbus, place)
            let silence = field.settle + (point.every ?? .zero)
            if field.settle > .zero, silence >= point.stale {
                place.key("settle").report(
                    .badProfile,
                    "While it settles nothing is read, so “stale” (\(point.stale.spoken)) must be "
                        + "longer than this and “every” together (\(silence.spoken))."
                )
            }
        }
        lintGroups(points)
        lintUse(points, modbus, root)
    }

    /// The registers a point is read with: its own, its companions', its group's.
    private func span(
        of field: ModbusField,
        _ points: [PointDefinition]
    ) -> Range<Int> {
        var low = field.readAddress
        var high = low + field.width
        for point in points {
            guard case .modbus(let other) = point.source, other.table == field.table,
                field.companionReading == .together && field.companions.contains(point.name)
                    || field.group != nil && other.group == field.group
            else { continue }
            low = min(low, other.readAddress)
            high = max(high, other.readAddress + other.width)
        }
        return low..<high
    }

    /// The device must be able to give out the whole span in one reply.
    private func lintSpan(
        of point: PointDefinition,
        _ field: ModbusField,
        _ points: [PointDefinition],
        _ link: ModbusLink,
        _ place: FieldPlace
    ) {
        guard point.access != .write || field.readBackAddress != nil else { return }
        let span = span(of: field, points)
        let at = place.key(span.count > field.width ? togetherKey(field) : "address")
        if let block = link.blocks.first(where: {
            $0.table == field.table && $0.range.overlaps(span)
        }) {
            if !(block.range.contains(span.lowerBound) && span.upperBound <= block.range.upperBound)
            {
                at.report(
                    .badProfile,
                    "This is partly inside the block of \(block.count) at "
                        + "\(block.address + addressBase), which would cut it."
                )
            }
            return
        }
        var first = span.lowerBound
        if !link.starts.isEmpty {
            guard let start = link.starts.filter({ $0 <= first }).max() else {
                at.report(.badProfile, "No address in “starts” is at or before this one.")
                return
            }
            first = start
        }
        let count = span.upperBound - first
        let greatest = link.greatest(in: field.table)
        // A field too wide by itself was reported already.
        if count > greatest, field.width <= greatest {
            let isCompanion = field.group == nil && span.count > field.width
            at.report(
                .badProfile,
                "What is read in one transaction here has \(count) registers, from address "
                    + "\(first + addressBase) on; the greatest read is \(greatest)."
                    + (isCompanion ? Self.apartAdvice : "")
            )
        }
        for range in link.forbidden where range.overlaps(first..<span.upperBound) {
            // A field inside such a range was reported already.
            guard !range.overlaps(field.readAddress..<(field.readAddress + field.width)) else {
                continue
            }
            at.report(
                .badProfile,
                "What is read in one transaction here goes through the forbidden range "
                    + "\(range.lowerBound + addressBase) to \(range.upperBound + addressBase)."
            )
        }
    }

    private func togetherKey(_ field: ModbusField) -> String {
        if field.group != nil { return "group" }
        if field.decimalsFrom != nil { return "decimals-from" }
        return field.scaleFrom != nil ? "scale-from" : "offset-from"
    }

    private func lintGroups(_ points: [PointDefinition]) {
        for place in fieldPlaces {
            guard let point = points.first(where: { $0.name == place.point }),
                case .modbus(let field) = point.source, let group = field.group
            else { continue }
            let at = place.key("group")
            let others = points.filter {
                guard case .modbus(let other) = $0.source else { return false }
                return $0.name != point.name && other.group == group
            }
            guard let first = others.first, case .modbus(let source) = first.source else {
                at.report(.badProfile, "“\(group)” has one point only; a group has two or more.")
                continue
            }
            if let modbus, modbus.grouping == .single {
                at.report(
                    .badProfile,
                    "“grouping: single” reads one field a request, a group all at once. Keep one "
                        + "of the two."
                )
            }
            if source.table != field.table {
                at.report(
                    .badProfile,
                    "“\(first.name)” of this group is in another table (\(source.table.rawValue)); "
                        + "one transaction reads one table."
                )
            } else if first.every != point.every {
                at.report(
                    .badProfile,
                    "“\(first.name)” of this group is read at another period; a group needs one "
                        + "“every”."
                )
            }
        }
    }

    /// What the link declares and no point uses.
    private func lintUse(_ points: [PointDefinition], _ link: ModbusLink, _ root: Field) {
        let fields = points.compactMap { point -> ModbusField? in
            if case .modbus(let field) = point.source { return field }
            return nil
        }
        guard let place = root.peek("link")?.peek("modbus") else { return }
        for unlock in link.unlocks where !fields.contains(where: { $0.unlock == unlock.name }) {
            place.peek("unlocks")?.report(
                .unusedValue,
                "No point uses the unlock “\(unlock.name)”. Name it as “unlock: \(unlock.name)”."
            )
        }
        for block in link.blocks
        where !fields.contains(where: {
            $0.table == block.table && block.range.contains($0.readAddress)
        }) {
            place.peek("blocks")?.report(
                .unusedValue,
                "No point is in the block at \(block.address + addressBase)."
            )
        }
        let isRead = points.contains { point in
            guard case .modbus(let field) = point.source else { return false }
            return point.access != .write || field.readBackAddress != nil
        }
        if link.connection.idleDrop != nil, !isRead {
            place.peek("idle-drop")?.report(
                .badProfile,
                "Nothing can be read to keep the connection alive; add a point that is read."
            )
        }
    }
}
