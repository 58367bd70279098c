import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// The vessels a text names, in its order, column-major inside a range; nil after a finding.
    mutating func wells(_ text: String, at spot: Spot) -> [Int]? {
        if let known = plainWells(text[...]) { return known }
        var all: [Int] = []
        var complete = true
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let part = part.trimmed
            if part.utf8.contains(where: { $0 == 0x24 || $0 == 0x7b }) {
                let wells = templateWells(part, at: spot)
                all += wells ?? []
                complete = complete && wells != nil
            } else if let wells = plainWells(part) {
                all += wells
            } else {
                reportUnknownWells(String(part), at: spot)
                complete = false
            }
        }
        return complete && !all.isEmpty ? all : nil
    }

    /// The one vessel a text names.
    mutating func vessel(_ text: String, at spot: Spot) -> Int? {
        guard let wells = wells(text, at: spot) else { return nil }
        guard wells.count == 1 else {
            report(.badPairing, spot, "One vessel belongs here; ‘\(text)’ is \(wells.count).")
            return nil
        }
        return wells.first
    }

    /// `$group`, `$row`, `$cup`, or a text with templates in it.
    private mutating func templateWells(_ part: Substring, at spot: Spot) -> [Int]? {
        if part.first == "$" {
            let name = String(part.dropFirst())
            if case .wells(_, let wells) = binding(name) { return wells }
            if binding(name) == nil, let group = plan.groups.first(where: { $0.name == name }) {
                return wells(of: group)
            }
            if binding(name) == nil, name.allSatisfy(\.continuesIdentifier) {
                let known = plan.groups.map(\.name) + knownNames
                report(
                    .unknownName,
                    spot,
                    "No group or parameter is called ‘\(name)’." + suggestion(name, among: known)
                )
                return nil
            }
        }
        let text = interpolate(String(part), dollars: true, at: spot)
        if let found = plainWells(text[...]) { return found }
        reportUnknownWells(text, at: spot)
        return nil
    }

    private mutating func wells(of group: WellGroup) -> [Int]? {
        if let known = groupWells[group.name] { return known.isEmpty ? nil : known }
        let found = wells(group.wells, at: .path(group.path.key("wells"))) ?? []
        groupWells[group.name] = found
        let filled = group.samples.count * max(group.replicates, 1)
        if !group.samples.isEmpty, !found.isEmpty, filled != found.count {
            report(
                .badPairing,
                .path(group.path),
                "\(group.samples.count) samples, \(group.replicates) times each, fill \(filled)"
                    + " wells; the group has \(found.count)."
            )
        }
        return found.isEmpty ? nil : found
    }

    /// Checks the groups nothing has used yet.
    mutating func checkGroups() {
        for group in plan.groups { _ = wells(of: group) }
    }

    /// An address without templates; nil where the lab has no such thing.
    private func plainWells(_ text: Substring) -> [Int]? {
        if let item = names.vessels.item(named: String(text)) {
            let range =
                names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1]
            return range.isEmpty ? nil : Array(range)
        }
        guard text.utf8.contains(0x2f), let address = WellAddress(parsing: String(text)),
            let item = names.vessels.item(named: address.item), let first = address.first,
            let last = address.last
        else { return nil }
        let type = names.vessels.type(ofItem: item)
        guard last.row < type.rows, last.column < type.columns else { return nil }
        let base = names.vessels.firstOfItem[item]
        var wells: [Int] = []
        wells.reserveCapacity((last.column - first.column + 1) * (last.row - first.row + 1))
        for column in first.column...last.column {
            for row in first.row...last.row { wells.append(base + column * type.rows + row) }
        }
        return wells
    }

    private mutating func reportUnknownWells(_ text: String, at spot: Spot) {
        guard let address = WellAddress(parsing: text) else {
            report(
                .unknownVessel,
                spot,
                "‘\(text)’ is no vessel; write ‘buffer’, ‘plate/A1’ or ‘plate/A1:H12’."
            )
            return
        }
        guard let item = names.vessels.item(named: address.item) else {
            report(.unknownVessel, spot, unknownItem(address.item))
            return
        }
        let type = names.vessels.type(ofItem: item)
        let corner = LabwareType.wellName(row: max(type.rows - 1, 0), column: type.columns - 1)
        report(.unknownVessel, spot, "‘\(address.item)’ has wells A1 to \(corner), not ‘\(text)’.")
    }

    private func unknownItem(_ name: String) -> String {
        if plan.groups.contains(where: { $0.name == name }) {
            return "‘\(name)’ is a group: write ‘$\(name)’."
        }
        return "This lab has no ‘\(name)’." + suggestion(name, among: lab.deck.items.map(\.name))
    }

    /// The item of labware a text names.
    mutating func item(_ text: String, at spot: Spot) -> Int? {
        let name = interpolate(text, dollars: true, at: spot)
        if let item = names.vessels.item(named: name) { return item }
        report(.unknownVessel, spot, unknownItem(name))
        return nil
    }

    /// The slot a text names.
    mutating func slot(_ text: String, at spot: Spot) -> Int? {
        let name = interpolate(text, dollars: true, at: spot)
        let table: [String: Int]
        if let slotIndex {
            table = slotIndex
        } else {
            var built: [String: Int] = [:]
            for (index, slot) in lab.deck.slots.enumerated() { built[slot.name] = index }
            slotIndex = built
            table = built
        }
        if let slot = table[name] { return slot }
        report(
            .unknownVessel,
            spot,
            "This lab has no place ‘\(name)’."
                + suggestion(name, among: lab.deck.slots.map(\.name))
        )
        return nil
    }

    /// The material a text names.
    mutating func material(_ text: String, at spot: Spot) -> Int? {
        let name = interpolate(text, dollars: true, at: spot)
        if let material = names.material(name) { return material }
        report(
            .unknownName,
            spot,
            "This lab has no material ‘\(name)’."
                + suggestion(name, among: lab.materials.map(\.name))
        )
        return nil
    }
}

extension Substring {
    /// Without spaces at either end.
    var trimmed: Substring {
        var body = drop { $0 == " " }
        while body.last == " " { body.removeLast() }
        return body
    }
}
