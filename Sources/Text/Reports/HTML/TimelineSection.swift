import Quantities
import Records

/// When each device did what.
enum TimelineSection {
    static func write(_ page: inout Markup, _ summary: RunSummary) {
        guard !summary.bars.isEmpty else { return }
        page.section("What happened when?") { page in
            page.element(
                "p",
                "note",
                "One lane for each device or person; the plan’s own steps on top. "
                    + "Outlined bars were given up, dashed lines are faults and trips."
            )
            Timeline(summary).write(&page)
            let hidden = summary.lanes.count - Timeline.greatestLanes
            if hidden > 0 {
                page.element("p", "note", Spoken.count(hidden, "more lane") + " not drawn.")
            }
        }
    }
}

/// Faults that were injected, and everything that went wrong by itself.
enum FaultsSection {
    static func write(_ page: inout Markup, _ summary: RunSummary) {
        let own = summary.events.filter { $0.kind != .state }
        guard !summary.faults.isEmpty || !own.isEmpty else { return }
        let heading =
            summary.faults.isEmpty
            ? "What went wrong?" : "Which faults were injected, and what came of them?"
        page.section(heading) { page in
            for report in summary.faults {
                page.raw("<h3>")
                page.text(report.fault.text)
                page.raw(" <span class=\"dim\">at ")
                page.text(Spoken.clock(report.fault.at))
                page.raw("</span></h3>")
                events(&page, report.consequences, since: report.fault.at)
            }
            if summary.faults.isEmpty { events(&page, Array(own.prefix(40)), since: .start) }
        }
    }

    private static func events(_ page: inout Markup, _ events: [RunEvent], since: Instant) {
        guard !events.isEmpty else {
            return page.element("p", "", "Nothing followed: the run took no notice of it.")
        }
        page.raw("<table><tbody>")
        for event in events {
            page.raw("<tr>")
            page.cell((since > .start ? "+ " : "") + Spoken.lapse(event.at - since), "n")
            page.cell(event.text, event.kind == .safe ? "kept" : "")
            page.raw("</tr>")
        }
        page.raw("</tbody></table>")
    }
}
