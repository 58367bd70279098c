import Devices
import Documents
import Hosting
import Labs
import Testing

/// The demo plans are real plans, and between them use all the language there is.
struct ConstructTests {
    /// What the demo plans say, step by step.
    private struct Usage {
        /// `repeat`, and `liquid-handler.transfer` whatever the assembly is called.
        var kinds: Set<String> = []
        /// `repeat.until`; for verbs `.rate`.
        var keys: Set<String> = []
        /// `parallel.join=any`; for verbs `.tip=each`.
        var words: Set<String> = []
        var texts = ""
    }

    private let lab: Lab

    init() throws { lab = try DemoLab.open().lab }

    @Test func `every step, verb and key of the language is used by a demo plan`() throws {
        let usage = try usage()
        var missing: [String] = []
        for shape in try steps(PlanSchema.document(lab: lab)) {
            let kind = kind(shape.name)
            if !usage.kinds.contains(kind) { missing.append(kind) }
            for key in shape.keys where !usage.keys.contains(place(kind, key.name)) {
                missing.append(place(kind, key.name))
            }
            for key in shape.keys {
                for word in key.words where !usage.words.contains(place(kind, key.name, word)) {
                    missing.append(place(kind, key.name, word))
                }
            }
        }
        #expect(Set(missing).sorted() == [])
    }

    @Test(arguments: [
        "min(", "max(", "mean(", "abs(", "round(", "stalled(", "rate(", "age(", "bad(", "within ",
        " of ", " and ", " or ", "not ", " < ", " > ", "==", " + ", " - ", " * ", " / ", "$", "{",
    ])
    func `every function and operator of expressions is used by a demo plan`(_ word: String) throws
    {
        #expect(try usage().texts.contains(word))
    }

    // MARK: Reading

    private func usage() throws -> Usage {
        var usage = Usage()
        for path in DemoLab.plans() {
            let bytes = try Files.read(path)
            usage.texts += String(decoding: bytes, as: UTF8.self)
            collect(DocumentValue(try DocumentTree.read(bytes, file: path)), into: &usage)
        }
        return usage
    }

    private func collect(_ value: DocumentValue, into usage: inout Usage) {
        switch value {
        case .list(let items): for item in items { collect(item, into: &usage) }
        case .mapping(let members):
            if case .text(let name)? = value.member("do") {
                let kind = kind(name)
                usage.kinds.insert(kind)
                for member in members {
                    usage.keys.insert(place(kind, member.key))
                    if case .text(let word) = member.value {
                        usage.words.insert(place(kind, member.key, word))
                    }
                }
            }
            for member in members { collect(member.value, into: &usage) }
        default: break
        }
    }

    private func kind(_ name: String) -> String {
        let parts = name.split(separator: ".")
        guard parts.count == 2, let assembly = lab.assemblies.first(where: { $0.name == parts[0] })
        else { return name }
        return assembly.capability.rawValue + "." + parts[1]
    }

    /// Keys that every step may have are used where they may be; so are arguments of verbs, and
    /// what may come of a question that nobody answers.
    private func place(_ kind: String, _ key: String, _ word: String = "") -> String {
        let common = ["id", "note", "timeout", "due", "tolerance", "faults", "on-hold"]
        let isCommon = common.contains(key)
        let isAsked = kind.hasPrefix("ask") && key == "else"
        let owner =
            isAsked ? "ask" : (isCommon || key == "else" || kind.contains(".") ? "" : kind)
        return owner + "." + key + (word.isEmpty ? "" : "=" + word)
    }

    private struct Shape {
        var name: String
        var keys: [(name: String, words: [String])]
    }

    /// The steps a schema offers.
    private func steps(_ schema: DocumentValue) throws -> [Shape] {
        let step = try #require(schema.member("$defs")?.member("step")?.member("anyOf"))
        guard case .list(let shapes) = step else { return [] }
        return shapes.compactMap { shape in
            guard case .mapping(let properties)? = shape.member("properties"),
                let name = words(shape.member("properties")?.member("do")).first
            else { return nil }
            let keys = properties.filter { $0.key != "do" }
            return Shape(name: name, keys: keys.map { ($0.key, words($0.value)) })
        }
    }

    /// The values a property may have, where they are listed; not the lab's own names.
    private func words(_ property: DocumentValue?) -> [String] {
        guard case .list(let values)? = property?.member("enum") else { return [] }
        let words = values.compactMap { if case .text(let word) = $0 { word } else { nil } }
        let names = lab.materials.map(\.name) + lab.assemblies.map(\.name)
        return words.contains { names.contains($0) || $0.contains(".") && words.count > 1 }
            ? [] : words
    }
}
