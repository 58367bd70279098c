import Findings

/// Looks over a YAML source before the parser sees it.
///
/// The parser composes aliases, nests as deep as it is told and looks at every open bracket for
/// every token; this pass bounds what it can be made to do. It refuses what is certain (bytes
/// that are no text) at its place, and what is beyond any real document (depth, size, aliases).
/// Quotes and comments are recognised well enough to bound work, not to judge YAML: where this
/// pass sees less than there is, the checks on the parsed document still hold.
struct YAMLPrescan {
    private let bytes: [UInt8]
    private let file: String
    private let limits: DocumentLimits
    private var at: Int
    private var depth = 0
    /// Commas, colons and dashes that can begin a value.
    private var separators = 0
    private var anchors: [ArraySlice<UInt8>] = []
    private var aliases = 0
    private var context = Context.plain

    private enum Context {
        case plain
        case comment
        case singleQuoted
        case doubleQuoted
    }

    /// Aliases of one anchor multiply when they nest; two cannot.
    private static let harmlessAliases = 2
    private static let rememberedAnchors = 64

    private init(_ bytes: [UInt8], file: String, limits: DocumentLimits) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
        at = DocumentTree.markLength(bytes)
    }

    /// Throws what can be said against the source without parsing it.
    static func check(
        _ bytes: [UInt8],
        file: String,
        limits: DocumentLimits
    ) throws(UnreadableDocument) {
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
        var scan = YAMLPrescan(bytes, file: file, limits: limits)
        while scan.at < bytes.count { try scan.step() }
    }

    private mutating func step() throws(UnreadableDocument) {
        let byte = bytes[at]
        if byte < 0x20 || byte >= 0x7F { try checkCharacter(byte) }
        if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") { try noteName(byte) }
        switch context {
        case .comment:
            if byte == 0x0A || byte == 0x0D { context = .plain }
        case .singleQuoted:
            if byte == UInt8(ascii: "'") { context = .plain }
        case .doubleQuoted:
            if byte == UInt8(ascii: "\\") {
                // The escaped byte is judged like any other in the next step, unless it is one
                // that would end the quotes.
                if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\"") { at += 1 }
                if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\") { at += 1 }
            } else if byte == UInt8(ascii: "\"") {
                context = .plain
            }
        case .plain: try stepPlain(byte)
        }
        at += 1
    }

    private mutating func stepPlain(_ byte: UInt8) throws(UnreadableDocument) {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            if depth > limits.depth { throw .tooDeep(bytes, at: at, file: file, limits: limits) }
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
        case UInt8(ascii: "'") where beginsToken: context = .singleQuoted
        case UInt8(ascii: "\"") where beginsToken: context = .doubleQuoted
        case UInt8(ascii: "#") where at == 0 || isSpace(bytes[at - 1]): context = .comment
        case UInt8(ascii: ","): try countSeparator()
        case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"):
            if at + 1 == bytes.count || isSpace(bytes[at + 1]) { try countSeparator() }
        default: break
        }
    }

    private mutating func countSeparator() throws(UnreadableDocument) {
        separators += 1
        if separators > limits.nodes { throw .tooMany(bytes, at: at, file: file, limits: limits) }
    }

    private func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private var beginsToken: Bool {
        guard at > 0 else { return true }
        switch bytes[at - 1] {
        case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
            UInt8(ascii: ":"):
            return true
        default: return false
        }
    }

    /// Refuses characters YAML does not allow (YAML 1.1, section 5.1), which text has no use for.
    private func checkCharacter(_ byte: UInt8) throws(UnreadableDocument) {
        let second = at + 1 < bytes.count ? bytes[at + 1] : 0
        let third = at + 2 < bytes.count ? bytes[at + 2] : 0
        let isAllowed =
            switch byte {
            case 0x09, 0x0A, 0x0D: true
            case 0..<0x20, 0x7F: false
            case 0xC2: second == 0x85 || second >= 0xA0
            case 0xEF: !(second == 0xBB && third == 0xBF) && !(second == 0xBF && third >= 0xBE)
            default: true
            }
        guard !isAllowed else { return }
        throw UnreadableDocument(
            .syntax,
            "This control character cannot stand in a document. Is the file binary?",
            at: at,
            of: bytes,
            file: file
        )
    }

    /// Counts what can be an alias of an anchor that came before.
    private mutating func noteName(_ sign: UInt8) throws(UnreadableDocument) {
        var end = at + 1
        while end < bytes.count, isName(bytes[end]) { end += 1 }
        guard end > at + 1 else { return }
        let name = bytes[(at + 1)..<end]
        if sign == UInt8(ascii: "&") {
            if anchors.count < Self.rememberedAnchors { anchors.append(name) }
        } else if anchors.count == Self.rememberedAnchors || anchors.contains(name) {
            aliases += 1
            guard aliases <= Self.harmlessAliases else {
                throw UnreadableDocument(
                    .aliasUsed,
                    "Aliases are refused. Write the value out.",
                    at: at,
                    of: bytes,
                    file: file
                )
            }
        }
    }

    private func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
