import Documents
import Findings
import Testing

/// A value as large and odd as chance makes it.
func anyValue(_ seed: inout FixedSeed, depth: Int) -> DocumentValue {
    let texts = [
        "", " ", "plain", "two words", "yes", "null", "~", "1.5", "-", "- a", "-5 K", "a: b", "a:b",
        "# no", "a #b", "a#b", "[x]", "{x}", "x,y", "'", "\"", "\\", "µL °C", "😀", "line\nbreak",
        "line\n", "\nfirst", " lead\nx", "tab\there", "\u{7}", "\u{85}", "\u{2028}", "\u{FEFF}",
        "@x", "`x", "%x", "!x", "&x", "*x", "|", ">", "?", ":", "? a", "<<", "=", "---", "...",
        "0x1F", "12:30", "2020-01-01", "3f9a01", "12e456", "1e5", "trailing ", "a\r\nb", "\u{0}",
        String(repeating: "long ", count: 60), "plate/A1:H12", "$a * 0.26941", "x:?y", "key:",
        "a\n\nb", "a\n  b\n", "a \nb", "a\n\n", "\u{1F}x", "\u{FFFE}", ".5", "+3",
    ]
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &seed) {
    case 0: return .flag(Bool.random(using: &seed))
    case 1: return .integer(Int.random(in: -1000...1000, using: &seed))
    case 2: return .number(Double.random(in: -1e6...1e6, using: &seed))
    case 3: return .null
    case 4, 5: return .text(texts.randomElement(using: &seed) ?? "")
    case 6:
        let count = Int.random(in: 0...4, using: &seed)
        return .list((0..<count).map { _ in anyValue(&seed, depth: depth - 1) })
    default:
        var members: [DocumentMember] = []
        for _ in 0..<Int.random(in: 0...5, using: &seed) {
            let key = texts.randomElement(using: &seed) ?? ""
            if key != "\u{FEFF}", !members.contains(where: { $0.key == key }) {
                members.append(DocumentMember(key, anyValue(&seed, depth: depth - 1)))
            }
        }
        return .mapping(members)
    }
}

/// Documents as this project writes them.
@Suite struct WriterTests {
    static let plan = DocumentValue.members([
        "athanor": .text("plan/1"),
        "id": .text("dose"),
        "lab": .members(["name": .text("demo"), "seen": .text("3f9a01")]),
        "absent": nil,
        "note": .text("two\nlines\n"),
        "steps": .list([
            .members(["do": .text("pipette.transfer"), "volume": .text("100 uL"), "n": .integer(3)]
            ),
            .members([
                "do": .text("repeat"), "until": .text("$next.done: yes"),
                "steps": .list(
                    (0..<3).map {
                        .members([
                            "do": .text("a-long-step-name-\($0)"), "for": .text("10 min"),
                            "ok": .flag(true),
                        ])
                    }
                ),
            ]),
        ]),
    ])

    @Test func `YAML reads like the plans people write`() {
        let text = String(decoding: DocumentWriter.yaml(Self.plan), as: UTF8.self)
        #expect(
            text == """
                athanor: plan/1
                id: dose
                lab: {name: demo, seen: 3f9a01}
                note: |
                  two
                  lines
                steps:
                - {do: pipette.transfer, volume: 100 uL, n: 3}
                - do: repeat
                  until: "$next.done: yes"
                  steps:
                  - {do: a-long-step-name-0, for: 10 min, ok: true}
                  - {do: a-long-step-name-1, for: 10 min, ok: true}
                  - {do: a-long-step-name-2, for: 10 min, ok: true}

                """
        )
    }

    @Test func `JSON keeps the order it is given`() {
        let value = DocumentValue.members(["b": .list([.number(0.1), .null]), "a": .text("x\n\"")])
        let text = String(decoding: DocumentWriter.json(value), as: UTF8.self)
        #expect(text == #"{"b":[0.1,null],"a":"x\n\""}"#)
    }

    @Test func `pretty JSON breaks only what does not fit a line`() {
        let text = String(decoding: DocumentWriter.json(Self.plan, .pretty), as: UTF8.self)
        #expect(text.hasPrefix("{\n  \"athanor\": \"plan/1\",\n  \"id\": \"dose\",\n"))
        #expect(text.contains("\n  \"lab\": {\"name\": \"demo\", \"seen\": \"3f9a01\"},\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `whatever is written reads back the same`() throws {
        var seed = FixedSeed(state: 11)
        for _ in 0..<1_500 {
            let value = anyValue(&seed, depth: 4)
            let hash = ContentHash(value)
            for layout in [DocumentWriter.Layout.compact, .spaced, .pretty] {
                let bytes = DocumentWriter.json(value, layout)
                let tree = try DocumentTree.read(bytes, file: "t", syntax: .json)
                #expect(ContentHash(tree) == hash)
            }
            let bytes = DocumentWriter.yaml(value)
            let text = String(decoding: bytes, as: UTF8.self)
            let tree = try? DocumentTree.read(bytes, file: "t", syntax: .yaml)
            #expect(tree.map { ContentHash($0) } == hash, "\(text)")
            if let tree { #expect(ContentHash(DocumentValue(tree)) == hash) }
        }
    }

    @Test func `each value's bytes alone mean that value`() throws {
        var seed = FixedSeed(state: 5)
        for round in 0..<400 {
            let syntax: DocumentSyntax = round % 2 == 0 ? .yaml : .json
            let value = anyValue(&seed, depth: 4)
            let bytes = DocumentWriter.document(value, syntax)
            let reader = DocumentReader(
                try DocumentTree.read(bytes, file: "t", syntax: syntax)
            )
            check(reader.root, bytes, syntax)
        }
    }

    private func check(_ field: Field, _ bytes: [UInt8], _ syntax: DocumentSyntax) {
        let source = Array(bytes[field.sourceRange])
        if field.isScalar || syntax == .json || source.first == 0x7B || source.first == 0x5B {
            // A literal block's last line break stands behind it.
            let alone = try? DocumentTree.read(source + [0x0A], file: "t", syntax: syntax)
            let text = String(decoding: source, as: UTF8.self)
            #expect(alone.map { ContentHash($0) } == ContentHash(field), "\(text)")
        }
        _ = field.form == .sequence ? field.list { check($0, bytes, syntax) } : nil
        field.form == .mapping
            ? field.mapping { members in
                for other in members.others() { check(other.value, bytes, syntax) }
            } : nil
    }

    @Test func `a number that is not finite is written as null`() {
        let value = DocumentValue.list([.number(.nan), .number(-.infinity), .number(-0.0)])
        #expect(String(decoding: DocumentWriter.json(value), as: UTF8.self) == "[null,null,-0.0]")
    }

    @Test func `a long key reads back`() throws {
        let key = String(repeating: "k", count: 2_000)
        let value = DocumentValue.members([key: .list([.members([key: .integer(1)])])])
        let tree = try DocumentTree.read(DocumentWriter.yaml(value), file: "t", syntax: .yaml)
        #expect(ContentHash(tree) == ContentHash(value))
    }
}

/// What makes two documents the same.
@Suite struct ContentHashTests {
    @Test func `layout, comments, order of keys and syntax make no difference`() throws {
        let first = try yaml("# c\nb: [1.50, 'x']\na: {c: 100}\n")
        let second = try json(#"{"a":{"c":1e2},"b":[15e-1,"\u0078"]}"#)
        #expect(ContentHash(first) == ContentHash(second))
    }

    @Test(arguments: [
        ("[1]", "[\"1\"]"), ("[1, 2]", "[2, 1]"), ("[]", "{}"), ("[\"a\", \"b\"]", "[\"ab\"]"),
        ("[0]", "[null]"), ("[0.1]", "[0.10000000000000000001]"), ("[[1], 2]", "[[1, 2]]"),
        ("[true]", "[\"true\"]"), ("[1]", "[-1]"), ("[10]", "[1]"),
    ])
    func `any other difference does`(first: String, second: String) throws {
        #expect(ContentHash(try json(first)) != ContentHash(try json(second)))
    }

    @Test func `the digest is SHA-256`() {
        // FIPS 180-2, appendix B.1.
        #expect(
            ContentHash(sha256: Array("abc".utf8)).hex
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }

    @Test func `a plan names a hash by its beginning`() {
        let hash = ContentHash(sha256: Array("abc".utf8))
        #expect(hash.short() == "ba7816")
        #expect(hash.matches("ba7816bf"))
        #expect(!hash.matches("ba781"))
        #expect(!hash.matches("ba7817"))
    }
}
