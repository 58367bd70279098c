/// A rectangle of wells of one 8 × 12 plate.
struct Region: Hashable {
    var item: String
    var rows: ClosedRange<Int>
    var columns: ClosedRange<Int>

    /// Indexes into the plate, column-major: the order in which sets pair.
    var wells: [Int] { columns.flatMap { column in rows.map { column * 8 + $0 } } }

    var count: Int { rows.count * columns.count }

    var text: String {
        let first = Self.name(rows.lowerBound, columns.lowerBound)
        let last = Self.name(rows.upperBound, columns.upperBound)
        return first == last ? "\(item)/\(first)" : "\(item)/\(first):\(last)"
    }

    static func name(_ row: Int, _ column: Int) -> String {
        String(["A", "B", "C", "D", "E", "F", "G", "H"][row]) + String(column + 1)
    }

    static func any(of item: String, atMost count: Int, _ dice: inout Dice) -> Region {
        while true {
            let (row, column) = (dice.below(8), dice.below(12))
            let rows = row...dice.whole(row...7)
            let columns = column...dice.whole(column...11)
            let region = Region(item: item, rows: rows, columns: columns)
            if region.count <= count { return region }
        }
    }
}
