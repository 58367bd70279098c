import Findings

/// Reads JSON (RFC 8259, nothing beyond it) into a tree, without recursion.
///
/// Refused besides what the grammar refuses: the same key twice in one object, escapes that are
/// half of a surrogate pair, and numbers greater than any Double. A byte-order mark is skipped.
struct JSONScanner {
    let bytes: [UInt8]
    let limits: DocumentLimits
    var at: Int
    var tree: DocumentTree
    /// The collections that are still open, outermost first.
    private var open: [Int] = []
    /// Keys that stood in their object already: the earlier node and the later one.
    private var duplicates: [KeyPair] = []

    private init(_ bytes: [UInt8], file: String, limits: DocumentLimits) {
        self.bytes = bytes
        self.limits = limits
        at = DocumentTree.markLength(bytes)
        tree = DocumentTree(file: file, syntax: .json, bytes: bytes, limits: limits)
        tree.nodes.reserveCapacity(min(bytes.count / 6, limits.nodes) + 1)
    }

    /// The tree of a whole source.
    static func tree(
        of bytes: [UInt8],
        file: String,
        limits: DocumentLimits
    ) throws(UnreadableDocument) -> DocumentTree {
        guard bytes.count <= limits.bytes else {
            throw .tooLong(bytes, file: file, limits: limits)
        }
        if let fault = UTF8Check.firstFault(in: bytes) {
            throw UnreadableDocument(
                .syntax,
                "This byte is no UTF-8 text. Save the document as UTF-8.",
                at: fault,
                of: bytes,
                file: file
            )
        }
        var scanner = JSONScanner(bytes, file: file, limits: limits)
        try scanner.scan()
        guard scanner.duplicates.isEmpty else {
            throw KeyPair.refusal(scanner.duplicates, in: scanner.tree)
        }
        return scanner.tree
    }

    private mutating func scan() throws(UnreadableDocument) {
        skipSpace()
        try scanValue()
        while let collection = open.last {
            skipSpace()
            let isMapping = tree.nodes[collection].form == .mapping
            let isFirst = tree.nodes[collection].length == 0
            if byte == (isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                at += 1
                close(collection)
                continue
            }
            if !isFirst {
                guard byte == UInt8(ascii: ",") else {
                    throw unexpected(isMapping ? "“,” or “}”" : "“,” or “]”")
                }
                at += 1
                skipSpace()
            }
            if isMapping { try scanKey(mayClose: isFirst) }
            tree.nodes[collection].length += 1
            try scanValue()
        }
        skipSpace()
        guard at == bytes.count else { throw unexpected("the end of the text") }
    }

    /// The byte here; 0 at the end, which no grammar rule takes.
    var byte: UInt8 { at < bytes.count ? bytes[at] : 0 }

    mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x0A, 0x0D, 0x09: at += 1
            default: return
            }
        }
    }

    private mutating func scanKey(mayClose: Bool) throws(UnreadableDocument) {
        guard byte == UInt8(ascii: "\"") else {
            throw unexpected(mayClose ? "a key in double quotes or “}”" : "a key in double quotes")
        }
        try scanText()
        skipSpace()
        guard byte == UInt8(ascii: ":") else { throw unexpected("“:” after the key") }
        at += 1
        skipSpace()
    }

    private mutating func scanValue() throws(UnreadableDocument) {
        switch byte {
        case UInt8(ascii: "\""): try scanText()
        case UInt8(ascii: "{"): try openCollection(.mapping)
        case UInt8(ascii: "["): try openCollection(.sequence)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
        case UInt8(ascii: "t"): try scanLiteral("true", .flag)
        case UInt8(ascii: "f"): try scanLiteral("false", .flag)
        case UInt8(ascii: "n"): try scanLiteral("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func openCollection(_ form: DocumentForm) throws(UnreadableDocument) {
        guard open.count < limits.depth else {
            throw .tooDeep(bytes, at: at, file: tree.file, limits: limits)
        }
        open.append(tree.nodes.count)
        try append(DocumentNode(start: Int32(at), end: Int32(at), form: form, style: .flow))
        at += 1
    }

    private mutating func close(_ collection: Int) {
        open.removeLast()
        tree.nodes[collection].end = Int32(at)
        tree.nodes[collection].next = Int32(tree.nodes.count)
        if tree.nodes[collection].form == .mapping {
            tree.collectDuplicates(of: collection, into: &duplicates)
        }
    }

    private mutating func scanLiteral(
        _ word: StaticString,
        _ form: DocumentForm
    ) throws(UnreadableDocument) {
        let start = at
        let text = word.description.utf8
        guard bytes[start...].starts(with: text) else { throw unexpected("a value") }
        at += text.count
        if at < bytes.count, Self.isWord(bytes[at]) {
            at = start
            throw unexpected("a value")
        }
        try appendScalar(form, .plain, start..<at)
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }

    mutating func append(_ node: DocumentNode) throws(UnreadableDocument) {
        guard tree.nodes.count < limits.nodes else {
            throw .tooMany(bytes, at: at, file: tree.file, limits: limits)
        }
        tree.nodes.append(node)
        tree.nodes[tree.nodes.count - 1].next = Int32(tree.nodes.count)
    }

    /// Appends a scalar whose text is its source, quotes aside.
    mutating func appendScalar(
        _ form: DocumentForm,
        _ style: DocumentStyle,
        _ range: Range<Int>
    ) throws(UnreadableDocument) {
        let quote = style == .quoted ? 1 : 0
        try append(
            DocumentNode(
                start: Int32(range.lowerBound),
                end: Int32(range.upperBound),
                text: Int32(range.lowerBound + quote),
                length: Int32(range.count - 2 * quote),
                form: form,
                style: style
            )
        )
    }
}
