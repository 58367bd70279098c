import Documents
import Findings
import Quantities
import Testing

func json(_ text: String, file: String = "t.json") throws -> DocumentTree {
    try DocumentTree.read(Array(text.utf8), file: file, syntax: .json)
}

func refusal(_ text: String, _ syntax: DocumentSyntax) -> [Finding] {
    do throws(UnreadableDocument) {
        _ = try DocumentTree.read(Array(text.utf8), file: "t", syntax: syntax)
        return []
    } catch {
        return error.findings
    }
}

func place(_ finding: Finding?) -> String {
    guard let at = finding?.location else { return "nowhere" }
    return "\(at.line):\(at.column)"
}

/// RFC 8259, strictly.
@Suite struct JSONTests {
    @Test func `a surrogate pair is one character`() throws {
        let tree = try json(#"["\ud83d\ude00", "\u00b5L", "a\/b\n"]"#)
        let texts = DocumentReader(tree).root.list { $0.text() }
        #expect(texts == ["😀", "µL", "a/b\n"])
    }

    @Test(arguments: [
        #"["\ud83d"]"#, #"["\ude00"]"#, #"["\ud83dx"]"#, #"["\ud83d\u0041"]"#,
        #"["\u12g4"]"#, #"["\x41"]"#, "[\"a\nb\"]", "[\"a", "[1,]", "{\"a\":1,}", "[01]", "[1.]",
        "[.5]", "[+1]", "[1e]", "[-]", "[tru]", "[truex]", "{a:1}", "{'a':1}", "[1] 2", "", " ",
        "[1}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "[1 2]", "[,1]", "nul", "[NaN]", "[-Infinity]",
        "[1e999]", "[-1e999]", "// c\n[]", "[1] //", "{1:2}", "[\"\u{1}\"]", "\u{0}", "[1]\u{0}",
    ])
    func `what the grammar does not allow is refused`(text: String) {
        let findings = refusal(text, .json)
        #expect(findings.count == 1)
        #expect(findings.first?.location != nil)
    }

    @Test(arguments: [
        "null", "1", "\"x\"", " [ ] ", "{}", "\u{FEFF}[1]", "[1e308, -0, 0.1E+2, 1e-400]",
        "[[[]],{\"a\":{}}]", "\t\r\n[true ,false\n, null]\r\n",
    ])
    func `what the grammar allows is read`(text: String) {
        #expect(refusal(text, .json).isEmpty)
    }

    @Test func `a key that stands twice is refused at the second with the first named`() {
        let text = "{\n  \"a\": 1,\n  \"b\": {\"é\": 1, \"é\": 2},\n  \"a\": 3\n}"
        let findings = refusal(text, .json)
        #expect(findings.map(\.code) == [.duplicateKey, .duplicateKey])
        #expect(findings.map(place) == ["3:17", "4:3"])
        #expect(findings.first?.path.description == "/b/é")
        #expect(findings.last?.message.contains("line 2, column 3") == true)
    }

    @Test func `a key written with an escape is the same key`() {
        #expect(refusal(#"{"ab":1,"\u0061b":2}"#, .json).first?.code == .duplicateKey)
    }

    @Test func `one duplicate among many keys is found`() {
        let keys = (0..<40).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(refusal("{\(keys)}", .json).isEmpty)
        let findings = refusal("{\(keys),\n\"k7\":1}", .json)
        #expect(findings.map(place) == ["2:1"])
    }

    @Test func `a number beyond Double is not finite`() {
        #expect(refusal("[1e999]", .json).first?.code == .notFinite)
        let long = String(repeating: "9", count: 400)
        #expect(refusal("[\(long)]", .json).first?.code == .notFinite)
    }

    @Test func `the place of a fault counts characters`() {
        #expect(place(refusal("[\"µé😀\", x]", .json).first) == "1:9")
        #expect(place(refusal("[1,\r\n2,\r\n  x]", .json).first) == "3:3")
        #expect(place(refusal("\u{FEFF}x", .json).first) == "1:1")
    }
}
