/// The parts JSON Schemas (draft 2020-12) of this project's own documents are built of.
enum SchemaPiece {
    /// A mapping with exactly these keys; those ending in `?` may be left out.
    static func object(
        _ summary: String,
        _ properties: KeyValuePairs<String, DocumentValue>
    ) -> DocumentValue {
        object(summary, properties.map { ($0.key, $0.value) })
    }

    /// The same from a list that was put together.
    static func object(
        _ summary: String,
        _ properties: [(key: String, value: DocumentValue)]
    ) -> DocumentValue {
        var members: [DocumentMember] = []
        var required: [DocumentValue] = []
        for (key, value) in properties {
            let name = key.last == "?" ? String(key.dropLast()) : key
            if key.last != "?" { required.append(.text(name)) }
            members.append(DocumentMember(name, value))
        }
        return .members([
            "type": .text("object"),
            "description": summary.isEmpty ? nil : .text(summary),
            "properties": .mapping(members),
            "required": .list(required),
            "additionalProperties": .flag(false),
        ])
    }

    static func list(
        _ items: DocumentValue,
        _ summary: String = "",
        least: Int = 0
    ) -> DocumentValue {
        .members([
            "type": .text("array"),
            "description": summary.isEmpty ? nil : .text(summary),
            "items": items,
            "minItems": least > 0 ? .integer(least) : nil,
        ])
    }

    /// A list of exactly `count` items of one kind: `[LOW, HIGH]`.
    static func tuple(_ count: Int, _ items: DocumentValue, _ summary: String) -> DocumentValue {
        .members([
            "type": .text("array"),
            "description": .text(summary),
            "items": items,
            "minItems": .integer(count),
            "maxItems": .integer(count),
        ])
    }

    static func text(_ summary: String = "") -> DocumentValue {
        .members([
            "type": .text("string"),
            "description": summary.isEmpty ? nil : .text(summary),
        ])
    }

    /// A name: begins with a letter; letters, digits, hyphen, underscore.
    static let name = DocumentValue.members([
        "type": .text("string"),
        "description": .text("A name: begins with a letter; letters, digits, - and _."),
        "maxLength": .integer(64),
    ])

    static func constant(_ text: String) -> DocumentValue {
        .members(["type": .text("string"), "enum": .list([.text(text)])])
    }

    static func choice(_ names: [String], _ summary: String = "") -> DocumentValue {
        .members([
            "type": .text("string"),
            "description": summary.isEmpty ? nil : .text(summary),
            "enum": .list(names.map { .text($0) }),
        ])
    }

    static func choice<Choice>(of type: Choice.Type, _ summary: String = "") -> DocumentValue
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        choice(Choice.allCases.map(\.rawValue), summary)
    }

    static func integer(_ range: ClosedRange<Int>, _ summary: String = "") -> DocumentValue {
        .members([
            "type": .text("integer"),
            "description": summary.isEmpty ? nil : .text(summary),
            "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ])
    }

    static func flag(_ summary: String = "") -> DocumentValue {
        .members([
            "type": .text("boolean"),
            "description": summary.isEmpty ? nil : .text(summary),
        ])
    }

    /// A quantity with its unit in the text.
    static func quantity(_ example: String, _ summary: String = "") -> DocumentValue {
        let form = "A number with its unit, such as “\(example)”."
        return text(summary.isEmpty ? form : summary + " " + form)
    }

    /// A quantity, or a plain number where that is one.
    static func anyQuantity(_ summary: String) -> DocumentValue {
        typed(["string", "number"], summary + " A number with its unit, or a plain number.")
    }

    /// An expression of the published grammar.
    static func expression(_ summary: String) -> DocumentValue {
        typed(["string", "number", "boolean"], summary + " An expression (docs/expressions.md).")
    }

    static func typed(_ types: [String], _ summary: String) -> DocumentValue {
        .members(["type": .list(types.map { .text($0) }), "description": .text(summary)])
    }

    static func anyOf(_ options: [DocumentValue]) -> DocumentValue {
        .members(["anyOf": .list(options)])
    }

    /// A whole document's schema.
    static func document(_ title: String, _ body: DocumentValue) -> DocumentValue {
        guard case .mapping(let members) = body else { return body }
        return .mapping(
            [
                DocumentMember(
                    "$schema",
                    .text("https://json-schema.org/draft/2020-12/schema")
                ),
                DocumentMember("title", .text(title)),
            ] + members
        )
    }
}
