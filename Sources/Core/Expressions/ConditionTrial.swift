import Quantities

/// Tries a condition at every combination of values at which one of its comparisons turns.
///
/// Finds what intervals cannot, since they forget that one point is one value wherever it is read:
/// `T > 100 degC and T < 50 degC` is never true. What it does not see through (sums of points,
/// rates, ages) counts as true or false as it likes, so that a verdict of `never` or `always` holds
/// for every value.
package struct ConditionTrial {
    /// More combinations than this are not tried.
    private static let greatest = 20_000

    /// Something that takes a few values: a point, or a comparison nobody sees through.
    private struct Unknown {
        var expression: Expr
        var values: [ExprValue]
    }

    private let range: (Expr) -> ExprRange
    private var unknowns: [Unknown] = []
    /// Comparisons nobody sees through, by the number of the variable in their place.
    private var opaque: [Expr] = []

    /// Whether the condition can be false, and whether it can be true, while its points stay inside
    /// their ranges; nil where there are too many combinations to tell.
    package static func verdict(
        _ condition: Expr,
        _ range: @escaping (Expr) -> ExprRange
    ) -> (canBeFalse: Bool, canBeTrue: Bool)? {
        var trial = ConditionTrial(range)
        let plain = trial.gather(condition)
        var count = 1
        for unknown in trial.unknowns {
            count *= unknown.values.count
            guard count <= greatest else { return nil }
        }
        var (canBeFalse, canBeTrue) = (false, false)
        for number in 0..<count where !canBeFalse || !canBeTrue {
            switch plain.value(in: trial.assignment(number)) {
            case .flag(let flag): if flag { canBeTrue = true } else { canBeFalse = true }
            default: return nil
            }
        }
        return (canBeFalse, canBeTrue)
    }

    private init(_ range: @escaping (Expr) -> ExprRange) { self.range = range }

    /// Notes what the condition depends on; the condition with a variable in place of every
    /// comparison that nobody sees through.
    private mutating func gather(_ expression: Expr) -> Expr {
        switch expression {
        case .and(let a, let b): return .and(gather(a), gather(b))
        case .or(let a, let b): return .or(gather(a), gather(b))
        case .not(let a): return .not(gather(a))
        case .point: note(expression, [.flag(false), .flag(true)])
        case .comparison(_, .point(let name), .text(let word)),
            .comparison(_, .text(let word), .point(let name)):
            note(.point(name), [.text(word), .text("")])
        case .comparison(_, .point(let name), let limit) where limit.names.isEmpty,
            .comparison(_, let limit, .point(let name)) where limit.names.isEmpty:
            turn(.point(name), at: limit.bounds(range).map { [$0.low, $0.high] } ?? [])
        case .within(.point(let name), let distance, let center)
        where distance.names.isEmpty && center.names.isEmpty:
            guard let d = distance.bounds(range), let y = center.bounds(range) else { break }
            turn(.point(name), at: [y.low - d.high, y.high + d.high])
        default:
            guard !expression.names.isEmpty else { break }
            let stand = opaque.firstIndex(of: expression) ?? opaque.count
            if stand == opaque.count { opaque.append(expression) }
            note(.variable("\(stand)"), [.flag(false), .flag(true)])
            return .variable("\(stand)")
        }
        return expression
    }

    /// The values around which a comparison of `point` turns, and the ends of its range.
    private mutating func turn(_ point: Expr, at limits: [Double]) {
        var all = Bounds.everything
        if case .numbers(let bounds) = range(point) { all = bounds }
        var values = [max(all.low, -1e300), min(all.high, 1e300)]
        for limit in limits where limit.isFinite {
            values += [limit.nextDown, limit, limit.nextUp]
        }
        note(point, values.filter(all.contains).map { .number($0) })
    }

    private mutating func note(_ expression: Expr, _ values: [ExprValue]) {
        guard let place = unknowns.firstIndex(where: { $0.expression == expression }) else {
            return unknowns.append(Unknown(expression: expression, values: values))
        }
        for value in values where !unknowns[place].values.contains(value) {
            unknowns[place].values.append(value)
        }
    }

    private func assignment(_ number: Int) -> Assignment {
        var (rest, values) = (number, [ExprValue]())
        for unknown in unknowns {
            values.append(unknown.values[rest % unknown.values.count])
            rest /= unknown.values.count
        }
        return Assignment(names: unknowns.map(\.expression), values: values)
    }

    private struct Assignment: ExprScope {
        let names: [Expr]
        let values: [ExprValue]

        func value(of name: Expr) -> ExprValue {
            names.firstIndex(of: name).map { values[$0] } ?? .bad
        }

        func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
    }
}
