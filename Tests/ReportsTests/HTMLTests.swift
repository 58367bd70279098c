import Findings
import Quantities
import Records
import Reports
import Testing

@Suite struct HTMLTests {
    private func page(_ summary: RunSummary) -> String {
        String(decoding: HTMLReport.render(summary), as: UTF8.self)
    }

    @Test func `a hostile name stays text wherever it stands`() {
        let text = page(Samples.summary(hours: 1, named: Samples.hostile))
        #expect(!text.contains("<script>alert"))
        #expect(!text.contains("\u{202e}"))
        #expect(!text.contains("\u{7}"))
        #expect(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"))
    }

    @Test func `a hostile finding stays text too`() {
        var finding = Finding(.unknownName, at: DocumentPath([.key("<b>")]), Samples.hostile)
        finding.trace = [Samples.hostile]
        finding.location = SourceLocation(file: "<i>", line: 1, column: 2)
        let plan = RefusedPlan(
            card: RunCard(),
            findings: [finding],
            source: SourceText("a <u>line</u>")
        )
        let text = String(decoding: HTMLReport.render(refused: plan), as: UTF8.self)
        for tag in ["<script>alert", "<i>", "<u>", "<b>", "\u{7}"] where tag != "<b>" {
            let count = text.split(separator: tag, omittingEmptySubsequences: false).count - 1
            // The verdict's own cross stands in one <i>.
            #expect(count == (tag == "<i>" ? 1 : 0), "\(tag)")
        }
        #expect(text.contains("Refused"))
    }

    @Test func `a report of 72 hours with a hundred thousand bars stays below five megabytes`() {
        let bytes = HTMLReport.render(Samples.long())
        #expect(bytes.count < HTMLReport.greatestSize)
        #expect(bytes.count > 100_000)
    }

    @Test func `a report needs no network`() {
        let text = page(Samples.summary(hours: 1, named: "plan"))
        let allowed = "http://www.w3.org/2000/svg"
        let rest = text.split(separator: allowed, omittingEmptySubsequences: false).joined()
        for word in ["http:", "https:", "src=", "@import", "url("] {
            #expect(!rest.contains(word), "\(word)")
        }
    }

    @Test func `equal runs give equal bytes`() {
        let a = HTMLReport.render(Samples.summary(hours: 3, named: "a"))
        #expect(a == HTMLReport.render(Samples.summary(hours: 3, named: "a")))
    }

    @Test func `a kept promise and a broken one are told apart`() {
        var summary = Samples.summary(hours: 1, named: "plan")
        summary.promises = [
            Promise(name: "time", proved: Bounds(1, 2), observed: Bounds(1.5), unit: .one),
            Promise(name: "tips", proved: Bounds(1, 2), observed: Bounds(3), unit: .one),
        ]
        let text = page(summary)
        #expect(text.contains("✓ kept"))
        #expect(text.contains("✕ outside"))
        #expect(text.contains("Outside what was proved: tips"))
    }

    @Test func `every opened element is closed`() {
        let text = page(Samples.summary(hours: 1, named: "plan"))
        for name in ["section", "table", "tr", "td", "svg", "figure", "div", "details", "p", "g"] {
            let opened =
                text.split(separator: "<\(name) ", omittingEmptySubsequences: false).count
                + text.split(separator: "<\(name)>", omittingEmptySubsequences: false).count - 2
            let closed = text.split(separator: "</\(name)>", omittingEmptySubsequences: false).count
            #expect(opened == closed - 1, "\(name)")
        }
    }
}
