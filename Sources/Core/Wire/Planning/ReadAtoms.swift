package import Devices
package import Quantities

/// One read request: what it covers, and which fields it serves.
package struct ReadBlock: Hashable, Sendable {
    package var table: ModbusField.Table
    package var address: Int
    package var count: Int
    /// nil: read at start, after writes and on demand only.
    package var period: Lapse?
    /// Indexes into the profile's points.
    package var points: [Int]

    package var end: Int { address + count }

    func contains(_ other: Atom) -> Bool { address <= other.address && other.end <= end }
}

/// Registers that are never separated: one value's, with every point that lies in them.
struct Atom: Hashable, Sendable {
    var address: Int
    var end: Int
    var points: [Int]

    func overlaps(_ other: Atom) -> Bool { address < other.end && other.address < end }

    mutating func absorb(_ other: Atom) {
        address = min(address, other.address)
        end = max(end, other.end)
        points += other.points.filter { !points.contains($0) }
    }
}

extension ReadPlanner {
    /// The atoms of one table's points that are read at `period`, ascending.
    func atoms(
        _ points: [PointDefinition],
        _ table: ModbusField.Table,
        _ period: Lapse?
    ) -> [Atom] {
        var atoms: [Atom] = []
        for index in points.indices where points[index].every == period {
            guard let field = points[index].polledField, field.table == table,
                (0...0xFFFF).contains(field.readAddress)
            else { continue }
            Self.insert(atom(of: index, field, points), into: &atoms)
        }
        return atoms.sorted { $0.address < $1.address }
    }

    /// What one point's read must cover: itself, its companions unless they are read apart, and
    /// where the device gives out whole blocks only, or from certain addresses only, those.
    func atom(of index: Int, _ field: ModbusField, _ points: [PointDefinition]) -> Atom {
        var atom = Atom(
            address: field.readAddress,
            end: field.readAddress + field.width,
            points: [index]
        )
        for name in field.companions where field.companionReading == .together {
            guard let other = points.first(where: { $0.name == name })?.polledField else {
                continue
            }
            atom.address = min(atom.address, other.readAddress)
            atom.end = max(atom.end, other.readAddress + other.width)
        }
        if let group = field.group {
            for (member, point) in points.enumerated() where member != index {
                guard let other = point.polledField, other.group == group,
                    other.table == field.table, point.every == points[index].every
                else { continue }
                atom.address = min(atom.address, other.readAddress)
                atom.end = max(atom.end, other.readAddress + other.width)
            }
        }
        if let block = exactBlock(atom, field.table) {
            atom.address = block.range.lowerBound
            atom.end = block.range.upperBound
        } else if let start = link.starts.filter({ $0 <= atom.address }).max() {
            atom.address = start
        }
        return atom
    }

    private func exactBlock(_ atom: Atom, _ table: ModbusField.Table) -> ExactBlock? {
        link.blocks.first {
            $0.table == table && $0.range.lowerBound < atom.end
                && atom.address < $0.range.upperBound
        }
    }

    /// Values that share registers share the request.
    private static func insert(_ atom: Atom, into atoms: inout [Atom]) {
        var merged = atom
        while let place = atoms.firstIndex(where: { $0.overlaps(merged) }) {
            var older = atoms.remove(at: place)
            older.absorb(merged)
            merged = older
        }
        atoms.append(merged)
    }

    /// The smallest read that covers a point and all that takes part in its value.
    func smallestRead(of index: Int, _ points: [PointDefinition]) -> ReadBlock? {
        guard points.indices.contains(index), case .modbus(let field) = points[index].source
        else { return nil }
        let atom = atom(of: index, field, points)
        guard mayRead(atom.address..<atom.end, field.table) else { return nil }
        return ReadBlock(
            table: field.table,
            address: atom.address,
            count: atom.end - atom.address,
            period: nil,
            points: [index]
        )
    }
}

extension PointDefinition {
    /// Its Modbus field where it is one that can be read.
    var polledField: ModbusField? {
        guard case .modbus(let field) = source else { return nil }
        return access == .write && field.readBackAddress == nil ? nil : field
    }
}
