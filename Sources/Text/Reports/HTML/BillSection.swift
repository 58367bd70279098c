import Quantities
import Records

/// What it cost, beside what was predicted.
enum BillSection {
    static func write(_ page: inout Markup, _ summary: RunSummary) {
        let bill = summary.bill
        let rows = [bill.duration, bill.energy, bill.tips].compactMap { $0 }
            .filter { $0.proved.high > 0 || ($0.observed ?? 0) > 0 }
        guard !(rows + bill.materials).isEmpty else { return }
        page.section("What did it cost?") { page in
            page.raw("<div class=\"wide\"><table>")
            page.headings([("", ""), ("used", "n"), ("predicted", "n"), ("", "")])
            page.raw("<tbody>")
            for row in rows + bill.materials.prefix(200) {
                page.raw("<tr>")
                page.cell(row.name)
                page.cell(
                    row.observed.map { Spoken.value(si: $0, row.unit) } ?? "not metered",
                    "n top"
                )
                page.cell(Spoken.range(row.proved, row.unit), "n")
                page.raw("<td>")
                RangeBar.write(
                    &page,
                    proved: row.proved,
                    observed: row.observed.map { Bounds($0) }
                )
                page.raw("</td></tr>\n")
            }
            page.raw("</tbody></table></div>")
        }
    }
}

/// What the checker proved, and under which assumptions.
enum PromisesSection {
    static func write(_ page: inout Markup, _ summary: RunSummary) {
        guard !summary.promises.isEmpty || !summary.assumptions.isEmpty else { return }
        page.section("What was promised, and was it kept?") { page in
            if summary.states > 0 {
                page.element(
                    "p",
                    "note",
                    "Proved before anything moved, over "
                        + Spoken.count(summary.states, "control state") + "."
                )
            }
            if !summary.promises.isEmpty { table(&page, summary.promises) }
            guard !summary.assumptions.isEmpty else { return }
            page.element("h3", "", "Under these assumptions")
            page.raw("<ul>")
            for assumption in summary.assumptions.prefix(200) { page.element("li", "", assumption) }
            page.raw("</ul>")
        }
    }

    private static func table(_ page: inout Markup, _ promises: [Promise]) {
        page.raw("<div class=\"wide\"><table>")
        page.headings([("", ""), ("proved", "n"), ("seen", "n"), ("", ""), ("", "")])
        page.raw("<tbody>")
        for promise in promises.prefix(200) {
            page.raw("<tr>")
            page.cell(promise.name)
            page.cell(Spoken.range(promise.proved, promise.unit), "n")
            page.cell(
                promise.observed.map { Spoken.range($0, promise.unit) } ?? "not measured",
                "n"
            )
            page.raw("<td>")
            RangeBar.write(&page, proved: promise.proved, observed: promise.observed)
            page.raw("</td>")
            switch promise.standing {
            case .kept: page.cell("✓ kept", "kept")
            case .broken: page.cell("✕ outside", "broken")
            case .unobserved: page.cell("–", "dim")
            }
            page.raw("</tr>\n")
        }
        page.raw("</tbody></table></div>")
    }
}
