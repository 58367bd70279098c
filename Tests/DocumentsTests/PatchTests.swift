import Documents
import Findings
import Testing

/// The text after one change, or why it was not made.
func patched(
    _ text: String,
    _ changes: Fix.Change...,
    syntax: DocumentSyntax = .yaml
) -> String {
    do {
        let tree = try DocumentTree.read(Array(text.utf8), file: "t", syntax: syntax)
        let result = try DocumentPatch.apply(Fix("", changes), to: tree)
        return String(decoding: result.bytes, as: UTF8.self)
    } catch let error as UnpatchableDocument {
        return "refused: \(error.message)"
    } catch {
        return "unreadable"
    }
}

/// `steps/1/do`: digits are an index, anything else a key.
func at(_ text: String) -> DocumentPath {
    DocumentPath(
        text.split(separator: "/").map { part in Int(part).map { .index($0) } ?? .key(String(part))
        }
    )
}

/// Fixes are made in the source, so that comments and layout survive.
@Suite struct PatchTests {
    static let plan = """
        # A plan
        id: dose   # its name
        steps:
        # first
        - {do: weigh, target: 5 g}  # on the balance
        # second
        - do: repeat
          times: 20   # bound
          steps:
          - {do: a}
        # the end

        """

    @Test func `a value is replaced between its comments`() {
        #expect(
            patched(Self.plan, .replace(at("steps/1/times"), .number(10)))
                == Self.plan.replacing("times: 20 ", with: "times: 10 ")
        )
        #expect(
            patched(Self.plan, .replace(at("steps/0/target"), .text("6 g")))
                == Self.plan.replacing("5 g", with: "6 g")
        )
    }

    @Test func `a member is added in the style of its mapping`() {
        #expect(
            patched(Self.plan, .add(at("steps/0/tolerance"), .text("5 mg")))
                == Self.plan.replacing("5 g}", with: "5 g, tolerance: 5 mg}")
        )
        #expect(
            patched(Self.plan, .add(at("steps/1/as"), .text("i")))
                == Self.plan.replacing("  - {do: a}\n", with: "  - {do: a}\n  as: i\n")
        )
        #expect(
            patched(Self.plan, .add(at("title"), .text("a: b")))
                == Self.plan.replacing("  - {do: a}\n", with: "  - {do: a}\ntitle: \"a: b\"\n")
        )
    }

    @Test func `an item is added at the front, between and at the end`() throws {
        let step = PatchValue.mapping([.init("do", .text("home"))])
        #expect(
            patched(Self.plan, .add(at("steps/0"), step))
                == Self.plan.replacing("- {do: weigh", with: "- {do: home}\n- {do: weigh")
        )
        #expect(
            patched(Self.plan, .add(at("steps/1"), step))
                == Self.plan.replacing("balance\n", with: "balance\n- {do: home}\n")
        )
        #expect(
            patched(Self.plan, .add(at("steps/2"), step))
                == Self.plan.replacing("{do: a}\n", with: "{do: a}\n- {do: home}\n")
        )
        #expect(
            patched(Self.plan, .add(at("steps/1/steps/0"), step))
                == Self.plan.replacing("  - {do: a}", with: "  - {do: home}\n  - {do: a}")
        )
    }

    @Test func `what is removed takes its line and nothing else`() {
        #expect(
            patched(Self.plan, .remove(at("steps/1/times")))
                == Self.plan.replacing("  times: 20   # bound\n", with: "")
        )
        #expect(
            patched(Self.plan, .remove(at("steps/1/do")))
                == Self.plan.replacing("- do: repeat\n  times", with: "- times")
        )
        #expect(
            patched(Self.plan, .remove(at("steps/0/target")))
                == Self.plan.replacing(", target: 5 g", with: "")
        )
        #expect(
            patched(Self.plan, .remove(at("steps/1/steps/0")))
                == Self.plan.replacing("- {do: a}", with: "  []")
        )
        #expect(
            patched(Self.plan, .remove(at("steps/0")))
                == Self.plan.replacing(
                    "- {do: weigh, target: 5 g}  # on the balance\n",
                    with: ""
                )
        )
        #expect(patched("a: 1\nb: 2", .remove(at("b"))) == "a: 1")
    }

    @Test func `a block can become a value and a value a block`() {
        #expect(
            patched(Self.plan, .replace(at("steps"), .list([])))
                == "# A plan\nid: dose   # its name\nsteps:\n# first\n  []\n# the end\n"
        )
        let long = String(repeating: "word ", count: 12)
        let steps = PatchValue.list([
            .mapping([.init("do", .text("say")), .init("text", .text(long))]),
            .mapping([.init("do", .text("home"))]),
        ])
        #expect(
            patched("id: x\nlast: 1 # c\n", .replace(at("id"), steps))
                == "id:\n  - {do: say, text: \"\(long)\"}\n  - {do: home}\nlast: 1 # c\n"
        )
    }

    @Test func `JSON keeps its layout`() throws {
        let text = "{\n  \"a\": 1,\n  \"list\": [\n    {\"x\": 1},\n    {\"x\": 2}\n  ]\n}\n"
        func json(_ changes: Fix.Change...) -> String {
            changes.reduce(text) { patched($0, $1, syntax: .json) }
        }
        #expect(
            json(.replace(at("a"), .text("µ\"")))
                == text.replacing("\"a\": 1", with: "\"a\": \"µ\\\"\"")
        )
        #expect(
            json(.add(at("list/2"), .list([.number(1.5), .flag(true)])))
                == text.replacing("{\"x\": 2}", with: "{\"x\": 2},\n    [1.5, true]")
        )
        #expect(
            json(.add(at("list/0"), .number(3)))
                == text.replacing("    {\"x\": 1}", with: "    3,\n    {\"x\": 1}")
        )
        #expect(
            json(.add(at("list/0/y"), .number(3)))
                == text.replacing("{\"x\": 1}", with: "{\"x\": 1, \"y\": 3}")
        )
        #expect(json(.remove(at("a"))) == text.replacing("\"a\": 1,\n  ", with: ""))
        #expect(
            json(.remove(at("list/1"))) == text.replacing(",\n    {\"x\": 2}", with: "")
        )
        #expect(
            patched("{\"a\":{}}", .add(at("a/b"), .number(1)), syntax: .json)
                == "{\"a\":{\"b\": 1}}".replacing(": ", with: ":")
        )
    }

    @Test func `changes of one fix follow each other`() throws {
        let text = patched(
            "a: 1\nb: 2\n",
            .remove(at("a")),
            .add(at("c"), .list([])),
            .add(at("c/0"), .text("x"))
        )
        #expect(text == "b: 2\nc: [x]\n")
    }

    @Test func `lines that end with CR LF go on doing so`() {
        #expect(
            patched("a: 1\r\nb: 2\r\n", .add(at("c"), .number(3))) == "a: 1\r\nb: 2\r\nc: 3\r\n"
        )
    }

    @Test func `a path that is not there is refused`() throws {
        let text = "a: [1]\n"
        let changes: [Fix.Change] = [
            .remove(at("b")), .replace(at("a/1"), .number(1)), .add(at("a/2"), .number(1)),
            .add(at("a/x"), .number(1)), .remove(at("a/0/x")),
            .add(at("b/c"), .flag(true)),
        ]
        for change in changes {
            #expect(patched(text, change).hasPrefix("refused: /"))
        }
    }

    @Test func `most changes of odd documents are made, and none goes wrong`() throws {
        var seed = FixedSeed(state: 23)
        var (made, refused) = (0, 0)
        for round in 0..<600 {
            let syntax: DocumentSyntax = round % 2 == 0 ? .yaml : .json
            let value = anyValue(&seed, depth: 4)
            let bytes = DocumentWriter.document(value, syntax)
            let tree = try DocumentTree.read(bytes, file: "t", syntax: syntax)
            var path = DocumentPath()
            var here = value
            for _ in 0..<Int.random(in: 0...4, using: &seed) {
                switch here {
                case .list(let items):
                    guard let index = items.indices.randomElement(using: &seed) else { break }
                    (path, here) = (path.index(index), items[index])
                case .mapping(let members):
                    guard let member = members.randomElement(using: &seed) else { break }
                    (path, here) = (path.key(member.key), member.value)
                default: break
                }
            }
            let new = PatchValue.mapping([.init("k", .list([.text("a: b"), .number(1)]))])
            let change: Fix.Change
            switch (round / 2 % 3, here) {
            case (0, .mapping): change = .add(path.key("new"), new)
            case (0, .list(let items)): change = .add(path.index(items.count / 2), new)
            case (1, _) where path != DocumentPath(): change = .remove(path)
            default: change = .replace(path, new)
            }
            do {
                _ = try DocumentPatch.apply(Fix("", [change]), to: tree)
                made += 1
            } catch {
                refused += 1
            }
        }
        #expect(made > 580, "\(refused) refused")
    }
}
