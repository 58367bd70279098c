import Findings
import Yams

/// Reads YAML through Yams into a tree.
///
/// Plain scalars mean what they mean in JSON and nothing else (YAML 1.2's failsafe direction):
/// `yes`, `no`, `on` and `0x1F` are texts. One document, no aliases, anchors, merge keys or tags
/// of one's own.
enum YAMLReader {
    /// The tree of a whole source.
    static func tree(
        of bytes: [UInt8],
        file: String,
        limits: DocumentLimits
    ) throws(UnreadableDocument) -> DocumentTree {
        try YAMLPrescan.check(bytes, file: file, limits: limits)
        let text = String(decoding: bytes.dropFirst(DocumentTree.markLength(bytes)), as: UTF8.self)
        do {
            return try composeTree(text, bytes, file, limits, standIns: [:])
        } catch let refusal as UnreadableDocument {
            throw refusal
        } catch YamlError.duplicatedKeysInMapping {
            throw duplicates(in: text, bytes, file, limits)
        } catch {
            throw self.refusal(error, bytes, file, limits)
        }
    }

    static func composeTree(
        _ text: String,
        _ bytes: [UInt8],
        _ file: String,
        _ limits: DocumentLimits,
        standIns: [String: String]
    ) throws -> DocumentTree {
        // No resolver rules: what a plain scalar means is decided here, once its target is known.
        let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
        guard let root = try parser.nextRoot() else {
            throw UnreadableDocument(
                .syntax,
                "The document is empty.",
                at: 0,
                of: bytes,
                file: file
            )
        }
        let builder = YAMLBuilder(bytes, file: file, limits: limits, standIns: standIns)
        // Nodes hold their anchors weakly; the parser keeps them.
        let tree = try withExtendedLifetime(parser) { try builder.built(root) }
        if let second = try parser.nextRoot() {
            var marks = YAMLMarks(bytes)
            let (line, column) = (second.mark?.line ?? 1, second.mark?.column ?? 1)
            let offset = marks.offset(line: line, column: column)
            throw UnreadableDocument(
                .syntax,
                "A second document begins here. Put it into a file of its own.",
                at: offset,
                of: bytes,
                file: file
            )
        }
        return tree
    }

    /// The parser's error, at its place.
    private static func refusal(
        _ error: any Error,
        _ bytes: [UInt8],
        _ file: String,
        _ limits: DocumentLimits
    ) -> UnreadableDocument {
        var marks = YAMLMarks(bytes)
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let offset = marks.offset(line: mark.line, column: mark.column)
            if problem.hasPrefix("found undefined alias") {
                return UnreadableDocument(
                    .aliasUsed,
                    "Aliases are refused. Write the value out, or quote the text.",
                    at: offset,
                    of: bytes,
                    file: file
                )
            }
            if problem.hasPrefix("Maximum nesting") {
                return .tooDeep(bytes, at: offset, file: file, limits: limits)
            }
            let whole = context.map { "\($0.text), \(problem)" } ?? problem
            return UnreadableDocument(
                .syntax,
                "This is not YAML: \(whole). \(advice(bytes, at: offset))",
                at: offset,
                of: bytes,
                file: file
            )
        default:
            return UnreadableDocument(
                .syntax,
                "This is not YAML.",
                at: 0,
                of: bytes,
                file: file
            )
        }
    }

    private static func advice(_ bytes: [UInt8], at offset: Int) -> String {
        guard offset < bytes.count else { return "The text ends too early. Was it cut off?" }
        switch bytes[offset] {
        case 0x09: return "Indent with spaces, not with tabs."
        case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"), UInt8(ascii: "*"):
            return "Put a text that begins with this character in quotes."
        case UInt8(ascii: ":"): return "Put a text that holds “: ” in quotes."
        default: return "Check indentation, quotes and brackets here and above."
        }
    }
}
