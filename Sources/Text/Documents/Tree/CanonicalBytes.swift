/// One byte form for each meaning of a document.
///
/// Texts carry their length in front, so that no two values share their bytes; keys are sorted
/// by their bytes; numbers are a whole mantissa without trailing zeros and a power of ten.
enum CanonicalBytes {
    static func of(_ tree: DocumentTree, _ index: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        append(tree, index, to: &bytes)
        return bytes
    }

    static func of(_ value: DocumentValue) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    /// Recursion is bounded by the depth the tree was read with.
    private static func append(_ tree: DocumentTree, _ index: Int, to bytes: inout [UInt8]) {
        let node = tree.nodes[index]
        switch node.form {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .flag: append(tree.text(index, is: "true"), to: &bytes)
        case .number: append(number: tree.textBytes(index), to: &bytes)
        case .text: append(text: tree.textBytes(index), to: &bytes)
        case .sequence:
            append(UInt8(ascii: "l"), Int(node.length), to: &bytes)
            var child = index + 1
            for _ in 0..<node.length {
                append(tree, child, to: &bytes)
                child = Int(tree.nodes[child].next)
            }
        case .mapping:
            append(UInt8(ascii: "m"), Int(node.length), to: &bytes)
            var keys: [Int] = []
            var child = index + 1
            for _ in 0..<node.length {
                keys.append(child)
                child = Int(tree.nodes[child + 1].next)
            }
            keys.sort { tree.textBytes($0).lexicographicallyPrecedes(tree.textBytes($1)) }
            for key in keys {
                append(text: tree.textBytes(key), to: &bytes)
                append(tree, key + 1, to: &bytes)
            }
        }
    }

    private static func append(_ value: DocumentValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(UInt8(ascii: "n"))
        case .flag(let flag): append(flag, to: &bytes)
        case .integer(let integer): append(number: Array(String(integer).utf8)[...], to: &bytes)
        case .number(let number):
            var text: [UInt8] = []
            JSONText.append(number, to: &text)
            if number.isFinite {
                append(number: text[...], to: &bytes)
            } else {
                bytes.append(UInt8(ascii: "n"))
            }
        case .decimal(let digits): append(number: Array(digits.utf8)[...], to: &bytes)
        case .text(let text): append(text: Array(text.utf8)[...], to: &bytes)
        case .list(let items):
            append(UInt8(ascii: "l"), items.count, to: &bytes)
            for item in items { append(item, to: &bytes) }
        case .mapping(let members):
            append(UInt8(ascii: "m"), members.count, to: &bytes)
            for member in members.sorted(by: {
                $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
            }) {
                append(text: Array(member.key.utf8)[...], to: &bytes)
                append(member.value, to: &bytes)
            }
        }
    }

    private static func append(_ sign: UInt8, _ count: Int, to bytes: inout [UInt8]) {
        bytes.append(sign)
        bytes.append(contentsOf: String(count).utf8)
        bytes.append(UInt8(ascii: ":"))
    }

    private static func append(_ flag: Bool, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: flag ? "t" : "f"))
    }

    private static func append(text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        append(UInt8(ascii: "s"), text.count, to: &bytes)
        bytes.append(contentsOf: text)
    }

    /// A number in JSON's syntax; 0 and -0 are the same.
    private static func append(number text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        var digits: [UInt8] = []
        var power = 0
        var seenPoint = false
        var at = text.startIndex
        scan: while at < text.endIndex {
            switch text[at] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !digits.isEmpty || text[at] != UInt8(ascii: "0") { digits.append(text[at]) }
                if seenPoint { power -= 1 }
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "-"): break
            default: break scan
            }
            at += 1
        }
        if at < text.endIndex {
            let exponent = String(decoding: text[(at + 1)...], as: UTF8.self)
            // A finite number whose exponent no Int holds is a zero, or rounds to one.
            let (sum, overflow) = power.addingReportingOverflow(Int(exponent) ?? 0)
            power = overflow ? 0 : sum
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            power += 1
        }
        bytes.append(UInt8(ascii: "d"))
        guard !digits.isEmpty else { return bytes.append(contentsOf: "0;".utf8) }
        if text.first == UInt8(ascii: "-") { bytes.append(UInt8(ascii: "-")) }
        bytes.append(contentsOf: digits)
        bytes.append(contentsOf: "e\(power);".utf8)
    }
}
