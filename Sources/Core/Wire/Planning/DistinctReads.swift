import Devices
import Quantities

/// Reads of one table that differ in length, so that a late or doubled reply to one cannot pass
/// for another's.
extension ReadPlanner {
    /// Lengthens reads that are as long as another, by registers the profile names (others may
    /// not exist), where that keeps the line no busier than simpler ways of reading would.
    func distinguish(_ blocks: inout [ReadBlock], _ points: [PointDefinition]) {
        guard link.grouping == .blocks, blocks.count > 1 else { return }
        let table = blocks[0].table
        let allowed = min(
            load(readingThrough: 0, points, table),
            load(readingThrough: Self.usualGap, points, table)
        )
        for index in blocks.indices.reversed() {
            for _ in 0..<3 {
                guard let longer = lengthened(blocks, index, points),
                    load(of: longer) <= allowed
                else { break }
                blocks = longer
            }
        }
    }

    /// What other programs read through without a second look.
    private static let usualGap = 50

    /// The reads with one a register longer, and without those it now serves; nil where it may
    /// not be.
    private func lengthened(
        _ blocks: [ReadBlock],
        _ index: Int,
        _ points: [PointDefinition]
    ) -> [ReadBlock]? {
        let block = blocks[index]
        let twins = blocks.count { $0.count == block.count }
        let isKnown = points.contains { point in
            guard let field = point.polledField, field.table == block.table else { return false }
            let address = field.readAddress
            return address <= block.end && block.end < address + field.width
        }
        guard twins > 1, isKnown, !isExact(block.address, block.table),
            !isExact(block.end, block.table),
            mayRead(block.address..<(block.end + 1), block.table),
            isEven(block.address..<(block.end + 1), timedPlaces(points, block.table))
        else { return nil }
        var result = blocks
        result[index].count += 1
        absorb(into: &result, index)
        return result
    }

    /// A slower read that lies inside another one is no request of its own.
    private func absorb(into blocks: inout [ReadBlock], _ index: Int) {
        let host = blocks[index]
        var kept: [ReadBlock] = []
        var served: [Int] = []
        for (other, block) in blocks.enumerated() {
            let isInside = host.address <= block.address && block.end <= host.end
            // Slower reads stand behind quicker ones, so the host keeps its place.
            if other > index, isInside, Self.isSlower(block.period, than: host.period) {
                served += block.points
            } else {
                kept.append(block)
            }
        }
        kept[index].points += served
        blocks = kept
    }

    private static func isSlower(_ period: Lapse?, than other: Lapse?) -> Bool {
        guard let other else { return false }
        return period.map { $0 > other } ?? true
    }

    /// The share of time the reads take; those on demand count nothing.
    private func load(of blocks: [ReadBlock]) -> Double {
        blocks.reduce(0) { sum, block in
            guard let period = block.period, period > .zero else { return sum }
            return sum + cost(block.table, block.count).seconds / period.seconds
        }
    }

    /// The load where neighbours are read together exactly up to a gap of so many registers.
    private func load(
        readingThrough gap: Int,
        _ points: [PointDefinition],
        _ table: ModbusField.Table
    ) -> Double {
        var sum = 0.0
        for case let period? in periods(points, table) where period > .zero {
            var run: Range<Int>?
            for atom in atoms(points, table, period) {
                if let begun = run, atom.address <= begun.upperBound + gap,
                    mayRead(begun.lowerBound..<max(begun.upperBound, atom.end), table)
                {
                    run = begun.lowerBound..<max(begun.upperBound, atom.end)
                    continue
                }
                if let begun = run { sum += cost(table, begun.count).seconds / period.seconds }
                run = atom.address..<atom.end
            }
            if let begun = run { sum += cost(table, begun.count).seconds / period.seconds }
        }
        return sum
    }
}
