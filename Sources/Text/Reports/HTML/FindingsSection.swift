import Findings
import Quantities
import Records

/// Findings with their places, numbers and what would pass.
enum FindingsSection {
    private static let greatest = 300

    static func write(
        _ page: inout Markup,
        _ findings: [Finding],
        heading: String,
        source: SourceText? = nil
    ) {
        guard !findings.isEmpty else { return }
        page.section(heading) { page in
            for finding in findings.prefix(greatest) { write(&page, finding, source) }
            let hidden = findings.count - greatest
            if hidden > 0 { page.element("p", "note", Spoken.count(hidden, "more finding") + ".") }
        }
    }

    private static func write(_ page: inout Markup, _ finding: Finding, _ source: SourceText?) {
        switch finding.severity {
        case .error: page.raw("<div class=\"finding error\"><h3><span class=\"chip error\">")
        case .warning: page.raw("<div class=\"finding warning\"><h3><span class=\"chip warning\">")
        case .note: page.raw("<div class=\"finding\"><h3><span class=\"chip note\">")
        }
        page.text(finding.code.rawValue)
        page.raw("</span>")
        page.text(finding.code.title)
        page.raw("</h3>")
        page.element("p", "", finding.message)
        excerpt(&page, finding, source)
        page.raw("<dl>")
        if let place = finding.location {
            row(&page, "where", place.description)
        } else {
            let path = finding.path.description
            row(&page, "where", path.isEmpty ? "the document" : path)
        }
        if let step = finding.step { row(&page, "step", step) }
        if finding.count > 1 { row(&page, "how often", Spoken.count(finding.count, "place")) }
        for number in finding.numbers.prefix(12) {
            row(&page, number.name, Spoken.quantity(number.quantity))
        }
        if let allowed = finding.allowed { row(&page, "would pass", words(allowed)) }
        if let fix = finding.fix { row(&page, "fix, proved", fix.summary) }
        page.raw("</dl>")
        if !finding.trace.isEmpty {
            page.raw("<details><summary>The shortest way to it</summary><ol>")
            for line in finding.trace.prefix(60) { page.element("li", "", line) }
            page.raw("</ol></details>")
        }
        page.raw("</div>\n")
    }

    private static func row(_ page: inout Markup, _ name: String, _ value: String) {
        page.element("dt", "", name)
        page.element("dd", "", value)
    }

    private static func words(_ allowed: AllowedRange) -> String {
        switch (allowed.low, allowed.high) {
        case (let low?, let high?): Spoken.quantity(low) + " to " + Spoken.quantity(high)
        case (let low?, nil): "at least " + Spoken.quantity(low)
        case (nil, let high?): "at most " + Spoken.quantity(high)
        case (nil, nil): "nothing here"
        }
    }

    /// The line it is about, with the character marked.
    private static func excerpt(_ page: inout Markup, _ finding: Finding, _ source: SourceText?) {
        guard let place = finding.location, let line = source?.line(place.line) else { return }
        let excerpt = Excerpt(line, column: place.column, width: 150)
        page.raw("<pre><span class=\"dim\">")
        page.integer(place.line)
        page.raw("</span>  ")
        page.text(excerpt.before)
        page.element("mark", "", excerpt.marked)
        page.text(excerpt.after)
        page.raw("</pre>")
    }
}
