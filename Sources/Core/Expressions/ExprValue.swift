import Quantities

/// What an expression yields at run time, in SI base units.
package enum ExprValue: Hashable, Sendable {
    case number(Double)
    case flag(Bool)
    case text(String)
    /// Unknown, stale or of bad quality; poisons whatever reads it.
    case bad
}

/// What the run-time evaluation asks for the functions that need a history.
package protocol ExprScope {
    /// The value of a `.variable` or `.point`.
    func value(of name: Expr) -> ExprValue
    /// The value of `rate`, `average`, `age`, `bad` and `stalled`, which read more than present
    /// values.
    func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue
}

extension Expr {
    /// The value now; `.bad` where anything it needs is bad, not finite, or of the wrong kind.
    package func value(in scope: some ExprScope) -> ExprValue {
        switch self {
        case .literal(let quantity): return .number(quantity.si)
        case .flag(let flag): return .flag(flag)
        case .text(let text): return .text(text)
        case .variable, .point: return scope.value(of: self)
        case .negate(let a): return a.number(in: scope).map { .number(-$0) } ?? .bad
        case .not(let a): return a.truth(in: scope).map { .flag(!$0) } ?? .bad
        case .and(let a, let b): return Self.both(a.truth(in: scope), b.truth(in: scope))
        case .or(let a, let b):
            let either = Self.both(a.truth(in: scope).map(!), b.truth(in: scope).map(!))
            if case .flag(let neither) = either { return .flag(!neither) }
            return .bad
        case .within(let x, let distance, let y):
            guard let x = x.number(in: scope), let d = distance.number(in: scope),
                let y = y.number(in: scope)
            else { return .bad }
            return .flag(abs(x - y) <= d)
        case .arithmetic(let op, let a, let b):
            guard let a = a.number(in: scope), let b = b.number(in: scope) else { return .bad }
            let result = op.apply(a, b)
            return result.isFinite ? .number(result) : .bad
        case .comparison(let op, let a, let b):
            return op.apply(a.value(in: scope), b.value(in: scope))
        case .call(let function, let arguments):
            return Self.call(function, arguments, scope)
        }
    }

    /// False decides a conjunction even where the other side is unknown.
    private static func both(_ a: Bool?, _ b: Bool?) -> ExprValue {
        if a == false || b == false { return .flag(false) }
        return a == nil || b == nil ? .bad : .flag(true)
    }

    private static func call(
        _ function: ExprFunction,
        _ arguments: [Expr],
        _ scope: some ExprScope
    ) -> ExprValue {
        switch function {
        case .rate, .average, .age, .bad, .stalled: return scope.history(function, arguments)
        case .min, .max, .mean, .abs, .round:
            var numbers: [Double] = []
            for argument in arguments {
                guard let number = argument.number(in: scope) else { return .bad }
                numbers.append(number)
            }
            guard let first = numbers.first else { return .bad }
            switch function {
            case .abs: return .number(Swift.abs(first))
            case .round: return .number(first.rounded())
            case .min: return .number(numbers.reduce(first, Swift.min))
            case .max: return .number(numbers.reduce(first, Swift.max))
            default: return .number(numbers.reduce(0, +) / Double(numbers.count))
            }
        }
    }

    package func number(in scope: some ExprScope) -> Double? {
        if case .number(let number) = value(in: scope) { number } else { nil }
    }

    package func truth(in scope: some ExprScope) -> Bool? {
        if case .flag(let flag) = value(in: scope) { flag } else { nil }
    }
}

extension Arithmetic {
    package func apply(_ a: Double, _ b: Double) -> Double {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        }
    }
}

extension Comparison {
    fileprivate func apply(_ a: ExprValue, _ b: ExprValue) -> ExprValue {
        switch (a, b) {
        case (.number(let a), .number(let b)): .flag(holds(a, b))
        case (.text(let a), .text(let b)): equality(a == b)
        case (.flag(let a), .flag(let b)): equality(a == b)
        default: .bad
        }
    }

    private func equality(_ equal: Bool) -> ExprValue {
        switch self {
        case .equal: .flag(equal)
        case .notEqual: .flag(!equal)
        default: .bad
        }
    }

    package func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        case .equal: a == b
        case .notEqual: a != b
        }
    }
}
