package import Findings

/// Findings for a terminal: place, code, sentence, the line with a caret, what would pass, the fix.
package enum FindingText {
    /// Quotes lines from `source`, where it is given.
    package static func render(
        _ findings: [Finding],
        source: SourceText?,
        _ style: TextStyle
    ) -> String {
        findings.map { render($0, source, style) }.joined(separator: "\n\n")
    }

    private static func render(
        _ finding: Finding,
        _ source: SourceText?,
        _ style: TextStyle
    ) -> String {
        let ink: TextStyle.Ink =
            switch finding.severity {
            case .error: .red
            case .warning: .yellow
            case .note: .cyan
            }
        let path = finding.path.description
        let place = finding.location?.description ?? (path.isEmpty ? "document" : path)
        var lines = [
            style.ink(.bold, place.printable) + ": "
                + style.ink(ink, finding.severity.rawValue + " [" + finding.code.rawValue + "]")
        ]
        lines += Columns.wrap(finding.message.printable, style.width - 2).map { "  " + $0 }
        lines += excerpt(finding, source, style, ink)
        if let step = finding.step { lines.append(field("step", step.printable, style)) }
        if finding.count > 1 {
            lines.append(field("seen", Spoken.count(finding.count, "place"), style))
        }
        if let allowed = finding.allowed {
            lines.append(field("would pass", allowed.description.printable, style))
        }
        if let fix = finding.fix { lines.append(field("fix", fix.summary.printable, style)) }
        for (index, step) in finding.trace.prefix(12).enumerated() {
            let name = index == 0 ? "how" : ""
            lines.append(field(name, step.printable, style))
        }
        return lines.joined(separator: "\n")
    }

    private static func field(_ name: String, _ value: String, _ style: TextStyle) -> String {
        let body = Columns.wrap(value, style.width - 15)
        let head = "  " + style.ink(.dim, Columns.left(name, 11)) + " "
        return head + body.joined(separator: "\n" + String(repeating: " ", count: 14))
    }

    private static func excerpt(
        _ finding: Finding,
        _ source: SourceText?,
        _ style: TextStyle,
        _ ink: TextStyle.Ink
    ) -> [String] {
        guard let place = finding.location, let line = source?.line(place.line) else { return [] }
        let excerpt = Excerpt(line.printable, column: place.column, width: style.width - 12)
        let number = Columns.right(String(place.line), 5)
        let before = String(repeating: " ", count: Columns.width(excerpt.before))
        let carets = String(repeating: "^", count: max(1, Columns.width(excerpt.marked)))
        return [
            style.ink(.dim, number + " │ ") + excerpt.before + style.ink(ink, excerpt.marked)
                + excerpt.after,
            style.ink(.dim, "      │ ") + before + style.ink(ink, carets),
        ]
    }
}
