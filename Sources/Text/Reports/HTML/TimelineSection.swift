import Execution
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
                    + "Thin bars are what was switched on or flowed meanwhile. Outlined bars were "
                    + "given up, dashed lines are faults and trips."
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
            if summary.outcome == .complete, own.isEmpty {
                page.element("p", "", "Nothing followed: the run went on to its end.")
            }
            page.raw("<div class=\"wide\"><table>")
            page.headings([("at", "n"), ("after", "n"), ("what happened", "")])
            page.raw("<tbody>")
            for (index, row) in rows(summary, own).enumerated() {
                guard index < greatestRows else { break }
                write(&page, row)
            }
            page.raw("</tbody></table></div>")
            let hidden = summary.faults.count + summary.events.count - greatestRows
            if hidden > 0 { page.element("p", "note", Spoken.count(hidden, "more event") + ".") }
        }
    }

    private struct Row {
        var at: Instant
        /// Since the last fault injected before it; nil where there was none.
        var after: Lapse?
        var text: String
        var style: StaticString
    }

    /// Injected faults and events in the order of time: with several faults, nobody but the reader
    /// can tell which of them an event came from.
    private static func rows(_ summary: RunSummary, _ own: [RunEvent]) -> [Row] {
        var rows: [Row] = []
        var faults = summary.faults[...]
        var last: Instant?
        for event in summary.faults.isEmpty ? own : summary.events {
            while let fault = faults.first, fault.at <= event.at {
                rows.append(injected(fault))
                last = faults.removeFirst().at
            }
            guard summary.faults.isEmpty || last != nil else { continue }
            let style: StaticString =
                switch event.kind {
                case .safe: "kept"
                case .unsafe, .trip, .fault: "broken"
                case .state: ""
                }
            rows.append(
                Row(at: event.at, after: last.map { event.at - $0 }, text: event.text, style: style)
            )
        }
        return rows + faults.map(injected)
    }

    private static func injected(_ fault: InjectedFault) -> Row {
        Row(at: fault.at, after: nil, text: "injected: " + fault.text, style: "top")
    }

    private static func write(_ page: inout Markup, _ row: Row) {
        page.raw("<tr>")
        page.cell(Spoken.clock(row.at), "n")
        page.cell(row.after.map { "+ " + Spoken.lapse($0) } ?? "", "n dim")
        page.cell(row.text, row.style)
        page.raw("</tr>\n")
    }

    private static let greatestRows = 60
}
