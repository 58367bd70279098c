import Quantities
import Records

/// What stands before and after every report's content.
enum PageFrame {
    static func open(_ page: inout Markup, title: String) {
        page.raw(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>
            """
        )
        page.text(title.isEmpty ? "Athanor report" : title + " – Athanor")
        page.raw("</title><style>")
        page.raw(Style.colours)
        page.raw(Style.text)
        page.raw(Style.drawings)
        page.raw(Style.media)
        page.raw("</style></head><body><main>\n")
    }

    static func close(_ page: inout Markup, _ card: RunCard) {
        page.raw("<footer><p>")
        page.text("Athanor " + card.version)
        if !card.planHash.isEmpty {
            page.raw(" · plan <code>")
            page.text(card.planHash)
            page.raw("</code>")
        }
        if !card.labHash.isEmpty {
            page.raw(" · lab <code>")
            page.text(card.labHash)
            page.raw("</code>")
        }
        page.raw("</p></footer></main><script>")
        page.raw(Style.crosshair)
        page.raw("</script></body></html>\n")
    }
}

extension Markup {
    /// A section under a heading that asks what it answers.
    mutating func section(_ heading: String, _ body: (inout Markup) -> Void) {
        raw("<section><h2>")
        text(heading)
        raw("</h2>\n")
        body(&self)
        raw("</section>\n")
    }

    mutating func cell(_ words: String, _ style: StaticString = "") {
        element("td", style, words)
    }

    mutating func headings(_ names: [(String, StaticString)]) {
        raw("<thead><tr>")
        for (name, style) in names { element("th", style, name) }
        raw("</tr></thead>")
    }
}
