import Quantities
import Records

/// One point's band and line, as SVG paths with as few corners as the eye needs.
struct SeriesPath {
    private struct Column {
        var x: Double
        var low: Double
        var high: Double
        var middle: Double
    }

    /// Unbroken stretches: a stretch ends where only bad readings came.
    private var stretches: [[Column]] = []
    private var bad: [Double] = []
    private let columnWidth: Double
    private let base: Double

    init(_ buckets: [SampleHistory.Bucket], _ unit: PhysicalUnit, _ frame: PlotFrame) {
        columnWidth = frame.width / Double(max(1, buckets.count))
        base = frame.top + frame.height
        var current: [Column] = []
        for (index, bucket) in buckets.enumerated() {
            let x = frame.left + (Double(index) + 0.5) * columnWidth
            if bucket.bad > 0 { bad.append(x) }
            if bucket.good == 0 {
                if bucket.bad > 0, !current.isEmpty {
                    stretches.append(current)
                    current = []
                }
                continue
            }
            let column = Column(
                x: x,
                low: frame.y(unit.value(si: bucket.low)),
                high: frame.y(unit.value(si: bucket.high)),
                middle: frame.y(unit.value(si: bucket.mean))
            )
            current.append(column)
        }
        if !current.isEmpty { stretches.append(current) }
    }

    func write(_ page: inout Markup, _ index: Int, name: String) {
        for stretch in stretches where stretch.contains(where: { $0.low - $0.high > 1 }) {
            band(&page, stretch, index)
        }
        page.raw("<path class=\"line s")
        page.integer(index % 4)
        page.raw("\"")
        page.attribute("data-n", name)
        page.raw(" d=\"")
        for stretch in stretches {
            Self.path(&page, stretch.map { ($0.x, $0.middle) }, begin: true)
            // A lone column still shows, as a stroke of its own width.
            if stretch.count == 1 { page.raw("h1") }
        }
        page.raw("\"/>")
        badMarks(&page)
    }

    private func band(_ page: inout Markup, _ stretch: [Column], _ index: Int) {
        page.raw("<path class=\"band s")
        page.integer(index % 4)
        page.raw("\" d=\"")
        Self.path(&page, stretch.map { ($0.x, $0.high) }, begin: true)
        Self.path(&page, stretch.reversed().map { ($0.x, $0.low) }, begin: false)
        page.raw("z\"/>")
    }

    /// Stretches of bad readings along the time axis.
    private func badMarks(_ page: inout Markup) {
        var start: Double?
        var previous = -1e9
        for x in bad + [1e9] {
            if let from = start, x - previous > columnWidth * 1.5 {
                page.box(
                    from - columnWidth / 2,
                    base - 4,
                    max(2, previous - from + columnWidth),
                    4,
                    "bad",
                    tip: "bad readings"
                )
                start = x
            }
            if start == nil { start = x }
            previous = x
        }
    }

    /// Corners only: points on the straight line between their neighbours are left out.
    private static func path(_ page: inout Markup, _ points: [(Double, Double)], begin: Bool) {
        var written: (Double, Double)?
        for (index, point) in points.enumerated() {
            if let last = written, index + 1 < points.count {
                let next = points[index + 1]
                let share = (point.0 - last.0) / max(1e-9, abs(next.0 - last.0))
                let straight = last.1 + (next.1 - last.1) * abs(share)
                let before = points[index - 1]
                if abs(straight - point.1) < 0.12, abs(before.1 - point.1) < 0.6 { continue }
            }
            page.raw(index == 0 && begin ? "M" : "L")
            page.number(point.0)
            page.raw(" ")
            page.number(point.1)
            written = point
        }
    }
}
