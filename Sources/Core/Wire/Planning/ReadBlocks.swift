package import Devices
package import Labs
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
}

/// Groups a device's points into the reads that occupy the line least.
///
/// Between neighbours the choice is to read through the gap or to ask twice; which is cheaper
/// depends on baud and turnaround, so whole splits are compared by their time on the wire.
package struct ReadPlanner: Sendable {
    package let link: ModbusLink
    package let kind: LineDefinition.Kind
    package let timing: LineTiming

    package init(link: ModbusLink, line: LineDefinition) {
        self.link = link
        kind = line.kind
        timing = LineTiming(line)
    }

    /// The reads of `points`: quick ones first; slower points inside a quicker read ride along.
    package func blocks(_ points: [PointDefinition]) -> [ReadBlock] {
        var result: [ReadBlock] = []
        for table in ModbusField.Table.allCases {
            var blocks: [ReadBlock] = []
            for period in periods(points, table) {
                var rest: [Atom] = []
                for atom in atoms(points, table, period) {
                    let host =
                        link.grouping == .blocks ? blocks.firstIndex { $0.contains(atom) } : nil
                    if let host {
                        blocks[host].points += atom.points
                    } else {
                        rest.append(atom)
                    }
                }
                blocks += split(rest, table, period)
            }
            if table == .holding || table == .input { distinguish(&blocks, points) }
            result += blocks
        }
        return result
    }

    /// The periods of a table's readable points, ascending, “on demand” last.
    private func periods(_ points: [PointDefinition], _ table: ModbusField.Table) -> [Lapse?] {
        var timed: [Lapse] = []
        var onDemand: [Lapse?] = []
        for point in points {
            guard let field = point.polledField, field.table == table else { continue }
            if let every = point.every {
                if !timed.contains(every) { timed.append(every) }
            } else {
                onDemand = [nil]
            }
        }
        return timed.sorted() + onDemand
    }

    private func atoms(
        _ points: [PointDefinition],
        _ table: ModbusField.Table,
        _ period: Lapse?
    ) -> [Atom] {
        var atoms: [Atom] = []
        for (index, point) in points.enumerated() {
            guard let field = point.polledField, field.table == table, point.every == period,
                (0...0xFFFF).contains(field.readAddress)
            else { continue }
            let atom = Atom(
                address: field.readAddress,
                end: field.readAddress + field.width,
                points: [index]
            )
            // Values that share registers share the request.
            if let place = atoms.firstIndex(where: {
                $0.address < atom.end && atom.address < $0.end
            }) {
                atoms[place].address = min(atoms[place].address, atom.address)
                atoms[place].end = max(atoms[place].end, atom.end)
                atoms[place].points.append(index)
            } else {
                atoms.append(atom)
            }
        }
        return atoms.sorted { $0.address < $1.address }
    }

    /// The cheapest split of sorted atoms; `best[i]` is that of the atoms from i on.
    private func split(
        _ atoms: [Atom],
        _ table: ModbusField.Table,
        _ period: Lapse?
    ) -> [ReadBlock] {
        var best = Array(repeating: (cost: Int64(0), next: atoms.count), count: atoms.count + 1)
        for first in atoms.indices.reversed() {
            best[first].cost = .max
            for last in first..<atoms.count {
                guard last == first || mayJoin(atoms[first...last], table) else { break }
                let count = atoms[last].end - atoms[first].address
                let cost = cost(table, count).nanoseconds &+ best[last + 1].cost
                if cost < best[first].cost { best[first] = (cost, last + 1) }
            }
        }
        var blocks: [ReadBlock] = []
        var first = 0
        while first < atoms.count {
            let next = max(best[first].next, first + 1)
            let group = atoms[first..<next]
            let address = atoms[first].address
            blocks.append(
                ReadBlock(
                    table: table,
                    address: address,
                    count: (group.map(\.end).max() ?? address) - address,
                    period: period,
                    points: group.flatMap(\.points)
                )
            )
            first = next
        }
        return blocks
    }

    private func mayJoin(_ atoms: ArraySlice<Atom>, _ table: ModbusField.Table) -> Bool {
        guard link.grouping == .blocks, let first = atoms.first, let last = atoms.last else {
            return false
        }
        return mayRead(first.address..<last.end, table)
    }

    /// Whether one request may cover `range`: short enough and clear of forbidden registers.
    private func mayRead(_ range: Range<Int>, _ table: ModbusField.Table) -> Bool {
        range.count <= greatest(table)
            && !link.forbidden.contains {
                $0.lowerBound < range.upperBound && range.lowerBound <= $0.upperBound
            }
    }

    private func greatest(_ table: ModbusField.Table) -> Int {
        switch table {
        case .coil, .discreteInput: min(max(link.greatestBitRead, 1), 2000)
        case .holding, .input: min(max(link.greatestRead, 1), 125)
        }
    }

    private func cost(_ table: ModbusField.Table, _ count: Int) -> Lapse {
        WireCost.read(table, count: count, link: link, kind: kind, timing: timing)
    }

    /// Makes reads of one table differ in length, so that a late reply to one cannot pass for the
    /// other's.
    ///
    /// Only registers that the profile names are read along: others may not exist.
    private func distinguish(_ blocks: inout [ReadBlock], _ points: [PointDefinition]) {
        guard link.grouping == .blocks else { return }
        for index in blocks.indices.reversed() {
            for _ in 0..<3 {
                let block = blocks[index]
                let twins = blocks.count { $0.count == block.count }
                let isKnown = points.contains { point in
                    guard let field = point.polledField, field.table == block.table else {
                        return false
                    }
                    let address = field.readAddress
                    return address <= block.end && block.end < address + field.width
                }
                guard twins > 1, isKnown, mayRead(block.address..<(block.end + 1), block.table)
                else { break }
                blocks[index].count += 1
            }
        }
    }
}

extension ModbusField {
    /// Where the value is read.
    package var readAddress: Int { readBackAddress ?? address }
}

extension PointDefinition {
    /// Its Modbus field where it is one that can be read.
    var polledField: ModbusField? {
        guard case .modbus(let field) = source else { return nil }
        return access == .write && field.readBackAddress == nil ? nil : field
    }
}
