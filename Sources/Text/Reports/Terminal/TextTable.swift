/// A table in columns as wide as what they hold, the widest cut where the line is too short.
package struct TextTable: Sendable {
    package enum Alignment: Hashable, Sendable {
        case left, right
    }

    private var columns: [(title: String, alignment: Alignment)]
    private var rows: [[String]] = []

    package init(_ columns: [(title: String, alignment: Alignment)]) { self.columns = columns }

    package mutating func add(_ cells: [String]) { rows.append(cells.map(\.printable)) }

    package func render(_ style: TextStyle) -> String {
        var widths = columns.map { Columns.width($0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() where widths.indices.contains(index) {
                widths[index] = max(widths[index], Columns.width(cell))
            }
        }
        let gaps = 2 * max(0, widths.count - 1)
        while widths.reduce(gaps, +) > style.width, let widest = widths.max(), widest > 8,
            let index = widths.firstIndex(of: widest)
        {
            widths[index] -= 1
        }
        var lines: [String] = []
        if columns.contains(where: { !$0.title.isEmpty }) {
            lines.append(style.ink(.dim, line(columns.map(\.title), widths)))
        }
        for row in rows { lines.append(line(row, widths)) }
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var parts: [String] = []
        for (index, width) in widths.enumerated() {
            let cell = Columns.cut(index < cells.count ? cells[index] : "", width)
            parts.append(
                columns[index].alignment == .left
                    ? Columns.left(cell, width) : Columns.right(cell, width)
            )
        }
        var line = parts.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
