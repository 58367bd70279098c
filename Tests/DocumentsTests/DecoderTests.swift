import Documents
import Findings
import Quantities
import Testing

/// What a decoding says about `text`: code, place and path of each finding.
func complaints(
    _ text: String,
    _ syntax: DocumentSyntax = .yaml,
    _ body: (Field) -> Void
) throws -> [Finding] {
    let tree = try DocumentTree.read(Array(text.utf8), file: "t", syntax: syntax)
    let reader = DocumentReader(tree)
    body(reader.root)
    return reader.findings
}

enum Tips: String, CaseIterable {
    case one
    case perRow = "per-row"
    case perWell = "per-well"
}

/// Decoding collects every fault, each at its place, each with what to do.
@Suite struct DecoderTests {
    @Test func `a good document decodes without a finding`() throws {
        let text = """
            {id: x, n: 3.0, on: true, tip: per-row, v: 100 µL, T: [700 degC, 1000 degC],
             d: 5 K, f: 0.25, none: null, many: [1 s, 2 min]}
            """
        let found = try complaints(text) { root in
            root.mapping { members in
                #expect(members.required("id")?.text() == "x")
                #expect(members.required("n")?.integer(in: 1...5) == 3)
                #expect(members.required("on")?.flag() == true)
                #expect(members.optional("tip")?.choice(of: Tips.self) == .perRow)
                #expect(members.required("v")?.quantity(of: .volume)?.description == "100 uL")
                let range = members.required("T")?.range(of: .temperature)
                #expect(range?.bounds == Bounds(973.15, 1273.15))
                #expect(members.required("d")?.quantity(of: .temperature, .difference)?.si == 5)
                #expect(members.required("f")?.quantity(of: .number)?.si == 0.25)
                #expect(members.optional("none") == nil)
                let many = members.required("many")?.list { $0.quantity(of: .time)?.si }
                #expect(many == [1, 120])
            }
        }
        #expect(found == [])
    }

    @Test func `all faults are found, in the order of the document`() throws {
        let text = """
            id: 1.10
            volume: 100
            time: 5 g
            grace: 5 degC
            range: [5 s, 1 s]
            tipp: one
            count: 7.5
            steps:
            - {do: 3}
            """
        let found = try complaints(text) { root in
            root.mapping { members in
                _ = members.required("steps")?.list { step in
                    step.mapping { _ = $0.required("do")?.text() }
                }
                _ = members.required("count")?.integer(in: 0...9)
                _ = members.required("range")?.range(of: .time)
                _ = members.required("grace")?.quantity(of: .temperature, .difference)
                _ = members.required("time")?.quantity(of: .time)
                _ = members.required("volume")?.quantity(of: .volume)
                _ = members.required("id")?.text()
                _ = members.optional("tip")?.choice(of: Tips.self)
                _ = members.required("title")?.text()
            }
        }
        #expect(
            found.map(\.code) == [
                .missingKey, .wrongType, .bareNumber, .unitMismatch, .temperatureDifference,
                .wrongType, .unknownKey, .wrongType, .wrongType,
            ]
        )
        #expect(
            found.map(\.path.description) == [
                "/title", "/id", "/volume", "/time", "/grace", "/range", "/tipp", "/count",
                "/steps/0/do",
            ]
        )
        #expect(
            found.map(place)
                == ["1:1", "1:5", "2:9", "3:7", "4:8", "5:8", "6:1", "7:8", "9:8"]
        )
        let advice = ["1.10", "100 uL", "10 min", "5 K", "[1 s, 5 s]", "“tip”"]
        for (finding, part) in zip(found.dropFirst(), advice) {
            #expect(finding.message.contains(part), "\(finding.message)")
        }
    }

    @Test(arguments: [
        ("\"5\"", "without quotes: 5"), ("abc", "the text “abc”"), ("[1]", "a list"),
        ("true", "found true"),
    ])
    func `something else than a number is named`(text: String, part: String) throws {
        let found = try complaints("[\(text)]") { root in
            _ = root.list { $0.number() }
        }
        #expect(found.map(\.code) == [.wrongType])
        #expect(found.first?.message.contains(part) == true)
    }

    @Test(arguments: [".inf", "NaN", "-Infinity"])
    func `a number that is not finite is refused as such`(text: String) throws {
        let found = try complaints("[\(text)]") { root in _ = root.list { $0.number() } }
        #expect(found.map(\.code) == [.notFinite])
    }

    @Test(arguments: ["1e400 s", "9e307 d"])
    func `a quantity that is not finite is refused as such`(text: String) throws {
        let found = try complaints("[\(text)]") { root in
            _ = root.list { $0.quantity(of: .time) }
        }
        #expect(found.map(\.code) == [.notFinite])
    }

    @Test(arguments: [
        "100 uL", "100uL", "-3.5 K/min", "1.5e3 s", "12 °C", "0.2", "5 %", "1.2.3 s", "5e s",
        "5 eV",
        "- 5 s", "+5 s", ".5 s", "5. s", "5 furlong", " 5 s", "5 s ", "", "s", "1-2 s", "5 S/cm",
        "123456789012345678 s", "0.1 mL", "1e-7 L", "--5 s", "5  min", "20 W/(m2 K)",
    ])
    func `quantities mean what Quantities makes of them`(text: String) throws {
        let expected = try? Quantity(parsing: text)
        let tree = try json("[\(JSONText.quoted(text)), \(JSONText.quoted(text))]")
        let read = DocumentReader(tree).root.list { Optional($0.anyQuantity()) }
        #expect(read == [expected, expected])
    }

    @Test func `a choice nobody has is answered with the nearest`() throws {
        let found = try complaints("[per-rwo, 3, zzz]") { root in
            _ = root.list { $0.choice(of: Tips.self) }
        }
        #expect(found.count == 3)
        #expect(found.first?.message.contains("“per-row”") == true)
        #expect(found.last?.message.contains("Did you mean") == false)
        #expect(found.last?.message.contains("one, per-row, per-well") == true)
    }

    @Test func `null counts as absent`() throws {
        let found = try complaints("{\"a\": null, \"b\": null}", .json) { root in
            root.mapping { members in
                #expect(members.optional("a") == nil)
                #expect(members.required("b") == nil)
            }
        }
        #expect(found.map(\.code) == [.missingKey])
        #expect(found.map(place) == ["1:18"])
    }

    @Test func `a mapping of 100 keys knows which were asked for`() throws {
        let text = (0..<100).map { "k\($0): \($0)" }.joined(separator: "\n")
        let found = try complaints(text) { root in
            root.mapping { members in
                for index in 0..<100 where index != 7 && index != 93 {
                    _ = members.required("k\(index)")?.integer(in: 0...99)
                }
            }
        }
        #expect(found.map(\.path.description) == ["/k7", "/k93"])
    }

    @Test func `keys of an inner mapping are no advice for the outer one`() throws {
        let found = try complaints("{a: {volum: 1}, volumee: 2}") { root in
            root.mapping { members in
                members.required("a")?.mapping { _ = $0.optional("volume") }
            }
        }
        #expect(found.map(\.code) == [.unknownKey, .unknownKey])
        #expect(found.first?.message.contains("“volume”") == true)
        #expect(found.last?.message.contains("Keys here are: a.") == true)
    }

    @Test func `findings are bounded and the rest is counted`() throws {
        let text = "[" + Array(repeating: "x", count: 1_000).joined(separator: ",") + "]"
        let found = try complaints(text) { root in _ = root.list { $0.number() } }
        #expect(found.count == DocumentReader.limit + 1)
        #expect(found.last?.message.contains("800") == true)
    }

    @Test func `a finding made later gets the place of its path or of what is above it`() throws {
        let tree = try yaml("a:\n- b: 1\n  c: 2\n")
        let inside = DocumentPath().key("a").index(0)
        let located = tree.located([
            Finding(.cannotHappen, at: inside.key("c"), ""),
            Finding(.missingKey, at: inside.key("d").index(4), ""),
            Finding(.missingKey, at: DocumentPath().key("x"), ""),
        ])
        #expect(located.map(place) == ["3:6", "2:3", "1:1"])
    }

    @Test(arguments: [
        ("volme", "volume"), ("Volume", "volume"), ("time_out", "timeout"), ("too", "to"),
        ("form", "from"), ("xyzzy", nil), ("", nil), ("duratoin", "duration"),
    ])
    func `the nearest name is guessed`(text: String, expected: String?) {
        let names = ["volume", "timeout", "to", "from", "duration", "do"]
        #expect(NearestName.of(text, among: names) == expected)
    }
}
