package import Findings

/// Why a fix could not be made in a document's text.
package struct UnpatchableDocument: Error, Hashable, Sendable {
    /// The change that failed, counted from 0.
    package var change: Int
    /// One sentence for people.
    package var message: String
}

/// Makes a fix in a document's source, so that comments and layout survive.
package enum DocumentPatch {
    /// The document after `fix`.
    ///
    /// Every change edits the bytes of the value concerned and nothing else, and is read again:
    /// where the edited text does not mean exactly what the change asks for, nothing is returned.
    ///
    /// - Throws: `UnpatchableDocument` where a path does not exist, or where the text is laid out
    ///   in a way this cannot edit.
    package static func apply(
        _ fix: Fix,
        to tree: DocumentTree
    ) throws(UnpatchableDocument) -> DocumentTree {
        var result = tree
        for (index, change) in fix.changes.enumerated() {
            result = try apply(change, index, to: result)
        }
        return result
    }

    private static func apply(
        _ change: Fix.Change,
        _ index: Int,
        to tree: DocumentTree
    ) throws(UnpatchableDocument) -> DocumentTree {
        guard let wanted = DocumentValue(tree).applying(change) else {
            throw UnpatchableDocument(
                change: index,
                message: "\(change.path) is not there to be changed."
            )
        }
        let expected = CanonicalBytes.of(wanted)
        for edit in SourceEdit.candidates(change, in: tree) {
            var bytes = tree.bytes
            bytes.replaceSubrange(edit.range, with: edit.replacement.utf8)
            guard
                let edited = try? DocumentTree.read(
                    bytes,
                    file: tree.file,
                    syntax: tree.syntax,
                    limits: tree.limits
                ),
                CanonicalBytes.of(edited, 0) == expected
            else { continue }
            return edited
        }
        throw UnpatchableDocument(
            change: index,
            message: "The text at \(tree.location(of: change.path)) is laid out in a way that "
                + "cannot be edited in place. Change \(change.path) by hand."
        )
    }
}

extension Fix.Change {
    var path: DocumentPath {
        switch self {
        case .add(let path, _), .replace(let path, _), .remove(let path): path
        }
    }

    var value: DocumentValue? {
        switch self {
        case .add(_, let value), .replace(_, let value): DocumentValue(value)
        case .remove: nil
        }
    }
}

extension DocumentValue {
    /// The value after one change (RFC 6902); nil where its path does not exist.
    func applying(_ change: Fix.Change) -> DocumentValue? {
        applying(change, change.path.components[...])
    }

    private func applying(
        _ change: Fix.Change,
        _ path: ArraySlice<DocumentPath.Component>
    ) -> DocumentValue? {
        guard let step = path.first else { return change.value }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.list(var items), .index(let index)):
            guard index >= 0, index <= items.count else { return nil }
            if rest.isEmpty, case .add = change, let value = change.value {
                items.insert(value, at: index)
                return .list(items)
            }
            guard index < items.count else { return nil }
            if rest.isEmpty, case .remove = change {
                items.remove(at: index)
                return .list(items)
            }
            guard let inner = items[index].applying(change, rest) else { return nil }
            items[index] = inner
            return .list(items)
        case (.mapping(var members), .key(let key)):
            guard let index = members.firstIndex(where: { $0.key == key }) else {
                guard rest.isEmpty, case .add = change, let value = change.value else {
                    return nil
                }
                return .mapping(members + [DocumentMember(key, value)])
            }
            if rest.isEmpty, case .remove = change {
                members.remove(at: index)
                return .mapping(members)
            }
            guard let inner = members[index].value.applying(change, rest) else { return nil }
            members[index].value = inner
            return .mapping(members)
        default: return nil
        }
    }
}
