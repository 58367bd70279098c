import Documents
import Foundation
import Hosting
import Labs
import Testing

/// The plan's strict schema stays inside what structured-output engines accept.
///
/// The bounds are those of OpenAI's structured outputs (guide "Supported schemas", read in 2025):
/// 5,000 properties, 10 levels of nesting, 1,000 enum values, 120,000 characters of names and
/// enum values.
struct PlanSchemaTests {
    private static let banned = [
        "oneOf", "allOf", "not", "if", "patternProperties", "pattern", "format", "minimum",
        "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
        "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "default",
    ]

    private struct Size {
        var properties = 0
        var values = 0
        var letters = 0
        var faults: [String] = []
    }

    private func schema(forLab: Bool) throws -> DocumentValue {
        PlanSchema.document(strict: true, lab: forLab ? try DemoLab.open().lab : nil)
    }

    @Test(arguments: [false, true])
    func `the strict schema keeps the rules of strict engines`(_ forLab: Bool) throws {
        let schema = try schema(forLab: forLab)
        #expect(schema.member("type") == .text("object"))
        #expect(schema.member("anyOf") == nil)
        var size = Size()
        walk(schema, "", &size)
        #expect(size.faults == [])
        #expect(size.properties <= 5_000, "\(size.properties)")
        #expect(size.values <= 1_000, "\(size.values)")
        #expect(size.letters <= 120_000, "\(size.letters)")
        // Twenty thousand tokens or so are what a planner can afford.
        #expect(DocumentWriter.json(schema).count <= 100_000)
    }

    @Test(arguments: [false, true])
    func `steps nest ten deep at most, and never in a circle`(_ forLab: Bool) throws {
        let schema = try schema(forLab: forLab)
        #expect(try depth(schema, of: schema, open: []) <= 10)
    }

    @Test(arguments: [false, true])
    func `the only choice is between steps, told apart by one word`(_ forLab: Bool) throws {
        let schema = try schema(forLab: forLab)
        guard case .mapping(let definitions)? = schema.member("$defs") else { return }
        var choices = 0
        for definition in definitions {
            guard case .list(let options)? = definition.value.member("anyOf") else { continue }
            choices += 1
            var words: Set<DocumentValue> = []
            for option in options {
                let step = try resolved(option, schema)
                guard
                    case .list(let word)? = step.member("properties")?.member("do")?.member("enum")
                else { continue }
                #expect(word.count == 1)
                #expect(words.insert(word[0]).inserted, "\(word)")
            }
            #expect(words.count == options.count)
        }
        #expect(choices == 4)
        let text = String(decoding: DocumentWriter.json(schema), as: UTF8.self)
        #expect(text.components(separatedBy: "\"anyOf\"").count == choices + 1)
    }

    // MARK: Walking

    private func walk(_ value: DocumentValue, _ path: String, _ size: inout Size) {
        switch value {
        case .list(let items): for item in items { walk(item, path, &size) }
        case .mapping(let members):
            judge(value, path, &size)
            for member in members {
                if member.key == "properties" || member.key == "$defs",
                    case .mapping(let inner) = member.value
                {
                    // What stands here are names of the plan's own.
                    for child in inner {
                        size.letters += child.key.count
                        walk(child.value, path + "/" + child.key, &size)
                    }
                } else {
                    if Self.banned.contains(member.key) {
                        size.faults.append(path + ": " + member.key)
                    }
                    walk(member.value, path, &size)
                }
            }
        default: break
        }
    }

    private func judge(_ schema: DocumentValue, _ path: String, _ size: inout Size) {
        if case .list(let values)? = schema.member("enum") {
            size.values += values.count
            for value in values { if case .text(let text) = value { size.letters += text.count } }
        }
        guard case .mapping(let properties)? = schema.member("properties") else {
            if let type = schema.member("type"), types(type).contains("object") {
                size.faults.append(path + ": an object of free keys")
            }
            return
        }
        size.properties += properties.count
        let required = types(schema.member("required") ?? .null)
        if required.sorted() != properties.map(\.key).sorted() {
            size.faults.append(path + ": not every property is required")
        }
        if schema.member("additionalProperties") != .flag(false) {
            size.faults.append(path + ": additionalProperties")
        }
    }

    private func types(_ value: DocumentValue) -> [String] {
        switch value {
        case .text(let text): [text]
        case .list(let items): items.flatMap(types)
        default: []
        }
    }

    private func resolved(_ value: DocumentValue, _ root: DocumentValue) throws -> DocumentValue {
        guard case .text(let reference)? = value.member("$ref") else { return value }
        let name = String(reference.dropFirst("#/$defs/".count))
        return try #require(root.member("$defs")?.member(name), "\(reference)")
    }

    /// Objects in each other, references followed.
    private func depth(
        _ value: DocumentValue,
        of root: DocumentValue,
        open: [DocumentValue]
    ) throws -> Int {
        if let reference = value.member("$ref") {
            try #require(!open.contains(reference), "\(reference) holds itself")
            return try depth(try resolved(value, root), of: root, open: open + [reference])
        }
        var deepest = 0
        if let items = value.member("items") { deepest = try depth(items, of: root, open: open) }
        if case .list(let options)? = value.member("anyOf") {
            for option in options {
                deepest = max(deepest, try depth(option, of: root, open: open))
            }
        }
        if case .mapping(let properties)? = value.member("properties") {
            for property in properties {
                deepest = max(deepest, 1 + (try depth(property.value, of: root, open: open)))
            }
        }
        return deepest
    }
}
