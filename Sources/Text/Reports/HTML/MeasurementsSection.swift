import Devices
import Interlocks
import Quantities
import Records

/// Every recorded point against its limits.
enum MeasurementsSection {
    /// Bytes all drawings of points may take together, and what a pixel column of one point costs.
    private static let budget = 2_000_000
    private static let columnCost = 26
    private static let greatestCharts = 120
    private static let greatestRows = 1_000
    /// More charts of what never changed are folded away.
    private static let greatestFlat = 4

    static func write(_ page: inout Markup, _ summary: RunSummary) {
        guard !summary.points.isEmpty else { return }
        let readings = summary.points.reduce(0) { $0 + $1.history.good + $1.history.bad }
        page.section("What was measured?") { page in
            page.element(
                "p",
                "note",
                Spoken.count(readings, "reading") + " of "
                    + Spoken.count(summary.points.count, "point")
                    + ", over the time since the run began. Bands span the least and greatest "
                    + "reading in each pixel column, lines follow the mean. Dashed red: safety "
                    + "limits (↑ ↓ where they lie outside the drawing); dotted green: what was "
                    + "proved."
            )
            let charts = PointChart.group(summary.points).prefix(greatestCharts)
            let series = charts.reduce(0) { $0 + $1.points.count }
            let columns = max(80, min(890, budget / (columnCost * max(1, series))))
            let flat = charts.filter(\.isFlat)
            for chart in charts where !chart.isFlat || flat.count <= greatestFlat {
                chart.write(&page, until: summary.ended, events: summary.events, columns: columns)
                page.raw("\n")
            }
            if flat.count > greatestFlat {
                let points = flat.reduce(0) { $0 + $1.points.count }
                page.raw("<details class=\"bulk\"><summary>")
                page.text(Spoken.count(points, "point") + " that did not change")
                page.raw("</summary>")
                for chart in flat {
                    chart.write(
                        &page,
                        until: summary.ended,
                        events: summary.events,
                        columns: columns
                    )
                }
                page.raw("</details>")
            }
            StateStrips(summary.points).write(&page, until: summary.ended)
            table(&page, summary)
        }
    }

    private static func table(_ page: inout Markup, _ summary: RunSummary) {
        page.raw("<details><summary>Every point in figures</summary><div class=\"wide\"><table>")
        page.headings([
            ("point", ""), ("least", "n"), ("greatest", "n"), ("last", "n"), ("readings", "n"),
            ("bad", "n"), ("limits", ""),
        ])
        page.raw("<tbody>")
        for point in summary.points.prefix(greatestRows) {
            page.raw("<tr>")
            page.cell(point.name)
            let extremes = point.history.extremes
            page.cell(words(extremes?.low, point.kind), "n")
            page.cell(words(extremes?.high, point.kind), "n")
            page.cell(words(point.history.last?.value, point.kind), "n")
            page.cell(Spoken.grouped(point.history.good + point.history.bad), "n")
            page.cell(
                point.history.bad > 0 ? Spoken.grouped(point.history.bad) : "–",
                point.history.bad > 0 ? "n broken" : "n dim"
            )
            let limits = point.limits.map { limit in
                limit.name + " " + Spoken.value(si: limit.value, point.unit)
            }
            page.cell(limits.joined(separator: "; "), "dim")
            page.raw("</tr>\n")
        }
        page.raw("</tbody></table></div></details>")
    }

    private static func words(_ value: Double?, _ kind: PointKind) -> String {
        guard let value else { return "–" }
        switch kind {
        case .quantity(let unit): return Spoken.value(si: value, unit)
        case .flag: return value == 0 ? "off" : "on"
        case .choice(let words):
            return words.at(value >= 0 && value < 1e6 ? Int(value) : -1) ?? "?"
        }
    }
}
