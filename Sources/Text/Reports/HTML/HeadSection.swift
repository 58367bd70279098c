import Execution
import Findings
import Plans
import Quantities
import Records

/// Title, verdict and the few figures one asks for first.
enum HeadSection {
    static func write(_ page: inout Markup, _ summary: RunSummary) {
        page.element("p", "over", "Dry run on simulated devices, in virtual time")
        card(&page, summary.card, seed: String(summary.card.seed))
        let good = summary.outcome == .complete
        verdict(&page, good: good, headline(summary), sentence(summary))
        page.raw("<div class=\"tiles\">")
        tiles(&page, summary)
        page.raw("</div>\n")
    }

    static func write(_ page: inout Markup, refused plan: RefusedPlan) {
        page.element("p", "over", "Check against the lab")
        card(&page, plan.card, seed: "")
        let errors = plan.findings.count { $0.severity == .error }
        let minor = plan.findings.count - errors
        let fixes = plan.findings.count { $0.fix != nil }
        var words = "Nothing was run. " + Spoken.count(errors, "reason")
        if minor > 0 { words += " and " + Spoken.count(minor, "remark") }
        words += ", each below with what would pass"
        words += fixes > 0 ? "; " + Spoken.count(fixes, "proved fix").fixes + " offered." : "."
        verdict(&page, good: false, "Refused", words)
    }

    private static func card(_ page: inout Markup, _ card: RunCard, seed: String) {
        page.element("h1", "", card.title.isEmpty ? card.planID : card.title)
        page.raw("<p class=\"meta\">")
        let author = card.authorKind == .ai ? card.author + " (AI)" : card.author
        let facts = [
            ("plan", card.planID), ("by", author),
            ("lab", card.labTitle.isEmpty ? card.lab : card.labTitle), ("seed", seed),
        ]
        for (name, value) in facts where !value.isEmpty {
            page.raw("<span>")
            page.text(name + " ")
            page.element("b", "", value)
            page.raw("</span>")
        }
        page.raw("</p>\n")
    }

    private static func verdict(
        _ page: inout Markup,
        good: Bool,
        _ headline: String,
        _ sentence: String
    ) {
        page.raw(
            good
                ? "<div class=\"verdict yes\"><i>✓</i><div>"
                : "<div class=\"verdict no\"><i>✕</i><div>"
        )
        page.element("strong", "", headline)
        page.element("p", "", sentence)
        page.raw("</div></div>\n")
    }

    private static func headline(_ summary: RunSummary) -> String {
        switch summary.outcome {
        case .complete: "Accepted, and carried out to the end"
        case .aborted where summary.events.contains { $0.kind == .unsafe }:
            "Accepted, then aborted; not every zone confirmed its safe state"
        case .aborted: "Accepted, then aborted into the safe state"
        case .stopped: "Accepted, then stopped in the safe state"
        case .held, .holding: "Accepted, then held"
        default: "Accepted, and ended as " + summary.outcome.rawValue
        }
    }

    private static func sentence(_ summary: RunSummary) -> String {
        var words =
            summary.stepsConfirmed + " in " + Spoken.lapse(summary.ended - summary.began) + ". "
        if !summary.stepsPassedBy.isEmpty { words += summary.stepsPassedBy + ". " }
        let broken = summary.promises.filter { $0.standing == .broken }.map(\.name)
        if !broken.isEmpty {
            words += "Outside what was proved: " + broken.joined(separator: ", ") + ". "
        } else if summary.promises.contains(where: { $0.standing == .kept }) {
            words += "Everything measured stayed inside what was proved. "
        }
        let trips = summary.events.count { $0.kind == .trip }
        if trips > 0 { words += Spoken.count(trips, "interlock trip") + ". " }
        words +=
            summary.faults.isEmpty
            ? "No fault was injected." : Spoken.count(summary.faults.count, "fault") + " injected."
        return words
    }

    private static func tiles(_ page: inout Markup, _ summary: RunSummary) {
        if let row = summary.bill.duration {
            tile(&page, "Took", row, Spoken.lapse(summary.ended - summary.began))
        }
        if let row = summary.bill.energy, let used = row.observed {
            tile(&page, "Energy", row, Spoken.value(si: used, row.unit, digits: 3))
        }
        if let row = summary.bill.tips, (row.observed ?? 0) > 0 || row.proved.high > 0 {
            tile(&page, "Tips", row, Spoken.number(row.observed ?? 0))
        }
        for chart in ResultChart.group(summary.results).prefix(2) {
            guard let best = chart.results.at(chart.best ?? chart.results.count - 1) else {
                continue
            }
            let name = chart.best == nil ? "Last " + chart.name : "Best " + chart.name
            let among = "of " + Spoken.count(chart.results.count, "value")
            plain(&page, name, Spoken.quantity(best.value, digits: 4), among)
        }
        if summary.results.isEmpty {
            plain(
                &page,
                "Commands",
                Spoken.grouped(summary.transcript.total),
                "to " + Spoken.count(summary.transcript.devices.count, "device")
            )
        }
    }

    private static func tile(
        _ page: inout Markup,
        _ name: String,
        _ row: Bill.Row,
        _ value: String
    ) {
        plain(&page, name, value, "proved " + Spoken.range(row.proved, row.unit))
    }

    private static func plain(
        _ page: inout Markup,
        _ name: String,
        _ value: String,
        _ under: String
    ) {
        page.raw("<div class=\"tile\">")
        page.element("small", "", name)
        page.element("b", "", value)
        page.element("small", "", under)
        page.raw("</div>")
    }
}

extension String {
    /// `2 proved fixs` is not a plural.
    fileprivate var fixes: String { hasSuffix("fixs") ? dropLast() + "es" : self }
}
