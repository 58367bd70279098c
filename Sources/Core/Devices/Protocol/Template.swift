/// The pattern of a serial message: literal bytes and named fields.
///
/// Written as text: `{name}` or `{name:format}` is a field, `\xHH`, `\r`, `\n`, `\t` and `\\` are
/// bytes, `{{` and `}}` are braces. A field captures up to the literal that follows it. In replies
/// of protocols whose content is text one space matches one or more.
package struct Template: Hashable, Sendable {
    package enum Segment: Hashable, Sendable {
        case literal([UInt8])
        case field(name: String, FieldFormat)
    }

    /// The text it was read from.
    package var source: String
    package var segments: [Segment]
}

/// Why a text is no template.
package struct TemplateError: Error, Hashable, Sendable {
    package var message: String
    /// Characters from the start, from 0.
    package var offset: Int
}

extension Template {
    /// Reads a template.
    ///
    /// - Throws: `TemplateError` with the offset of the first fault.
    package init(parsing text: String) throws(TemplateError) {
        source = text
        segments = []
        let characters = Array(text)
        var literal: [UInt8] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if character == "\\" {
                literal.append(try Self.escape(characters, &index))
            } else if (character == "{" || character == "}") && next == character {
                literal.append(contentsOf: String(character).utf8)
                index += 2
            } else if character == "{" {
                if !literal.isEmpty { segments.append(.literal(literal)) }
                literal = []
                segments.append(try Self.field(characters, &index))
            } else if character == "}" {
                throw TemplateError(message: "a ‘}’ that closes nothing; write }}", offset: index)
            } else {
                literal.append(contentsOf: String(character).utf8)
                index += 1
            }
        }
        if !literal.isEmpty { segments.append(.literal(literal)) }
    }

    private static func escape(
        _ characters: [Character],
        _ index: inout Int
    ) throws(TemplateError) -> UInt8 {
        let start = index
        let kind = index + 1 < characters.count ? characters[index + 1] : " "
        index += 2
        switch kind {
        case "r": return 13
        case "n": return 10
        case "t": return 9
        case "\\": return 92
        case "x":
            guard index + 1 < characters.count,
                let byte = UInt8(String(characters[index...(index + 1)]), radix: 16)
            else { throw TemplateError(message: "\\x needs two hexadecimal digits", offset: start) }
            index += 2
            return byte
        default: throw TemplateError(message: "‘\\\(kind)’ is no escape", offset: start)
        }
    }

    private static func field(
        _ characters: [Character],
        _ index: inout Int
    ) throws(TemplateError) -> Segment {
        let start = index
        guard let close = characters[start...].firstIndex(of: "}") else {
            throw TemplateError(message: "the field is not closed", offset: start)
        }
        index = close + 1
        let parts = characters[(start + 1)..<close].split(separator: ":", maxSplits: 1)
        guard let name = parts.first, !name.isEmpty else {
            throw TemplateError(message: "the field has no name", offset: start)
        }
        let formatText = parts.count == 2 ? String(parts[1]) : "word"
        guard let format = FieldFormat(parsing: formatText) else {
            throw TemplateError(message: "‘\(formatText)’ is no field format", offset: start)
        }
        return .field(name: String(name), format)
    }
}

extension Template {
    /// Fields the line fills in by itself: no command and no point may use these names.
    package static let lineFields = ["address", "sequence", "length"]

    /// Names of the fields a command fills in, in order.
    package var ownFields: [String] {
        fieldNames.filter { !Self.lineFields.contains($0) }
    }

    /// The names of its fields, in order.
    package var fieldNames: [String] {
        segments.compactMap { if case .field(let name, _) = $0 { name } else { nil } }
    }

    /// The format of the first field called `name`.
    package func format(of name: String) -> FieldFormat? {
        for case .field(name, let format) in segments { return format }
        return nil
    }

    /// How many bytes a message of this template has; nil where that depends on its values.
    package var width: Int? {
        var total = 0
        for segment in segments {
            switch segment {
            case .literal(let bytes): total += bytes.count
            case .field(_, let format):
                guard let width = format.width else { return nil }
                total += width
            }
        }
        return total
    }

    /// Bytes that always stand at its beginning.
    package var opening: [UInt8] {
        if case .literal(let bytes) = segments.first { bytes } else { [] }
    }
}
