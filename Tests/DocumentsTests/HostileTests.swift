import Documents
import Findings
import Testing

/// Small fixed generator, so that every run mutates alike (SplitMix64, Steele et al.
///
/// 2014).
struct FixedSeed: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Reads and, where that succeeds, walks everything; nil where it was refused with a finding
/// that has a place.
func survives(_ bytes: [UInt8], _ syntax: DocumentSyntax?) -> Bool {
    do throws(UnreadableDocument) {
        let reader = DocumentReader(try DocumentTree.read(bytes, file: "t", syntax: syntax))
        visit(reader.root)
        return reader.findings.allSatisfy { $0.location != nil }
    } catch {
        return !error.findings.isEmpty && error.findings.allSatisfy { $0.location != nil }
    }
}

func visit(_ field: Field) {
    switch field.form {
    case .sequence: _ = field.list { visit($0) }
    case .mapping:
        _ = field.mapping { members in
            for other in members.others() { visit(other.value) }
            return ()
        }
    default:
        _ = field.anyQuantity()
        _ = field.integer(in: 0...10)
        _ = field.text()
        _ = field.flag()
    }
}

/// Inputs meant to hurt.
@Suite struct HostileTests {
    static let json = """
        {"id": "dose\\u00b5\\ud83d\\ude00", "steps": [{"do": "weigh", "target": "5 g", "n": -1.5e3},
        [true, false, null, []]], "µ": {"a": {}}}
        """
    static let yaml = """
        id: dose  # µ
        steps:
        - {do: weigh, target: 5.148 g, "q": 'it''s', list: [1, 2.5e3, true]}
        - do: repeat
          text: |
            literal
              more
          fold: >-
            folded
            text
          plain: goes
            on
        ? explicit
        : "esc \\u00b5 \\
          next"
        """

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `a document cut at any byte is read or refused`(syntax: DocumentSyntax) {
        let bytes = Array((syntax == .json ? Self.json : Self.yaml).utf8)
        for end in 0...bytes.count {
            #expect(survives(Array(bytes[..<end]), syntax))
        }
        #expect(refusal(String(decoding: bytes, as: UTF8.self), syntax).isEmpty)
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `every byte value at the start is read or refused`(syntax: DocumentSyntax) {
        for byte in UInt8.min...UInt8.max {
            #expect(survives([byte], syntax))
            #expect(survives([byte, byte, 0x3A, 0x20, byte], syntax))
        }
    }

    @Test(arguments: [
        (DocumentSyntax.json, "[", ""), (.json, "{\"a\":", ""), (.yaml, "[", ""),
        (.yaml, "{a: ", ""), (.yaml, "- ", ""), (.yaml, "? ", ""), (.json, "[", "]"),
        (.yaml, "[", "]"),
    ])
    func `nesting 100,000 deep is refused`(syntax: DocumentSyntax, open: String, close: String) {
        let text =
            String(repeating: open, count: 100_000) + String(repeating: close, count: 100_000)
        let findings = refusal(text, syntax)
        #expect(findings.map(\.code) == [.tooLarge])
        #expect(findings.first?.location?.line == 1)
    }

    @Test func `indentation 2,000 deep is refused`() {
        var text = ""
        for level in 0..<2_000 { text += String(repeating: " ", count: level) + "a:\n" }
        #expect(refusal(text, .yaml).map(\.code) == [.tooLarge])
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `depth 64 is read and depth 65 is not`(syntax: DocumentSyntax) {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(refusal(nested(64), syntax).isEmpty)
        #expect(refusal(nested(65), syntax).map(\.code) == [.tooLarge])
        #expect(refusal(nested(65), syntax).map(place) == ["1:65"])
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `4 MiB are read and one byte more is not`(syntax: DocumentSyntax) {
        let filler = String(repeating: "x", count: (4 << 20) - 2)
        #expect(refusal("\"\(filler)\"", syntax).isEmpty)
        #expect(refusal("\"\(filler)x\"", syntax).map(\.code) == [.tooLarge])
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `more values than any document has are refused`(syntax: DocumentSyntax) {
        let text = "[" + String(repeating: "1, ", count: 600_000) + "1]"
        #expect(refusal(text, syntax).map(\.code) == [.tooLarge])
    }

    @Test(arguments: [DocumentSyntax.json, .yaml])
    func `mutated documents are read or refused`(syntax: DocumentSyntax) {
        var seed = FixedSeed(state: 7)
        let sample = Array((syntax == .json ? Self.json : Self.yaml).utf8)
        let salt =
            Array("[]{},:\"'\\#&*!|>-? \n\t\r\u{0}\u{85}\u{2028}0e.<%@`~".utf8) + [
                0xC2, 0xFF, 0xED,
            ]
        for _ in 0..<3_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &seed) {
                let at = Int.random(in: 0..<bytes.count, using: &seed)
                switch Int.random(in: 0..<4, using: &seed) {
                case 0: bytes[at] = salt.randomElement(using: &seed) ?? 0
                case 1: bytes.insert(salt.randomElement(using: &seed) ?? 0, at: at)
                case 2: bytes.remove(at: at)
                default:
                    let end = min(at + Int.random(in: 1...20, using: &seed), bytes.count)
                    bytes.insert(contentsOf: bytes[at..<end], at: at)
                }
            }
            if !survives(bytes, syntax) {
                Issue.record("\(String(decoding: bytes, as: UTF8.self))")
            }
        }
    }
}
