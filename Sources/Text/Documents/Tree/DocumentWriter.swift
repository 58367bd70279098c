/// Writes values as documents; the same value always gives the same bytes.
package enum DocumentWriter {
    /// How JSON is laid out.
    package enum Layout: Sendable, Hashable {
        /// Without any white space: for machines, one line.
        case compact
        /// One line with a space behind `,` and `:`.
        case spaced
        /// Two spaces a level; collections that fit a line of 100 stay on it.
        case pretty
    }

    /// `value` as JSON; `pretty` ends with a line break, the others do not.
    package static func json(_ value: DocumentValue, _ layout: Layout = .compact) -> [UInt8] {
        var bytes: [UInt8] = []
        append(json: value, layout, indent: 0, used: 0, to: &bytes)
        if layout == .pretty { bytes.append(0x0A) }
        return bytes
    }

    /// Appends `value` as JSON without white space: for streams of JSON lines.
    package static func append(json value: DocumentValue, to bytes: inout [UInt8]) {
        append(json: value, .compact, indent: 0, used: 0, to: &bytes)
    }

    /// `value` as YAML: blocks, with short collections in one line, quotes only where needed.
    package static func yaml(_ value: DocumentValue) -> [UInt8] {
        Array(YAMLWriter.document(value).utf8)
    }

    /// `value` in the syntax given, JSON laid out for people.
    package static func document(_ value: DocumentValue, _ syntax: DocumentSyntax) -> [UInt8] {
        switch syntax {
        case .json: json(value, .pretty)
        case .yaml: yaml(value)
        }
    }

    private static func append(
        json value: DocumentValue,
        _ layout: Layout,
        indent: Int,
        used: Int,
        to bytes: inout [UInt8]
    ) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
        case .number(let number): JSONText.append(number, to: &bytes)
        case .decimal(let digits): bytes.append(contentsOf: digits.utf8)
        case .text(let text): JSONText.append(text, to: &bytes)
        case .list(let items):
            append(
                items.map { (nil, $0) },
                "[",
                "]",
                layout,
                indent: indent,
                used: used,
                to: &bytes
            )
        case .mapping(let members):
            append(
                members.map { ($0.key, $0.value) },
                "{",
                "}",
                layout,
                indent: indent,
                used: used,
                to: &bytes
            )
        }
    }

    private static func append(
        _ items: [(String?, DocumentValue)],
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ layout: Layout,
        indent: Int,
        used: Int,
        to bytes: inout [UInt8]
    ) {
        let begin = bytes.count
        bytes.append(UInt8(ascii: opening))
        let inner: Layout = layout == .compact ? .compact : .spaced
        var isTooLong = false
        for (position, item) in items.enumerated() {
            if position > 0 {
                bytes.append(contentsOf: (inner == .compact ? "," : ", ").utf8)
            }
            appendKey(item.0, inner, to: &bytes)
            append(json: item.1, inner, indent: indent, used: 0, to: &bytes)
            // Stops as soon as one line cannot do, so that nesting costs no square.
            if layout == .pretty, used + bytes.count - begin > 98 {
                isTooLong = true
                break
            }
        }
        guard isTooLong else { return bytes.append(UInt8(ascii: closing)) }
        bytes.removeLast(bytes.count - begin - 1)
        for (position, item) in items.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            appendLine(indent + 2, to: &bytes)
            let lineStart = bytes.count - indent - 2
            appendKey(item.0, .pretty, to: &bytes)
            append(
                json: item.1,
                .pretty,
                indent: indent + 2,
                used: bytes.count - lineStart,
                to: &bytes
            )
        }
        appendLine(indent, to: &bytes)
        bytes.append(UInt8(ascii: closing))
    }

    private static func appendKey(_ key: String?, _ layout: Layout, to bytes: inout [UInt8]) {
        guard let key else { return }
        JSONText.append(key, to: &bytes)
        bytes.append(contentsOf: (layout == .compact ? ":" : ": ").utf8)
    }

    private static func appendLine(_ indent: Int, to bytes: inout [UInt8]) {
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: indent))
    }
}
