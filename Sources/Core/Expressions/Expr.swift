package import Quantities

/// A parsed expression of the published grammar (`docs/expressions.md`).
///
/// Plans, profiles and interlocks share this one grammar; what a name stands for is the reader's.
package indirect enum Expr: Hashable, Sendable {
    case literal(Quantity)
    case flag(Bool)
    case text(String)
    /// `$next.T`, held as `next.T`: a value of the plan, or an argument of a profile's action.
    case variable(String)
    /// `furnace.temperature`, `sigma`: a point, or a result's name.
    case point(String)
    case not(Expr)
    case negate(Expr)
    case arithmetic(Arithmetic, Expr, Expr)
    case comparison(Comparison, Expr, Expr)
    case and(Expr, Expr)
    case or(Expr, Expr)
    /// `x within d of y`: the distance of x and y is at most d.
    case within(Expr, distance: Expr, of: Expr)
    case call(ExprFunction, [Expr])
}

package enum Arithmetic: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
}

package enum Comparison: String, Hashable, Sendable {
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case equal = "=="
    case notEqual = "!="
}

package enum ExprFunction: String, Hashable, Sendable, CaseIterable {
    case min, max, mean, abs
    /// `stalled(result, n, tolerance)`: the best of `result` improved by less than the relative
    /// tolerance over the last n values.
    case stalled
    /// `rate(point)`: change per second over the point's last readings; `rate(point, 5 min)`: over
    /// the last five minutes.
    case rate
    /// `average(point, 5 min)`: the mean over the last five minutes.
    case average
    /// `age(point)`: time since the point was read.
    case age
    /// `bad(point)`: the point's quality is not good.
    case bad
    /// `round(x)`: to the nearest whole number, halves away from zero; for device counts.
    case round
}

extension Expr {
    /// The time a call looks back over; nil where it has none, or it is no time that passes.
    package static func window(_ function: ExprFunction, _ arguments: [Expr]) -> Lapse? {
        guard function == .rate || function == .average, arguments.count == 2,
            case .literal(let time) = arguments[1], time.dimensions == .time, time.si > 0,
            time.si.isFinite
        else { return nil }
        return Lapse(seconds: time.si)
    }

    /// The literal itself, where the expression is nothing else.
    package var constant: Quantity? {
        if case .literal(let quantity) = self { quantity } else { nil }
    }

    /// Every variable and point it reads, in the order of writing, repeated names once.
    package var names: [Expr] {
        var found: [Expr] = []
        collect(&found)
        return found
    }

    private func collect(_ found: inout [Expr]) {
        switch self {
        case .literal, .flag, .text: break
        case .variable, .point: if !found.contains(self) { found.append(self) }
        case .not(let a), .negate(let a): a.collect(&found)
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            a.collect(&found)
            b.collect(&found)
        case .within(let x, let distance, let y):
            x.collect(&found)
            distance.collect(&found)
            y.collect(&found)
        case .call(_, let arguments): for argument in arguments { argument.collect(&found) }
        }
    }

    /// The expression with its variables replaced where `replacement` gives one.
    package func substituting(_ replacement: (String) -> Expr?) -> Expr {
        switch self {
        case .literal, .flag, .text, .point: self
        case .variable(let name): replacement(name) ?? self
        case .not(let a): .not(a.substituting(replacement))
        case .negate(let a): .negate(a.substituting(replacement))
        case .arithmetic(let op, let a, let b):
            .arithmetic(op, a.substituting(replacement), b.substituting(replacement))
        case .comparison(let op, let a, let b):
            .comparison(op, a.substituting(replacement), b.substituting(replacement))
        case .and(let a, let b): .and(a.substituting(replacement), b.substituting(replacement))
        case .or(let a, let b): .or(a.substituting(replacement), b.substituting(replacement))
        case .within(let x, let distance, let y):
            .within(
                x.substituting(replacement),
                distance: distance.substituting(replacement),
                of: y.substituting(replacement)
            )
        case .call(let function, let arguments):
            .call(function, arguments.map { $0.substituting(replacement) })
        }
    }
}
