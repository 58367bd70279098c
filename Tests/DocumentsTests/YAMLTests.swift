import Documents
import Findings
import Quantities
import Testing

func yaml(_ text: String) throws -> DocumentTree {
    try DocumentTree.read(Array(text.utf8), file: "t.yaml", syntax: .yaml)
}

/// YAML by way of Yams, narrowed to what documents use.
@Suite struct YAMLTests {
    @Test func `only true, false, null and JSON numbers are more than text`() throws {
        let text = "[yes, no, on, True, 0x1F, 012, .5, +3, 1_000, 12:30, 2020-01-01, =, 1., NaN]"
        let forms = DocumentReader(try yaml(text)).root.list { $0.form }
        #expect(forms == Array(repeating: .text, count: 14))
        let typed = DocumentReader(try yaml("[true, false, null, ~, -0, 1.50, 2e-3, '1']"))
        #expect(
            typed.root.list { $0.form }
                == [.flag, .flag, .null, .null, .number, .number, .number, .text]
        )
        #expect(typed.root.list { $0.scalarText }?[5] == "1.50")
    }

    @Test func `block texts and folded lines mean what YAML says`() throws {
        let text = """
            a: |
              one
                two
            b: >-
              folded
              line
            c: plain
              goes on
            d: "x\\u00b5\\
              y"
            e: 'it''s'
            f:
            """
        let reader = DocumentReader(try yaml(text))
        let texts = reader.root.mapping { members in
            members.others().map { $0.value.scalarText ?? "" }
        }
        #expect(texts == ["one\n  two\n", "folded line", "plain goes on", "xµy", "it's", ""])
        #expect(reader.findings.isEmpty)
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x", FindingCode.aliasUsed, "1:4"),
        ("a: &x 1", .aliasUsed, "1:4"), ("a: *x", .aliasUsed, "1:4"),
        ("&k a: 1", .aliasUsed, "1:1"),
        ("a: {x: 1}\nb:\n  <<: {y: 2}", .syntax, "3:3"),
        ("a: !mine 1", .syntax, "1:4"), ("a: !!binary aGk=", .syntax, "1:4"),
        ("a: !!int x", .syntax, "1:4"), ("!!set {a, b}", .syntax, "1:1"),
        ("a: 1\n---\nb: 2", .syntax, "3:1"), ("", .syntax, "1:1"), ("# only\n", .syntax, "1:1"),
        ("a: 1\n\tb: 2", .syntax, "2:1"), ("a: 1\nb: c: d", .syntax, "2:5"),
        ("a: \"x", .syntax, "1:6"), ("a: [1, 2", .syntax, "1:9"), ("[a]: 1", .syntax, "1:1"),
        ("a: 1e999", .notFinite, "1:4"), ("µ: \u{7}", .syntax, "1:4"),
        ("a: \u{0}", .syntax, "1:4"), ("a: \u{80}", .syntax, "1:4"),
        ("a: 1\n: 2", .syntax, "2:1"), ("a: @x", .syntax, "1:4"),
    ])
    func `what documents do not use is refused at its place`(
        text: String,
        code: FindingCode,
        at place: String
    ) {
        let findings = refusal(text, .yaml)
        #expect(findings.map(\.code) == [code])
        #expect(findings.map(DocumentsTests.place) == [place])
    }

    @Test func `invalid UTF-8 is refused at its byte`() {
        do throws(UnreadableDocument) {
            _ = try DocumentTree.read(Array("a: µ".utf8) + [0xFF], file: "t")
            Issue.record("read")
        } catch {
            #expect(error.findings.map(place) == ["1:5"])
        }
    }

    @Test func `each key that stands twice is refused at the second`() {
        let text = """
            µ: {a: 1, b: 2, a: 3}
            list:
            - x: 1
              "x": 2
            - {"y":1, 'y': 2}
            µ: again
            """
        let findings = refusal(text, .yaml)
        #expect(findings.map(\.code) == Array(repeating: .duplicateKey, count: 4))
        #expect(findings.map(place) == ["1:17", "4:3", "5:11", "6:1"])
        #expect(
            findings.map(\.path.description) == ["/µ/a", "/list/0/x", "/list/1/y", "/µ"]
        )
        #expect(findings.first?.message.contains("line 1, column 5") == true)
    }

    @Test func `an alias bomb is refused`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1..<30 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n"
        }
        text += "? *a29\n: x\n"
        #expect(refusal(text, .yaml).map(\.code) == [.aliasUsed])
    }

    @Test func `an ampersand and a star in texts are no aliases`() throws {
        let tree = try yaml("a: R&D *bold* x*y\nb: 'say &x *x'\nc: a & b * c")
        let texts = DocumentReader(tree).root.mapping { $0.others().map { $0.value.scalarText } }
        #expect(texts == ["R&D *bold* x*y", "say &x *x", "a & b * c"])
    }

    @Test func `places are exact behind texts of every kind`() throws {
        let text = """
            # comment
            a: 'µµ'   # another
            b:
              - {c: "é", d: [1, 2]}
              -  e: |
                  text
                 f: x
            """
        let reader = DocumentReader(try yaml(text))
        let path = DocumentPath().key("b")
        func at(_ path: DocumentPath) -> String {
            let place = reader.tree.location(of: path)
            return "\(place.line):\(place.column)"
        }
        #expect(at(DocumentPath().key("a")) == "2:4")
        #expect(at(path) == "4:3")
        #expect(at(path.index(0).key("d").index(1)) == "4:21")
        #expect(at(path.index(1)) == "5:6")
        #expect(at(path.index(1).key("f")) == "7:9")
        #expect(at(path.index(1).key("g")) == "5:6")
    }
}
