/// Finds where YAML nodes end, which the parser does not tell, from where they begin and what
/// they mean.
struct YAMLEnds {
    let bytes: [UInt8]

    /// The end of a scalar that begins at `start` and means `value`.
    func scalar(_ style: DocumentStyle, from start: Int, value: String) -> Int {
        guard start < bytes.count else { return bytes.count }
        switch (style, bytes[start]) {
        case (.quoted, UInt8(ascii: "\"")): return quoted(from: start, escape: true)
        case (.quoted, _): return quoted(from: start, escape: false)
        case (.block, _): return block(from: start, value: value)
        default: return matched(from: start, value: value)
        }
    }

    private func quoted(from start: Int, escape: Bool) -> Int {
        let quote = bytes[start]
        var at = start + 1
        while at < bytes.count {
            if escape, bytes[at] == UInt8(ascii: "\\") {
                at += 2
            } else if bytes[at] != quote {
                at += 1
            } else if !escape, at + 1 < bytes.count, bytes[at + 1] == quote {
                at += 2
            } else {
                return at + 1
            }
        }
        return bytes.count
    }

    /// Unquoted text has no escapes: its visible bytes stand in the source in their order, with
    /// only white space folded.
    private func matched(from start: Int, value: String) -> Int {
        let wanted = value.utf8.span
        var at = start
        var end = start
        for index in wanted.indices where !Self.isSpace(wanted[index]) {
            while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
            guard at < bytes.count, bytes[at] == wanted[index] else { return end }
            at += 1
            end = at
        }
        return end
    }

    /// A literal or folded block: its header, then text as above, to the end of its last line.
    private func block(from start: Int, value: String) -> Int {
        let header = endOfLine(from: start)
        let end = matched(from: header, value: value)
        return endOfLine(from: max(end, header))
    }

    /// The end of a collection whose last child ends at `inner`.
    func collection(_ style: DocumentStyle, from start: Int, inner: Int) -> Int {
        guard style == .flow else { return max(start, inner) }
        var at = max(start + 1, inner)
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "]"), UInt8(ascii: "}"): return at + 1
            case UInt8(ascii: "#"): at = endOfLine(from: at)
            default: at += 1
            }
        }
        return bytes.count
    }

    /// Behind a tag such as `!!str` that stands before a value at `start`.
    func behindTag(at start: Int) -> Int {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "!") else { return start }
        var at = start
        while at < bytes.count, !Self.isSpace(bytes[at]) { at += 1 }
        let tagEnd = at
        while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
        return at < bytes.count ? at : tagEnd
    }

    func endOfLine(from start: Int) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
        return at
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
