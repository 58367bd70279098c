import Findings

extension EditSite {
    /// Puts `value` in the place of a node.
    func replace(_ node: Int, parent: Int?, with value: DocumentValue) -> [SourceEdit] {
        let range = start(node)..<end(node)
        let isBlock = tree.syntax == .yaml && !(parent.map(isFlow) ?? isFlow(node))
        guard isBlock else {
            // A YAML null can be nothing at all, close behind a colon or dash.
            let touches = range.isEmpty && start(node) > 0 && tree.bytes[start(node) - 1] > 0x20
            return [SourceEdit(range: range, replacement: (touches ? " " : "") + inline(value))]
        }
        guard let parent else {
            return [SourceEdit(range: range, replacement: YAMLWriter.flow(value))]
        }
        let isMember = tree.nodes[parent].form == .mapping
        // A block replaced by brackets on the line below its key keeps to the right of the key.
        let needed = isMember ? column(start(node - 1)) + 2 : 0
        let missing = isFirstOnLine(start(node)) ? max(0, needed - column(start(node))) : 0
        let lead =
            range.isEmpty && start(node) > 0 && tree.bytes[start(node) - 1] > 0x20
            ? " " : String(repeating: " ", count: missing)
        let flow = SourceEdit(range: range, replacement: lead + YAMLWriter.flow(value))
        guard let block = block(value, at: node, in: parent) else { return [flow] }
        return flow.replacement.count <= 80 ? [flow, block] : [block, flow]
    }

    /// The same in several lines, where the value is a list or mapping.
    private func block(_ value: DocumentValue, at node: Int, in parent: Int) -> SourceEdit? {
        let isMember = tree.nodes[parent].form == .mapping
        let indent =
            isMember ? column(start(node - 1)) + 2 : column(start(parent)) + 2
        var text = ""
        switch value {
        case .mapping(let members) where !members.isEmpty:
            YAMLWriter.append(members, indent, to: &text)
        case .list(let items) where !items.isEmpty: YAMLWriter.append(items, indent, to: &text)
        default: return nil
        }
        var begin = start(node)
        if isFirstOnLine(begin) {
            begin = lineStart(begin)
            text = String(repeating: " ", count: indent) + text
        } else if isMember {
            // The space between the key's colon and the value goes with the value.
            while begin > 0, tree.bytes[begin - 1] == 0x20 { begin -= 1 }
            text = "\n" + String(repeating: " ", count: indent) + text
        }
        return SourceEdit(range: begin..<end(node), replacement: lines(text))
    }

    /// Adds a member behind the last one.
    func add(_ member: DocumentMember, to parent: Int) -> [SourceEdit] {
        guard tree.nodes[parent].form == .mapping else { return [] }
        let last = children(parent).last
        if isFlow(parent) { return append(inline(member), behind: last, in: parent) }
        guard let last else { return [] }
        let indent = column(start(parent + 1))
        var text = ""
        YAMLWriter.append(member, indent, to: &text)
        return [appendLine(text, behind: end(last), indent: indent)]
    }

    /// Puts an item into a list so that it is at `index`.
    func insert(_ value: DocumentValue, at index: Int, in parent: Int) -> [SourceEdit] {
        let items = children(parent)
        guard tree.nodes[parent].form == .sequence, index >= 0, index <= items.count else {
            return []
        }
        if isFlow(parent) {
            guard index < items.count else {
                return append(inline(value), behind: items.last, in: parent)
            }
            let at = start(items[index])
            let parting =
                isFirstOnLine(at)
                ? comma.trimmed + newline + margin(at) : comma
            return [SourceEdit(range: at..<at, replacement: inline(value) + parting)]
        }
        let indent = column(start(parent))
        var text = ""
        YAMLWriter.append(item: value, indent, to: &text)
        guard index == 0 else {
            return [appendLine(text, behind: end(items[index - 1]), indent: indent)]
        }
        let lead = lines(text) + newline + String(repeating: " ", count: indent)
        return [SourceEdit(range: start(parent)..<start(parent), replacement: lead)]
    }

    /// Adds to a collection in brackets, on a line of its own where the last one has one.
    private func append(_ text: String, behind last: Int?, in parent: Int) -> [SourceEdit] {
        guard let last else {
            let at = start(parent) + 1
            return [SourceEdit(range: at..<at, replacement: text)]
        }
        let head = head(last, of: parent)
        let at = end(last)
        let parting =
            isFirstOnLine(head) ? comma.trimmed + newline + margin(head) : comma
        return [SourceEdit(range: at..<at, replacement: parting + text)]
    }

    /// Adds lines below the one that holds `offset`, whose comment stays with it.
    private func appendLine(_ text: String, behind offset: Int, indent: Int) -> SourceEdit {
        let at = lineEnd(offset)
        let lead = newline + String(repeating: " ", count: indent)
        return SourceEdit(range: at..<at, replacement: lead + lines(text))
    }
}

extension EditSite {
    /// Takes an item or member out.
    func remove(_ node: Int, from parent: Int) -> [SourceEdit] {
        let items = children(parent)
        guard let index = items.firstIndex(of: node) else { return [] }
        guard items.count > 1 else {
            let empty: DocumentValue =
                tree.nodes[parent].form == .mapping ? .mapping([]) : .list([])
            return emptied(parent, to: empty)
        }
        if isFlow(parent) {
            let range =
                index + 1 < items.count
                ? head(node, of: parent)..<head(items[index + 1], of: parent)
                : end(items[index - 1])..<end(node)
            return [SourceEdit(range: range, replacement: "")]
        }
        guard let begin = blockHead(node, of: parent) else { return [] }
        var edits: [SourceEdit] = []
        if isFirstOnLine(begin) {
            let line = lineStart(begin)
            let after = nextLine(end(node))
            // At the end of a source without a last line break the one in front goes.
            let isLast = after == tree.bytes.count && lineEnd(end(node)) == after
            let from = isLast && line > 0 ? lineEnd(end(items[index - 1])) : line
            edits.append(SourceEdit(range: from..<after, replacement: ""))
        }
        if index + 1 < items.count, let next = blockHead(items[index + 1], of: parent) {
            edits.append(SourceEdit(range: begin..<next, replacement: ""))
        }
        return edits
    }

    private func emptied(_ parent: Int, to value: DocumentValue) -> [SourceEdit] {
        guard parent > 0, let above = self.parent(of: parent) else {
            return replace(parent, parent: nil, with: value)
        }
        return replace(parent, parent: above, with: value)
    }

    private func parent(of node: Int) -> Int? {
        let components = tree.path(of: node).components
        return tree.node(at: .init(Array(components.dropLast())))
    }

    /// Where a block's item begins: at its dash, or at its key.
    private func blockHead(_ child: Int, of parent: Int) -> Int? {
        guard tree.nodes[parent].form == .sequence else { return start(child - 1) }
        let wanted = column(start(parent))
        var line = lineStart(start(child))
        while line + wanted >= start(parent) {
            let dash = line + wanted
            if dash <= start(child), dash < tree.bytes.count,
                tree.bytes[dash] == UInt8(ascii: "-")
            {
                return dash
            }
            guard line > 0 else { return nil }
            line = lineStart(line - 1)
        }
        return nil
    }
}

extension String {
    /// Without spaces at the end.
    fileprivate var trimmed: String {
        var result = self
        while result.last == " " { result.removeLast() }
        return result
    }
}
