import Execution
import Expressions
import Quantities

extension Program {
    /// Every expression that control reads.
    var expressions: [Expr] {
        var found = results.map(\.value) + results.flatMap(\.inputs) + monitors.map(\.condition)
        for node in nodes {
            switch node.kind {
            case .assign(_, let expression), .decide(let expression, _), .wait(let expression),
                .waitUntil(let expression, _, _, _):
                found.append(expression)
            default: break
            }
        }
        return found
    }
}

/// A point whose past an expression reads; without a span, its last readings.
struct RememberedPoint: Hashable, Sendable {
    var name: String
    var span: Lapse?
}

extension Expr {
    /// The points whose past it reads.
    var remembered: [RememberedPoint] {
        switch self {
        case .literal, .flag, .text, .variable, .point: return []
        case .not(let a), .negate(let a): return a.remembered
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            return a.remembered + b.remembered
        case .within(let x, let distance, let y):
            return x.remembered + distance.remembered + y.remembered
        case .call(let function, let arguments) where function == .rate || function == .average:
            guard case .point(let name)? = arguments.first else { return [] }
            return [RememberedPoint(name: name, span: Expr.window(function, arguments))]
        case .call(_, let arguments): return arguments.flatMap(\.remembered)
        }
    }
}
