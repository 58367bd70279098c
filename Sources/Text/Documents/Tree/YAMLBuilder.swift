import Findings
import Yams

/// Lays the parser's nodes into a tree, with their places, and refuses what documents do not use:
/// anchors, merge keys, tags that change meaning, keys that are no text.
struct YAMLBuilder {
    private var tree: DocumentTree
    private let limits: DocumentLimits
    private let ends: YAMLEnds
    private var marks: YAMLMarks
    /// What stood where a stand-in for a key stands now.
    private let standIns: [String: String]
    private var duplicates: [KeyPair] = []
    /// Where the value that was added last, with all below it, ends.
    private var latestEnd: Int32 = 0

    init(_ bytes: [UInt8], file: String, limits: DocumentLimits, standIns: [String: String]) {
        tree = DocumentTree(file: file, syntax: .yaml, bytes: bytes, limits: limits)
        self.limits = limits
        ends = YAMLEnds(bytes: bytes)
        marks = YAMLMarks(bytes)
        self.standIns = standIns
    }

    /// The tree of a document's root.
    consuming func built(_ root: Node) throws(UnreadableDocument) -> DocumentTree {
        try add(root, depth: 0)
        guard duplicates.isEmpty else { throw KeyPair.refusal(duplicates, in: tree) }
        return tree
    }

    private mutating func offset(_ mark: Mark?) -> Int {
        guard let mark else { return 0 }
        return marks.offset(line: mark.line, column: mark.column)
    }

    private func refusal(
        _ code: FindingCode,
        _ message: String,
        at offset: Int
    ) -> UnreadableDocument {
        UnreadableDocument(code, message, at: offset, of: tree.bytes, file: tree.file)
    }

    /// Adds a node with all below it.
    private mutating func add(_ node: Node, depth: Int) throws(UnreadableDocument) {
        let marked = offset(node.mark)
        guard node.anchor == nil else {
            throw refusal(.aliasUsed, "Anchors are refused. Write the value out.", at: marked)
        }
        guard tree.nodes.count < limits.nodes else {
            throw .tooMany(tree.bytes, at: marked, file: tree.file, limits: limits)
        }
        if node.scalar == nil, depth >= limits.depth {
            throw .tooDeep(tree.bytes, at: marked, file: tree.file, limits: limits)
        }
        switch node {
        case .scalar(let scalar): try add(scalar, at: marked)
        case .sequence(let sequence):
            try checkTag(sequence.tag, .seq, at: marked)
            let index = open(.sequence, at: marked)
            for item in sequence { try add(item, depth: depth + 1) }
            close(index, count: sequence.count)
        case .mapping(let mapping):
            try checkTag(mapping.tag, .map, at: marked)
            let index = open(.mapping, at: marked)
            for (key, value) in mapping {
                try add(key: key)
                try add(value, depth: depth + 1)
            }
            close(index, count: mapping.count)
            tree.collectDuplicates(of: index, into: &duplicates)
        case .alias:
            throw refusal(.aliasUsed, "Aliases are refused. Write the value out.", at: marked)
        }
    }

    private mutating func open(_ form: DocumentForm, at marked: Int) -> Int {
        let start = ends.behindTag(at: marked)
        let first = start < tree.bytes.count ? tree.bytes[start] : 0
        let isFlow = first == UInt8(ascii: form == .mapping ? "{" : "[")
        tree.nodes.append(
            DocumentNode(
                start: Int32(start),
                end: Int32(start),
                form: form,
                style: isFlow ? .flow : .indented
            )
        )
        return tree.nodes.count - 1
    }

    private mutating func close(_ index: Int, count: Int) {
        let stored = tree.nodes[index]
        let inner = count > 0 ? latestEnd : stored.start
        tree.nodes[index].length = Int32(count)
        tree.nodes[index].next = Int32(tree.nodes.count)
        tree.nodes[index].end = Int32(
            ends.collection(stored.style, from: Int(stored.start), inner: Int(inner))
        )
        latestEnd = tree.nodes[index].end
    }

    private mutating func add(key: Node) throws(UnreadableDocument) {
        let marked = offset(key.mark)
        guard key.anchor == nil else {
            throw refusal(.aliasUsed, "Anchors are refused. Write the value out.", at: marked)
        }
        guard case .scalar(var scalar) = key else {
            throw refusal(
                .syntax,
                "A key is a text, not a list or mapping. Quote texts with braces.",
                at: marked
            )
        }
        try checkTag(scalar.tag, .str, at: marked)
        if let original = standIns[scalar.string] { scalar.string = original }
        let style = Self.style(of: scalar)
        if style == .plain, scalar.string == "<<" {
            throw refusal(.syntax, "Merge keys are refused. Write the members out.", at: marked)
        }
        if style == .plain, scalar.string.isEmpty {
            throw refusal(.syntax, "A key is missing before “:”.", at: marked)
        }
        guard tree.nodes.count < limits.nodes else {
            throw .tooMany(tree.bytes, at: marked, file: tree.file, limits: limits)
        }
        append(.text, style, scalar.string, from: ends.behindTag(at: marked))
    }

    private func checkTag(
        _ tag: Tag,
        _ own: Tag.Name,
        at offset: Int
    ) throws(UnreadableDocument) {
        let name = tag.rawValue
        guard !name.isEmpty, name != "!", name != own.rawValue else { return }
        throw refusal(
            .syntax,
            "The tag \(JSONText.visible(name)) is refused here. Leave it out.",
            at: offset
        )
    }
}

extension YAMLBuilder {
    private mutating func add(
        _ scalar: Node.Scalar,
        at marked: Int
    ) throws(UnreadableDocument) {
        let start = ends.behindTag(at: marked)
        let style = Self.style(of: scalar)
        let isBare = style == .plain
        let form: DocumentForm
        switch scalar.tag.rawValue {
        case "", "!": form = isBare ? Self.form(of: scalar.string) : .text
        case Tag.Name.str.rawValue: form = .text
        case Tag.Name.int.rawValue, Tag.Name.float.rawValue, Tag.Name.bool.rawValue,
            Tag.Name.null.rawValue:
            form = Self.form(of: scalar.string)
            guard form != .text else {
                throw refusal(
                    .syntax,
                    "“\(JSONText.visible(scalar.string))” is not what its tag says.",
                    at: marked
                )
            }
        default:
            let name = JSONText.visible(scalar.tag.rawValue)
            throw refusal(
                .syntax,
                "The tag \(name) is refused. Leave it out, or quote a text with “!”.",
                at: marked
            )
        }
        append(form, style, scalar.string, from: start)
        let stored = tree.nodes[tree.nodes.count - 1]
        if form == .number,
            NumberText.double(tree.textBytes(tree.nodes.count - 1))?.isFinite != true
        {
            throw refusal(
                .notFinite,
                "This number is greater than any that can be computed with. Quote a text.",
                at: Int(stored.start)
            )
        }
    }

    private static func style(of scalar: Node.Scalar) -> DocumentStyle {
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: .quoted
        case .literal, .folded: .block
        case .plain, .any: .plain
        }
    }

    /// What an unquoted text means: only `true`, `false`, `null` (or `~`, or nothing) and numbers
    /// as JSON writes them mean something else than themselves; `yes` and `on` are texts.
    static func form(of text: String) -> DocumentForm {
        switch text {
        case "", "~", "null": return .null
        case "true", "false": return .flag
        default:
            guard let first = text.utf8.first, first == UInt8(ascii: "-") || first &- 0x30 < 10
            else { return .text }
            let bytes = Array(text.utf8)
            return NumberText(bytes, from: 0)?.end == bytes.count ? .number : .text
        }
    }

    /// Appends a scalar; its text stays in the source where it stands there as it is meant.
    private mutating func append(
        _ form: DocumentForm,
        _ style: DocumentStyle,
        _ value: String,
        from start: Int
    ) {
        let value = restored(value, style, from: start)
        let end = max(start, ends.scalar(style, from: start, value: value))
        latestEnd = Int32(end)
        let quote = style == .quoted ? 1 : 0
        let length = value.utf8.count
        var text = Int32(min(start + quote, tree.bytes.count))
        if end - start - 2 * quote != length
            || !tree.bytes[Int(text)...].starts(with: value.utf8)
        {
            text = ~Int32(tree.decoded.count)
            tree.decoded.append(contentsOf: value.utf8)
        }
        tree.nodes.append(
            DocumentNode(
                start: Int32(start),
                end: Int32(end),
                text: text,
                length: Int32(length),
                next: Int32(tree.nodes.count + 1),
                form: form,
                style: style
            )
        )
    }

    /// Yams drops a byte-order mark a text begins with; one that was written as an escape is
    /// part of the text.
    private func restored(_ value: String, _ style: DocumentStyle, from start: Int) -> String {
        guard style == .quoted, tree.bytes[start...].starts(with: "\"\\".utf8) else { return value }
        let escape = String(decoding: tree.bytes[(start + 2)...].prefix(9), as: UTF8.self)
        let isMark = escape.lowercased().hasPrefix("ufeff") || escape.lowercased() == "u0000feff"
        return isMark ? "\u{FEFF}" + value : value
    }
}
