import Execution
import Quantities
import Records

/// Every step, as it went.
enum StepsSection {
    static let greatestRows = 3_000

    static func write(_ page: inout Markup, _ summary: RunSummary) {
        guard !summary.steps.isEmpty else { return }
        page.section("How did every step go?") { page in
            page.raw("<details><summary>")
            page.text(summary.stepsConfirmed)
            if !summary.stepsPassedBy.isEmpty {
                page.raw(" <small>")
                page.text(summary.stepsPassedBy)
                page.raw("</small>")
            }
            page.raw("</summary><div class=\"wide\"><table>")
            page.headings([
                ("step", ""), ("does", ""), ("from", "n"), ("took", "n"), ("outcome", ""),
                ("with", ""),
            ])
            page.raw("<tbody>")
            for step in summary.steps.prefix(greatestRows) { row(&page, step, summary.lanes) }
            page.raw("</tbody></table></div>")
            let hidden = summary.steps.count - greatestRows
            if hidden > 0 { page.element("p", "note", Spoken.count(hidden, "more step") + ".") }
            page.raw("</details>")
        }
    }

    private static func row(_ page: inout Markup, _ step: StepReport, _ lanes: [String]) {
        page.raw("<tr>")
        let indent = String(repeating: "\u{2003}", count: max(0, min(8, step.depth)))
        let loop = step.iteration.isEmpty ? "" : " (" + step.iteration + ")"
        page.cell(indent + clipped(step.id + loop, 60))
        page.cell(clipped(step.title, 160))
        page.cell(step.start.map(Spoken.clock) ?? "–", "n")
        if let start = step.start, let end = step.end {
            page.cell(Spoken.lapse(end - start), "n")
        } else {
            page.cell("–", "n")
        }
        switch step.outcome {
        case .confirmed: page.cell("✓", "kept")
        case .failed: page.cell(Spoken.outcome(step.outcome), "broken")
        case .abandoned, nil: page.cell(Spoken.outcome(step.outcome), "dim")
        }
        page.cell(step.lanes.compactMap { lanes.at($0) }.joined(separator: ", "), "dim")
        page.raw("</tr>\n")
    }

    private static func clipped(_ text: String, _ length: Int) -> String {
        text.count > length ? String(text.prefix(length - 1)) + "…" : text
    }
}

/// What was said to the devices.
enum TranscriptSection {
    static func write(_ page: inout Markup, _ transcript: Transcript) {
        guard transcript.total > 0 else { return }
        page.section("What was said to the devices?") { page in
            let counts = transcript.devices.prefix(60).map {
                "\($0.device) \(Spoken.grouped($0.commands))"
            }
            page.element("p", "note", "Commands: " + counts.joined(separator: ", ") + ".")
            page.element("p", "note onpaper", "Open the transcript first to have it printed.")
            page.raw("<details class=\"bulk\"><summary>")
            page.text("Transcript of " + Spoken.count(transcript.total, "command"))
            page.raw("</summary><pre>")
            for line in transcript.first { write(&page, line) }
            if transcript.omitted > 0 {
                page.text(
                    "… " + Spoken.count(transcript.omitted, "command")
                        + " left out; the trace has all …"
                )
                page.raw("\n")
            }
            for line in transcript.last { write(&page, line) }
            page.raw("</pre></details>")
        }
    }

    private static func write(_ page: inout Markup, _ line: Transcript.Line) {
        page.text(
            Columns.right(Spoken.clock(line.at), 14) + "  " + Columns.left(line.command.device, 20)
        )
        page.text(" " + line.command.words)
        if line.command.origin != "run" { page.text("  [" + line.command.origin + "]") }
        if line.outcome != "acknowledged" {
            page.text("  → " + (line.outcome.isEmpty ? "no reply seen" : line.outcome))
        }
        page.raw("\n")
    }
}

extension CommandSentence {
    /// `write setpoint = 850 °C`, `send move x=12 y=40`.
    package var words: String {
        switch body {
        case .write(let point, .number(let number), let unit):
            let symbol = PhysicalUnit.named(unit).map(Spoken.unit) ?? unit
            return "write " + point + " = " + Spoken.number(number, digits: 7)
                + (symbol.isEmpty ? "" : " " + symbol)
        case .write(let point, .word(let word), _): return "write " + point + " = " + word
        case .send(let request, let fields):
            let list = fields.prefix(16).map {
                " " + $0.name + "=" + Spoken.number($0.value, digits: 7)
            }
            return "send " + request + list.joined()
        }
    }
}
