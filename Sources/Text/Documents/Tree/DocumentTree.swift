/// What a node of a document is.
package enum DocumentForm: UInt8, Sendable, Hashable {
    case null
    case flag
    /// A number; its text is kept as written, so that decimals are exact.
    case number
    case text
    case sequence
    case mapping
}

/// How a node was written.
package enum DocumentStyle: UInt8, Sendable, Hashable {
    /// A scalar without quotes; the only style whose text may mean a number, a flag or null.
    case plain
    case quoted
    /// A YAML literal or folded block.
    case block
    /// `[…]` or `{…}`; in JSON every collection.
    case flow
    /// A YAML collection laid out by indentation.
    case indented
}

/// The two syntaxes documents are written in.
package enum DocumentSyntax: String, Sendable, Hashable {
    case json
    case yaml
}

/// One node, 24 bytes, in document order: a collection's children follow it.
///
/// A mapping's children are key, value, key, value, …; keys are text nodes with their own place.
struct DocumentNode: Sendable {
    /// The node's bytes in the source, quotes and brackets included.
    var start: Int32
    var end: Int32
    /// Where the text is: from 0 in the source, below 0 the complement of a place in `decoded`.
    var text: Int32 = 0
    /// Bytes of text; of a collection the number of items or members.
    var length: Int32 = 0
    /// The index of the first node behind this one and all its children.
    var next: Int32 = 0
    var form: DocumentForm
    var style: DocumentStyle
}

/// A document as read from YAML or JSON: one flat array of nodes over the source's bytes.
///
/// Get one with `read`; decode it with `DocumentReader`. A tree always has a root, its mappings
/// have no duplicate keys, and it is within the `DocumentLimits` it was read with.
package struct DocumentTree: Sendable {
    /// The name findings give as the place.
    package let file: String
    package let syntax: DocumentSyntax
    /// The source, byte-order mark included.
    package let bytes: [UInt8]
    /// What it was read within, and is read within again after a patch.
    package let limits: DocumentLimits
    /// Text that does not stand in the source as it is meant: escapes resolved, lines folded.
    var decoded: [UInt8] = []
    var nodes: [DocumentNode] = []

    init(file: String, syntax: DocumentSyntax, bytes: [UInt8], limits: DocumentLimits) {
        self.file = file
        self.syntax = syntax
        self.bytes = bytes
        self.limits = limits
    }

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: The whole source, UTF-8, with or without a byte-order mark.
    ///   - file: The name findings give as the place.
    ///   - syntax: JSON or YAML; where nil, a source whose first character that is not white
    ///     space is `{` or `[` is JSON, anything else YAML.
    ///   - limits: Where reading stops.
    /// - Returns: The document's tree.
    /// - Throws: `UnreadableDocument` with at least one finding; nothing of a refused document
    ///   is returned.
    package static func read(
        _ bytes: [UInt8],
        file: String,
        syntax: DocumentSyntax? = nil,
        limits: DocumentLimits = .standard
    ) throws(UnreadableDocument) -> DocumentTree {
        switch syntax ?? self.syntax(of: bytes) {
        case .json: try JSONScanner.tree(of: bytes, file: file, limits: limits)
        case .yaml: try YAMLReader.tree(of: bytes, file: file, limits: limits)
        }
    }

    /// The syntax a source is taken for.
    package static func syntax(of bytes: [UInt8]) -> DocumentSyntax {
        for byte in bytes.dropFirst(markLength(bytes)) {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
            default: return .yaml
            }
        }
        return .yaml
    }

    /// 3 where the source begins with a UTF-8 byte-order mark, else 0.
    static func markLength(_ bytes: [UInt8]) -> Int {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
    }
}

extension DocumentTree {
    /// The text of the scalar at `index`, as meant: unquoted, escapes resolved.
    func text(_ index: Int) -> String {
        let node = nodes[index]
        let length = Int(node.length)
        if node.text >= 0 {
            let start = Int(node.text)
            return String(decoding: bytes[start..<start + length], as: UTF8.self)
        }
        let start = Int(~node.text)
        return String(decoding: decoded[start..<start + length], as: UTF8.self)
    }

    /// The bytes of that text.
    func textBytes(_ index: Int) -> ArraySlice<UInt8> {
        let node = nodes[index]
        let length = Int(node.length)
        if node.text >= 0 {
            let start = Int(node.text)
            return bytes[start..<start + length]
        }
        let start = Int(~node.text)
        return decoded[start..<start + length]
    }

    /// Whether the scalar's text is `text`, without making a String of it.
    func text(_ index: Int, is text: String) -> Bool {
        let node = nodes[index]
        let length = Int(node.length)
        let wanted = text.utf8.span
        guard wanted.count == length else { return false }
        if node.text >= 0 {
            let start = Int(node.text)
            for offset in 0..<length where bytes[start + offset] != wanted[offset] { return false }
        } else {
            let start = Int(~node.text)
            for offset in 0..<length where decoded[start + offset] != wanted[offset] {
                return false
            }
        }
        return true
    }

    /// Whether two scalars have the same text.
    func sameText(_ a: Int, _ b: Int) -> Bool {
        guard nodes[a].length == nodes[b].length else { return false }
        return textBytes(a).elementsEqual(textBytes(b))
    }

    /// The value under `key` in the mapping at `index`.
    func member(_ key: String, of index: Int) -> Int? {
        guard nodes[index].form == .mapping else { return nil }
        var child = index + 1
        for _ in 0..<nodes[index].length {
            if text(child, is: key) { return child + 1 }
            child = Int(nodes[child + 1].next)
        }
        return nil
    }
}
