import Findings
import Testing

@Suite struct CatalogueTests {
    @Test func `every finding code has its row, and stable spelling`() {
        var seen: Set<String> = []
        for code in FindingCode.allCases {
            #expect(code.title != code.rawValue, "\(code.rawValue) has no title")
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "-" }, "\(code.rawValue)")
            #expect(seen.insert(code.rawValue).inserted)
        }
    }

    @Test func `the documentation's table is this table`() throws {
        let rows = try SourceTree.text("docs/hazards.md").split(separator: "\n")
            .filter { $0.hasPrefix("| `") }
            .map { $0.split(separator: "|").map { $0.trimmingPrefix(while: { $0 == " " }) } }
            .map { $0.map { String($0.reversed().drop { $0 == " " }.reversed()) } }
        let expected = FindingCode.allCases.map { code in
            [
                "`\(code.rawValue)`", code.hazard > 0 ? "\(code.hazard)" : "–",
                code.severity.rawValue, code.title,
            ]
        }
        for (row, wanted) in zip(rows, expected) { #expect(row == wanted) }
        #expect(rows.count == expected.count)
    }

    @Test func `every hazard that declared contents decide has a code`() {
        // Numbers of the catalogue in docs/hazards.md; 13, 44 and 46 keep a guard at run time,
        // 53 shows only on fault paths.
        let decided = Set(1...54).subtracting([13, 53])
        let known = Set(FindingCode.allCases.map(\.hazard))
        #expect(decided.subtracting(known).isEmpty, "\(decided.subtracting(known).sorted())")
    }
}
