/// Lays values out as YAML.
enum YAMLWriter {
    private static let width = 100
    /// The parser takes no longer key for one without `?` in front (1,024 in YAML 1.1).
    private static let longestKey = 200

    static func document(_ value: DocumentValue) -> String {
        var text = ""
        switch value {
        case .mapping(let members) where !members.isEmpty: append(members, 0, to: &text)
        case .list(let items) where !items.isEmpty: append(items, 0, to: &text)
        default: text += flow(value)
        }
        return text + "\n"
    }

    /// The lines of a block mapping, the first without its indent, without a last line break.
    static func append(_ members: [DocumentMember], _ indent: Int, to text: inout String) {
        for (position, member) in members.enumerated() {
            if position > 0 { newLine(indent, to: &text) }
            append(member, indent, to: &text)
        }
    }

    /// `key: value` in block style.
    static func append(_ member: DocumentMember, _ indent: Int, to text: inout String) {
        let key = scalar(member.key, .key)
        if key.count > longestKey {
            text += "? " + key
            newLine(indent, to: &text)
            text += ":"
            appendAfterKey(member.value, indent, used: indent + 1, to: &text)
        } else {
            text += key + ":"
            appendAfterKey(member.value, indent, used: indent + key.count + 1, to: &text)
        }
    }

    private static func appendAfterKey(
        _ value: DocumentValue,
        _ indent: Int,
        used: Int,
        to text: inout String
    ) {
        if let line = oneLine(value, used: used + 1, indent: indent) {
            text += " " + line
            return
        }
        switch value {
        case .list(let items):
            newLine(indent, to: &text)
            append(items, indent, to: &text)
        case .mapping(let members):
            newLine(indent + 2, to: &text)
            append(members, indent + 2, to: &text)
        default: text += " " + flow(value)
        }
    }

    /// The lines of a block sequence, the first without its indent.
    static func append(_ items: [DocumentValue], _ indent: Int, to text: inout String) {
        for (position, item) in items.enumerated() {
            if position > 0 { newLine(indent, to: &text) }
            append(item: item, indent, to: &text)
        }
    }

    /// `- value` in block style.
    static func append(item: DocumentValue, _ indent: Int, to text: inout String) {
        text += "- "
        if let line = oneLine(item, used: indent + 2, indent: indent) {
            text += line
            return
        }
        switch item {
        case .list(let items): append(items, indent + 2, to: &text)
        case .mapping(let members): append(members, indent + 2, to: &text)
        default: text += flow(item)
        }
    }

    /// What stands on the line that has `used` columns already; nil where blocks read better.
    private static func oneLine(_ value: DocumentValue, used: Int, indent: Int) -> String? {
        switch value {
        case .text(let text): return block(text, indent: indent) ?? scalar(text, .value)
        case .list(let items) where items.isEmpty: return "[]"
        case .mapping(let members) where members.isEmpty: return "{}"
        case .list, .mapping:
            guard isFlat(value, levels: 3), let line = flow(value, atMost: width - used) else {
                return nil
            }
            return line
        default: return flow(value)
        }
    }

    private static func isFlat(_ value: DocumentValue, levels: Int) -> Bool {
        switch value {
        case .list(let items): levels > 0 && items.allSatisfy { isFlat($0, levels: levels - 1) }
        case .mapping(let members):
            levels > 0
                && members.allSatisfy {
                    isFlat($0.value, levels: levels - 1) && $0.key.utf8.count <= longestKey
                }
        case .text(let text): !text.utf8.contains(0x0A)
        default: true
        }
    }

    /// `value` within one line, whatever its length.
    static func flow(_ value: DocumentValue) -> String {
        flow(value, atMost: Int.max) ?? ""
    }

    /// `value` within one line; nil where that takes more than `limit` characters.
    private static func flow(_ value: DocumentValue, atMost limit: Int) -> String? {
        var line = ""
        switch value {
        case .null: line = "null"
        case .flag(let flag): line = flag ? "true" : "false"
        case .integer(let integer): line = String(integer)
        case .number(let number):
            var bytes: [UInt8] = []
            JSONText.append(number, to: &bytes)
            line = String(decoding: bytes, as: UTF8.self)
        case .decimal(let digits): line = digits
        case .text(let text): line = scalar(text, .flow)
        case .list(let items):
            line = "["
            for item in items {
                guard let next = flow(item, atMost: limit - line.utf8.count) else { return nil }
                line += (line.utf8.count > 1 ? ", " : "") + next
            }
            line += "]"
        case .mapping(let members):
            line = "{"
            for member in members {
                guard let next = flow(member.value, atMost: limit - line.utf8.count) else {
                    return nil
                }
                let key = scalar(member.key, .flow)
                let mark = key.count > longestKey ? "? " : ""
                line += (line.utf8.count > 1 ? ", " : "") + mark + key + ": " + next
            }
            line += "}"
        }
        return line.utf8.count <= limit ? line : nil
    }

    static func newLine(_ indent: Int, to text: inout String) {
        text += "\n" + String(repeating: " ", count: indent)
    }
}
