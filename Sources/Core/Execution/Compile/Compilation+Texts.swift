import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// The text with its `{name}` templates, and with `$name` where `dollars`, put in.
    ///
    /// What is known only while running stays as `{slot}`, for whoever shows the text then.
    mutating func interpolate(_ text: String, dollars: Bool, at spot: Spot) -> String {
        guard text.utf8.contains(where: { $0 == 0x7b || (dollars && $0 == 0x24) }) else {
            return text
        }
        var result = ""
        var rest = text[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "{", let end = rest.firstIndex(of: "}") {
                let name = String(rest[..<end])
                if name.isIdentifier {
                    result += words(for: name, at: spot)
                    rest = rest[rest.index(after: end)...]
                    continue
                }
            } else if character == "$", dollars {
                let name = String(rest.prefix { $0.continuesIdentifier })
                if !name.isEmpty {
                    result += words(for: name, at: spot)
                    rest = rest.dropFirst(name.count)
                    continue
                }
            }
            result.append(character)
        }
        return result
    }

    private mutating func words(for name: String, at spot: Spot) -> String {
        if case .wells(let text, _) = binding(name) { return text }
        guard let value = value(of: name, at: spot) else { return name }
        switch value {
        case .literal(let quantity): return quantity.description
        case .text(let text): return text
        case .flag(let flag): return flag ? "true" : "false"
        case .variable(let slot): return "{" + slot + "}"
        default: return "{" + name + "}"
        }
    }
}

extension String {
    fileprivate var isIdentifier: Bool {
        !isEmpty && first.map { $0.isLetter || $0 == "_" } == true
            && allSatisfy(\.continuesIdentifier)
    }
}

extension Character {
    var continuesIdentifier: Bool {
        isLetter || isWholeNumber || self == "_" || self == "." || self == "-"
    }
}
