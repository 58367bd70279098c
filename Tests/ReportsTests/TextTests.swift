import Findings
import Quantities
import Records
import Reports
import Testing

@Suite struct TextTests {
    private let plain = TextStyle(colour: false, width: 72)

    private var overfilled: Finding {
        var finding = Finding(
            .vesselOverfilled,
            at: DocumentPath([.key("steps"), .index(1)]),
            "900 uL into ‘plate/A1’, which holds 350 uL"
        )
        finding.location = SourceLocation(file: "hot.yaml", line: 2, column: 11)
        finding.allowed = AllowedRange(high: Quantity(3.5e-7, .one))
        finding.count = 96
        return finding
    }

    @Test func `a finding shows its line with a caret below the place`() {
        let source = SourceText("steps:\n- volume: 900 uL\n")
        let text = FindingText.render([overfilled], source: source, plain)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first == "hot.yaml:2:11: error [vessel-overfilled]")
        #expect(lines.contains("    2 │ - volume: 900 uL"))
        #expect(lines.contains("      │           ^^^"))
        #expect(text.contains("96 places"))
    }

    @Test func `colour only where it is asked for`() {
        let plainText = FindingText.render([overfilled], source: nil, plain)
        let coloured = FindingText.render(
            [overfilled],
            source: nil,
            TextStyle(colour: true, width: 72)
        )
        #expect(!plainText.contains("\u{1b}"))
        #expect(coloured.contains("\u{1b}[1;31m"))
    }

    @Test func `a terminal is given no control characters of others`() {
        var finding = overfilled
        finding.message = "\u{1b}[2J\u{7}gone"
        let text = FindingText.render([finding], source: SourceText("\u{1b}[2J"), plain)
        #expect(!text.contains("\u{1b}"))
    }

    @Test func `tables keep to the width`() {
        var table = TextTable([("name", .left), ("value", .right)])
        table.add([String(repeating: "long ", count: 40), "1"])
        table.add(["试剂", "22"])
        for line in table.render(plain).split(separator: "\n") { #expect(line.count <= 72) }
    }

    @Test func `wells are characters`() {
        var deck = DeckReport()
        deck.materials = ["water"]
        deck.items = [Samples.plate("plate")]
        let text = DeckText.render(deck, plain)
        let rows = text.split(separator: "\n").map(String.init)
        #expect(rows.contains("                A . a a a a a a a a a a a"))
        #expect(rows.contains("                H a a a a a a a a a a a a"))
        #expect(text.contains("a water"))
    }

    @Test func `results carry their inputs and lineage`() {
        let results = Samples.summary(hours: 1, named: "sigma").results
        let text = ResultsText.render(results, TextStyle(colour: false, width: 120))
        #expect(text.contains("measured on"))
        #expect(text.split(separator: "\n").last?.hasPrefix("*") == true)
    }
}
