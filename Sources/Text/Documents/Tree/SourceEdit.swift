import Findings

/// One replacement of bytes in a source.
struct SourceEdit {
    var range: Range<Int>
    var replacement: String

    /// Ways to make `change`, the best-looking first; each is to be tried and read again.
    static func candidates(_ change: Fix.Change, in tree: DocumentTree) -> [SourceEdit] {
        let site = EditSite(tree)
        let components = change.path.components
        let existing = tree.node(at: change.path)
        guard let last = components.last else {
            return change.value.map { site.replace(0, parent: nil, with: $0) } ?? []
        }
        let above = DocumentPath(Array(components.dropLast()))
        guard let parent = tree.node(at: above) else { return [] }
        switch (change, last) {
        case (.remove, _):
            guard let existing else { return [] }
            return site.remove(existing, from: parent)
        case (.add(_, let value), .index(let index)):
            return site.insert(DocumentValue(value), at: index, in: parent)
        case (.add(_, let value), .key(let key)) where existing == nil:
            return site.add(DocumentMember(key, DocumentValue(value)), to: parent)
        case (.add(_, let value), _), (.replace(_, let value), _):
            guard let existing else { return [] }
            return site.replace(existing, parent: parent, with: DocumentValue(value))
        }
    }
}

/// A document whose source is edited: where lines begin, how values are written there.
struct EditSite {
    let tree: DocumentTree
    /// The line break the source uses.
    let newline: String

    init(_ tree: DocumentTree) {
        self.tree = tree
        let first = tree.bytes.firstIndex(of: 0x0A) ?? 0
        newline = first > 0 && tree.bytes[first - 1] == 0x0D ? "\r\n" : "\n"
    }

    func start(_ node: Int) -> Int { Int(tree.nodes[node].start) }
    func end(_ node: Int) -> Int { Int(tree.nodes[node].end) }
    func isFlow(_ node: Int) -> Bool { tree.nodes[node].style == .flow }

    /// The child values of a collection; of a mapping each follows its key.
    func children(_ node: Int) -> [Int] {
        let step = tree.nodes[node].form == .mapping ? 1 : 0
        var result: [Int] = []
        var child = node + 1
        for _ in 0..<tree.nodes[node].length {
            result.append(child + step)
            child = Int(tree.nodes[child + step].next)
        }
        return result
    }

    /// Where an item or member begins: at its key, or at the value itself in a list.
    func head(_ child: Int, of parent: Int) -> Int {
        tree.nodes[parent].form == .mapping ? start(child - 1) : start(child)
    }

    func lineStart(_ offset: Int) -> Int {
        var at = min(offset, tree.bytes.count)
        while at > DocumentTree.markLength(tree.bytes), tree.bytes[at - 1] != 0x0A,
            tree.bytes[at - 1] != 0x0D
        {
            at -= 1
        }
        return at
    }

    func lineEnd(_ offset: Int) -> Int { YAMLEnds(bytes: tree.bytes).endOfLine(from: offset) }

    /// Behind the line break at the end of the line.
    func nextLine(_ offset: Int) -> Int {
        let end = lineEnd(offset)
        guard end < tree.bytes.count else { return end }
        return end + YAMLMarks.breakLength(tree.bytes, end)
    }

    func column(_ offset: Int) -> Int { offset - lineStart(offset) }

    func isFirstOnLine(_ offset: Int) -> Bool {
        tree.bytes[lineStart(offset)..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
    }

    /// The white space a line begins with.
    func margin(_ offset: Int) -> String {
        let line = tree.bytes[lineStart(offset)..<offset]
        return String(decoding: line.prefix { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
    }

    /// `value` as it is written inside brackets.
    func inline(_ value: DocumentValue) -> String {
        guard tree.syntax == .json else { return YAMLWriter.flow(value) }
        let layout: DocumentWriter.Layout = isSpaced ? .spaced : .compact
        return String(decoding: DocumentWriter.json(value, layout), as: UTF8.self)
    }

    func inline(_ member: DocumentMember) -> String {
        let text = inline(.mapping([member]))
        return String(text.dropFirst().dropLast())
    }

    /// Whether the JSON source puts a space behind a colon.
    private var isSpaced: Bool {
        guard let key = tree.nodes.indices.first(where: { tree.nodes[$0].form == .mapping }),
            tree.nodes[key].length > 0
        else { return true }
        let between = tree.bytes[end(key + 1)..<start(key + 2)]
        return between.contains(0x20)
    }

    /// What parts two items inside brackets.
    var comma: String { tree.syntax == .json && !isSpaced ? "," : ", " }

    /// Block lines with the source's line break.
    func lines(_ text: String) -> String {
        newline == "\n"
            ? text
            : text.split(separator: "\n", omittingEmptySubsequences: false)
                .joined(separator: newline)
    }
}
