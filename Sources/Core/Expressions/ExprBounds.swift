package import Quantities

/// Every value an expression can have, when its names can have several.
package enum ExprRange: Hashable, Sendable {
    case numbers(Bounds)
    /// Whether it can be false and whether it can be true.
    case flags(canBeFalse: Bool, canBeTrue: Bool)
    case text(String)
    case anything

    package static let eitherFlag = ExprRange.flags(canBeFalse: true, canBeTrue: true)
}

extension Expr {
    /// The range of the expression, sound: no value of the names leads outside it.
    package func range(_ range: (Expr) -> ExprRange) -> ExprRange {
        switch self {
        case .literal(let quantity): return .numbers(Bounds(quantity.si))
        case .flag(let flag): return .flags(canBeFalse: !flag, canBeTrue: flag)
        case .text(let text): return .text(text)
        case .variable, .point: return range(self)
        case .negate(let a):
            return a.bounds(range).map { .numbers(Bounds(-$0.high, -$0.low)) } ?? .anything
        case .not(let a):
            let (canBeFalse, canBeTrue) = a.flags(range)
            return .flags(canBeFalse: canBeTrue, canBeTrue: canBeFalse)
        case .and(let a, let b):
            let (a, b) = (a.flags(range), b.flags(range))
            return .flags(canBeFalse: a.0 || b.0, canBeTrue: a.1 && b.1)
        case .or(let a, let b):
            let (a, b) = (a.flags(range), b.flags(range))
            return .flags(canBeFalse: a.0 && b.0, canBeTrue: a.1 || b.1)
        case .within(let x, let distance, let y):
            guard let x = x.bounds(range), let d = distance.bounds(range), let y = y.bounds(range)
            else { return .eitherFlag }
            let gap = x - y
            let farthest = Swift.max(Swift.abs(gap.low), Swift.abs(gap.high))
            let nearest = gap.contains(0) ? 0 : Swift.min(Swift.abs(gap.low), Swift.abs(gap.high))
            return .flags(canBeFalse: farthest > d.low, canBeTrue: nearest <= d.high)
        case .arithmetic(let op, let a, let b):
            guard let a = a.bounds(range), let b = b.bounds(range) else { return .anything }
            switch op {
            case .add: return .numbers(a + b)
            case .subtract: return .numbers(a - b)
            case .multiply: return .numbers(a * b)
            case .divide: return .numbers(a / b)
            }
        case .comparison(let op, let a, let b):
            return op.range(a.range(range), b.range(range))
        case .call(let function, let arguments):
            return Self.callRange(function, arguments, range)
        }
    }

    package func bounds(_ range: (Expr) -> ExprRange) -> Bounds? {
        if case .numbers(let bounds) = self.range(range) { bounds } else { nil }
    }

    /// Whether the condition can be false, and whether it can be true.
    package func flags(_ range: (Expr) -> ExprRange) -> (Bool, Bool) {
        if case .flags(let canBeFalse, let canBeTrue) = self.range(range) {
            return (canBeFalse, canBeTrue)
        }
        return (true, true)
    }

    private static func callRange(
        _ function: ExprFunction,
        _ arguments: [Expr],
        _ range: (Expr) -> ExprRange
    ) -> ExprRange {
        var all: [Bounds] = []
        switch function {
        case .stalled, .bad: return .eitherFlag
        case .age: return .numbers(Bounds(0, .infinity))
        case .rate: return .anything
        case .average: return arguments.first?.range(range) ?? .anything
        case .min, .max, .mean, .abs, .round:
            for argument in arguments {
                guard let bounds = argument.bounds(range) else { return .anything }
                all.append(bounds)
            }
        }
        guard let first = all.first else { return .anything }
        let lows = all.map(\.low), highs = all.map(\.high)
        switch function {
        case .min:
            return .numbers(
                Bounds(lows.reduce(first.low, Swift.min), highs.reduce(first.high, Swift.min))
            )
        case .max:
            return .numbers(
                Bounds(lows.reduce(first.low, Swift.max), highs.reduce(first.high, Swift.max))
            )
        case .abs:
            let (a, b) = (Swift.abs(first.low), Swift.abs(first.high))
            return .numbers(Bounds(first.contains(0) ? 0 : Swift.min(a, b), Swift.max(a, b)))
        case .round: return .numbers(Bounds(first.low.rounded(), first.high.rounded()))
        default:
            let sum = all.dropFirst().reduce(first, +)
            return .numbers(sum / Bounds(Double(all.count)))
        }
    }
}

extension Comparison {
    fileprivate func range(_ a: ExprRange, _ b: ExprRange) -> ExprRange {
        switch (a, b) {
        case (.numbers(let a), .numbers(let b)): order(a, b)
        case (.text(let a), .text(let b)):
            .flags(
                canBeFalse: (a == b) != (self == .equal),
                canBeTrue: (a == b) == (self == .equal)
            )
        default: .eitherFlag
        }
    }

    private func order(_ a: Bounds, _ b: Bounds) -> ExprRange {
        switch self {
        case .less: .flags(canBeFalse: a.high >= b.low, canBeTrue: a.low < b.high)
        case .lessOrEqual: .flags(canBeFalse: a.high > b.low, canBeTrue: a.low <= b.high)
        case .greater: .flags(canBeFalse: a.low <= b.high, canBeTrue: a.high > b.low)
        case .greaterOrEqual: .flags(canBeFalse: a.low < b.high, canBeTrue: a.high >= b.low)
        case .equal:
            .flags(
                canBeFalse: !(a.isSingle && a == b),
                canBeTrue: a.intersection(b) != nil
            )
        case .notEqual:
            .flags(
                canBeFalse: a.intersection(b) != nil,
                canBeTrue: !(a.isSingle && a == b)
            )
        }
    }
}
