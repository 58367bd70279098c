import Expressions
import Findings
import Quantities

extension Field {
    /// A list whose items have a `name` of their own; the same name twice is reported.
    func uniqueList<Value>(
        of what: String,
        by name: (Value) -> String,
        _ body: (Field) -> Value?
    ) -> [Value] {
        var seen: [String: Int] = [:]
        return list(0...10_000) { item in
            guard let value = body(item) else { return nil }
            let own = name(value)
            if let first = seen[own] {
                let place = item.peek("name") ?? item
                place.report(
                    .duplicateName,
                    "There is already \(what) “\(JSONText.visible(own))” (number \(first + 1) of "
                        + "this list). Give this one another name."
                )
                return nil
            }
            seen[own] = seen.count
            return value
        } ?? []
    }

    /// The index of the name that stands here; an unknown one is reported with the nearest.
    func reference(_ what: String, among names: [String]) -> Int? {
        guard let name = nonEmptyText() else { return nil }
        if let index = names.firstIndex(of: name) { return index }
        reportUnknown(name, what, among: names)
        return nil
    }

    func reportUnknown(_ name: String, _ what: String, among names: [String]) {
        let advice: String
        if let near = NearestName.of(name, among: names) {
            advice = "Did you mean “\(near)”?"
        } else if names.isEmpty {
            advice = "There is none."
        } else {
            let shown = names.prefix(12).joined(separator: ", ")
            advice = "There are: \(shown)\(names.count > 12 ? ", …" : "")."
        }
        report(.unknownName, "There is no \(what) “\(JSONText.visible(name))”. \(advice)")
    }

    /// Reports an expression that does not yield `wanted`; `names` are what it may read.
    @discardableResult
    func check(
        _ expression: Expr,
        yields wanted: ExprKind,
        knowing names: [ExprName]
    ) -> Bool {
        guard let found = kind(of: expression, knowing: names) else { return false }
        guard found == wanted else {
            report(
                .unitMismatch,
                "This is \(found.spokenName); \(wanted.spokenName) belongs here."
            )
            return false
        }
        return true
    }

    /// What the expression yields, nil (reported) where it makes no sense.
    func kind(of expression: Expr, knowing names: [ExprName]) -> ExprKind? {
        do throws(ExprError) {
            return try expression.kind { name in names.first { $0.name == name }?.kind }
        } catch {
            guard error.code == .unknownName else {
                report(error.code, "In this expression, \(error.message).")
                return nil
            }
            for name in expression.names where !names.contains(where: { $0.name == name }) {
                let (text, what) = Self.spelling(name)
                reportUnknown(text, what, among: names.map { Self.spelling($0.name).text })
            }
            return nil
        }
    }

    private static func spelling(_ name: Expr) -> (text: String, what: String) {
        switch name {
        case .variable(let text): ("$" + text, "argument or parameter")
        case .point(let text): (text, "point")
        default: ("", "name")
        }
    }

    /// An address on the wire, decimal or as `0x8002`.
    func wireAddress() -> Int? {
        if form == .text, let text = scalarText, text.hasPrefix("0x") || text.hasPrefix("0X") {
            guard text.count <= 6, let value = Int(text.dropFirst(2), radix: 16) else {
                refuse(wanting: "an address up to 0xFFFF")
                return nil
            }
            return value
        }
        return integer(in: 0...65_536)
    }

    /// A device's address: a number, or one character that stands for its ASCII code.
    func deviceAddress() -> Int? {
        if form == .text, let text = scalarText {
            guard let code = text.utf8.first, text.utf8.count == 1, (0x21...0x7E).contains(code)
            else {
                refuse(wanting: "an address", "Write a number, or one character: A.")
                return nil
            }
            return Int(code)
        }
        return integer(in: 0...255)
    }

    /// Bytes in hexadecimal, spaces between them or not.
    func hexBytes(_ limit: Int = 1024) -> [UInt8]? {
        guard let text = scalarText, form == .text || form == .number else {
            refuse(wanting: "bytes in hexadecimal", "Write them as “01 03 00 00”.")
            return nil
        }
        let digits = text.filter { $0 != " " }
        var bytes: [UInt8] = []
        var rest = digits[...]
        while rest.count >= 2, bytes.count < limit, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        guard rest.isEmpty, !bytes.isEmpty else {
            refuse(wanting: "bytes in hexadecimal", "Write two digits a byte: “01 03 00 00”.")
            return nil
        }
        return bytes
    }
}

/// A name an expression may read, and what it stands for.
struct ExprName {
    var name: Expr
    var kind: ExprKind

    init(variable: String, _ kind: ExprKind) {
        name = .variable(variable)
        self.kind = kind
    }

    init(point: String, _ kind: ExprKind) {
        name = .point(point)
        self.kind = kind
    }
}
