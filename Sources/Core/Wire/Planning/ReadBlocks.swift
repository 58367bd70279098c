package import Devices
package import Labs
import Quantities

/// Groups a device's points into the reads that occupy the line least.
///
/// Between neighbours the choice is to read through the gap or to ask twice; which is cheaper
/// depends on baud and turnaround, so whole splits are compared by their time on the wire.
package struct ReadPlanner: Sendable {
    package let link: ModbusLink
    package let kind: LineDefinition.Kind
    package let timing: LineTiming

    package init(link: ModbusLink, line: LineDefinition) {
        self.init(link: link, kind: line.kind, timing: LineTiming(line, links: [link]))
    }

    init(link: ModbusLink, kind: LineDefinition.Kind, timing: LineTiming) {
        self.link = link
        self.kind = kind
        self.timing = timing
    }

    /// The reads of `points`: quick ones first; slower points inside a quicker read ride along.
    package func blocks(_ points: [PointDefinition]) -> [ReadBlock] {
        var result: [ReadBlock] = []
        for table in ModbusField.Table.allCases {
            var blocks: [ReadBlock] = []
            for period in periods(points, table) {
                var rest: [Atom] = []
                for atom in atoms(points, table, period) {
                    if let host = blocks.firstIndex(where: { isHost($0, of: atom, points) }) {
                        blocks[host].points += atom.points
                    } else {
                        rest.append(atom)
                    }
                }
                blocks += split(rest, table, period, timedPlaces(points, table))
            }
            if !table.isBits { distinguish(&blocks, points) }
            result += blocks
        }
        return result
    }

    /// Whether a quicker read serves the atom too; a device read field by field keeps them apart.
    private func isHost(_ block: ReadBlock, of atom: Atom, _ points: [PointDefinition]) -> Bool {
        guard block.contains(atom) else { return false }
        return link.grouping == .blocks || block.address == atom.address && block.end == atom.end
    }

    /// The periods of a table's readable points, ascending, “on demand” last.
    func periods(_ points: [PointDefinition], _ table: ModbusField.Table) -> [Lapse?] {
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

    /// The cheapest split of sorted atoms; `best[i]` is that of the atoms from i on.
    private func split(
        _ atoms: [Atom],
        _ table: ModbusField.Table,
        _ period: Lapse?,
        _ places: [TimedPlace]
    ) -> [ReadBlock] {
        var best = Array(repeating: (cost: Int64(0), next: atoms.count), count: atoms.count + 1)
        for first in atoms.indices.reversed() {
            best[first].cost = .max
            for last in first..<atoms.count {
                guard last == first || mayJoin(atoms[first...last], table, places) else { break }
                let range = atoms[first].address..<atoms[last].end
                let cost = cost(table, range, places).nanoseconds &+ best[last + 1].cost
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

    private func mayJoin(
        _ atoms: ArraySlice<Atom>,
        _ table: ModbusField.Table,
        _ places: [TimedPlace]
    ) -> Bool {
        guard link.grouping == .blocks, let first = atoms.first, let last = atoms.last else {
            return false
        }
        guard !atoms.contains(where: { isExact($0.address, table) }) else { return false }
        let range = first.address..<last.end
        return mayRead(range, table) && isEven(range, places)
    }

    /// Whether the address is inside a block that is read alone.
    func isExact(_ address: Int, _ table: ModbusField.Table) -> Bool {
        link.blocks.contains { $0.table == table && $0.range.contains(address) }
    }

    /// Whether one request may cover `range`: short enough and clear of forbidden registers.
    func mayRead(_ range: Range<Int>, _ table: ModbusField.Table) -> Bool {
        range.count <= greatest(table)
            && !link.forbidden.contains {
                $0.lowerBound < range.upperBound && range.lowerBound <= $0.upperBound
            }
    }

    private func greatest(_ table: ModbusField.Table) -> Int {
        min(max(link.greatest(in: table), 1), table.isBits ? 2000 : 125)
    }

    func cost(_ table: ModbusField.Table, _ count: Int) -> Lapse {
        WireCost.read(table, count: count, link: link, kind: kind, timing: timing)
    }
}
