import Plans
import Quantities
import Records

/// What the run was for.
enum ResultsSection {
    /// The most rows of the table.
    static let greatestRows = 1_000

    static func write(_ page: inout Markup, _ summary: RunSummary) {
        guard !summary.results.isEmpty else { return }
        page.section("What came out?") { page in
            for chart in ResultChart.group(summary.results).prefix(12) {
                page.raw("<h3>")
                page.text(chart.name)
                page.raw(" <span class=\"dim\">")
                page.text(goal(chart))
                page.raw("</span></h3>")
                chart.write(&page)
                table(&page, chart)
            }
        }
    }

    private static func goal(_ chart: ResultChart) -> String {
        switch chart.results.first?.goal {
        case .maximise: "more is better"
        case .minimise: "less is better"
        case .record, nil: ""
        }
    }

    private static func table(_ page: inout Markup, _ chart: ResultChart) {
        let inputs = chart.results.first?.inputs.map(\.name) ?? []
        let traced = chart.results.contains { !$0.lineage.vessels.isEmpty }
        page.raw("<div class=\"wide\"><table>")
        var names: [(String, StaticString)] = [("", "n"), (chart.name, "n")]
        names += inputs.map { ($0, "n") }
        names += [("at", "n"), ("step", "")]
        if traced { names += [("measured on", ""), ("made from", "")] }
        page.headings(names)
        page.raw("<tbody>")
        for (index, result) in chart.results.enumerated().prefix(greatestRows) {
            page.raw(
                index == chart.best && chart.results.count > 1 ? "<tr class=\"best\">" : "<tr>"
            )
            page.cell(String(index + 1), "n dim")
            page.cell(Spoken.quantity(result.value), "n top")
            for place in inputs.indices {
                page.cell(result.inputs.at(place).map { Spoken.quantity($0.value) } ?? "–", "n")
            }
            page.cell(Spoken.clock(result.at), "n")
            let loop = result.iteration.isEmpty ? "" : " (" + result.iteration + ")"
            page.cell(result.step + loop, "id")
            if traced {
                page.cell(result.lineage.measuredOn.joined(separator: ", "))
                page.cell(result.lineage.sources.joined(separator: ", "), "dim")
            }
            page.raw("</tr>\n")
        }
        page.raw("</tbody></table></div>")
        let hidden = chart.results.count - greatestRows
        if hidden > 0 { page.element("p", "note", Spoken.count(hidden, "more value") + ".") }
    }
}
