import Execution
import Expressions

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

extension Expr {
    /// Names of the points whose rate it reads.
    var ratedPoints: [String] {
        switch self {
        case .literal, .flag, .text, .variable, .point: return []
        case .not(let a), .negate(let a): return a.ratedPoints
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            return a.ratedPoints + b.ratedPoints
        case .within(let x, let distance, let y):
            return x.ratedPoints + distance.ratedPoints + y.ratedPoints
        case .call(.rate, let arguments):
            return arguments.compactMap { if case .point(let name) = $0 { name } else { nil } }
        case .call(_, let arguments): return arguments.flatMap(\.ratedPoints)
        }
    }
}
