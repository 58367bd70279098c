import Expressions
import Labs
import Plans
import Quantities

/// What names and expressions stand for.
extension Unfolding: ExprScope {
    mutating func set(_ name: String, _ value: Value) { values[values.count - 1][name] = value }

    func find(_ name: String) -> Value? { values.last?[name] }

    func value(of name: Expr) -> ExprValue {
        guard case .variable(let name) = name, let value = find(name) else { return .bad }
        switch value {
        case .number(let number): return .number(number)
        case .flag(let flag): return .flag(flag)
        case .text(let text): return .text(text)
        case .wells: return .bad
        }
    }

    func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }

    func number(_ expr: Expr) throws(Meaningless) -> Double {
        guard let number = expr.number(in: self), number.isFinite else {
            throw Meaningless("no number: \(expr)")
        }
        return number
    }

    /// Unknown where it depends on what only a run can know.
    func truth(_ expr: Expr) -> Bool? { expr.truth(in: self) }

    func value(_ expr: Expr) throws(Meaningless) -> Value {
        switch expr.value(in: self) {
        case .number(let number): return .number(number)
        case .flag(let flag): return .flag(flag)
        case .text(let text): return .text(text)
        case .bad: throw Meaningless("no value: \(expr)")
        }
    }

    /// A procedure's argument: an expression where it is one, else a name.
    func argument(_ text: String) throws(Meaningless) -> Value {
        if text.hasPrefix("$"), let known = find(String(text.dropFirst())) { return known }
        if let expr = try? Expr(parsing: text), let found = try? value(expr) { return found }
        return .text(filled(text))
    }

    /// The text with `$name` and `{name}` filled in.
    func filled(_ text: String) -> String {
        if text.hasPrefix("$"), case .text(let value) = find(String(text.dropFirst())) {
            return value
        }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            switch find(name) {
            case .number(let number): result += DecimalText.short(number)
            case .text(let value): result += value
            default: result += "{\(name)}"
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// The vessels a set names, column-major.
    func wells(_ text: String) throws(Meaningless) -> [Int] {
        if text.hasPrefix("$"), case .wells(let wells) = find(String(text.dropFirst())) {
            return wells
        }
        guard let address = WellAddress(parsing: filled(text)),
            let item = names.vessels.item(named: address.item)
        else { throw Meaningless("no vessel \(text)") }
        guard let first = address.first, let last = address.last else {
            return Array(names.vessels.firstOfItem[item]..<names.vessels.firstOfItem[item + 1])
        }
        var found: [Int] = []
        for column in first.column...last.column {
            for row in first.row...last.row {
                guard let vessel = names.vessels.vessel(item: item, row: row, column: column) else {
                    throw Meaningless("no well \(text)")
                }
                found.append(vessel)
            }
        }
        return found
    }

    func single(_ text: String) throws(Meaningless) -> Int {
        let found = try wells(text)
        guard found.count == 1, let vessel = found.first else {
            throw Meaningless("one vessel belongs here: \(text)")
        }
        return vessel
    }

    func hand(_ move: Move) throws(Meaningless) -> HandMove {
        func item(_ name: String) throws(Meaningless) -> Int {
            guard let item = names.vessels.item(named: filled(name)) else {
                throw Meaningless("no item \(name)")
            }
            return item
        }
        switch move {
        case .item(let name, let slot): return .item(try item(name), to: filled(slot))
        case .contents(let from, let to): return .pour(try single(from), try single(to))
        case .cover(let name, let on): return .cover(try item(name), on: on)
        case .add(let material, let amount, let to):
            guard let index = names.material(material) else {
                throw Meaningless("no material \(material)")
            }
            return .add(material: index, try number(amount), vessel: try single(to))
        }
    }
}
