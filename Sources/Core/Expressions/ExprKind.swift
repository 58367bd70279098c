import Findings
package import Quantities

/// What sort of value an expression yields.
package enum ExprKind: Hashable, Sendable {
    case quantity(Dimensions)
    case flag
    case text

    package var spokenName: String {
        switch self {
        case .quantity(let dimensions): dimensions.spokenName
        case .flag: "a flag"
        case .text: "a text"
        }
    }
}

extension Expr {
    /// What the expression yields; `kind` says what each `.variable` and `.point` is.
    ///
    /// - Throws: `ExprError`: unknown name, mismatched units, a temperature in degC where only a
    ///   difference makes sense.
    package func kind(_ kind: (Expr) -> ExprKind?) throws(ExprError) -> ExprKind {
        switch self {
        case .literal(let quantity): return .quantity(quantity.dimensions)
        case .flag: return .flag
        case .text: return .text
        case .variable(let name), .point(let name):
            guard let known = kind(self) else {
                throw ExprError(.unknownName, "nothing here is called ‘\(name)’")
            }
            return known
        case .negate(let a): return .quantity(try a.dimensions(kind))
        case .not(let a):
            try a.requireFlag(kind)
            return .flag
        case .and(let a, let b), .or(let a, let b):
            try a.requireFlag(kind)
            try b.requireFlag(kind)
            return .flag
        case .comparison(let op, let a, let b):
            let (left, right) = (try a.kind(kind), try b.kind(kind))
            guard left == right else { throw .mismatch(left, right, op.rawValue) }
            if case .quantity = left { return .flag }
            guard op == .equal || op == .notEqual else {
                throw ExprError(
                    .unitMismatch,
                    "\(left.spokenName) has no order for ‘\(op.rawValue)’"
                )
            }
            return .flag
        case .within(let x, let distance, let y):
            try distance.requireDifference()
            let (a, b) = (try x.dimensions(kind), try y.dimensions(kind))
            let d = try distance.dimensions(kind)
            guard a == b else { throw .mismatch(.quantity(a), .quantity(b), "within") }
            guard a == d else { throw .mismatch(.quantity(a), .quantity(d), "within") }
            return .flag
        case .arithmetic(let op, let a, let b):
            return try Self.arithmeticKind(op, a, b, kind)
        case .call(let function, let arguments):
            return try Self.callKind(function, arguments, kind)
        }
    }

    private static func arithmeticKind(
        _ op: Arithmetic,
        _ a: Expr,
        _ b: Expr,
        _ kind: (Expr) -> ExprKind?
    ) throws(ExprError) -> ExprKind {
        let (left, right) = (try a.dimensions(kind), try b.dimensions(kind))
        switch op {
        case .multiply: return .quantity(left * right)
        case .divide: return .quantity(left / right)
        case .add, .subtract:
            guard left == right else {
                throw .mismatch(.quantity(left), .quantity(right), op.rawValue)
            }
            if op == .add { try b.requireDifference() }
            return .quantity(left)
        }
    }

    private static func callKind(
        _ function: ExprFunction,
        _ arguments: [Expr],
        _ kind: (Expr) -> ExprKind?
    ) throws(ExprError) -> ExprKind {
        let wanted: ClosedRange<Int>
        switch function {
        case .min, .max, .mean: wanted = 1...16
        case .stalled: wanted = 3...3
        case .rate: wanted = 1...2
        case .average: wanted = 2...2
        case .abs, .age, .bad, .round: wanted = 1...1
        }
        guard let first = arguments.first, wanted.contains(arguments.count) else {
            throw ExprError(
                .badExpression,
                "\(function.rawValue) takes \(wanted.lowerBound) to \(wanted.upperBound) values"
            )
        }
        switch function {
        case .bad: return .flag
        case .age: return .quantity(.time)
        case .rate, .average:
            let dimensions = try first.dimensions(kind)
            guard arguments.count == 1 || window(function, arguments) != nil else {
                throw ExprError(
                    .badExpression,
                    "\(function.rawValue) looks back over a time that is written out, such as 5 min"
                )
            }
            return .quantity(function == .rate ? dimensions / .time : dimensions)
        case .stalled:
            _ = try first.dimensions(kind)
            return .flag
        case .abs, .round: return .quantity(try first.dimensions(kind))
        case .min, .max, .mean:
            let dimensions = try first.dimensions(kind)
            for argument in arguments.dropFirst() {
                let other = try argument.dimensions(kind)
                guard other == dimensions else {
                    throw .mismatch(.quantity(dimensions), .quantity(other), function.rawValue)
                }
            }
            return .quantity(dimensions)
        }
    }

    private func dimensions(_ kind: (Expr) -> ExprKind?) throws(ExprError) -> Dimensions {
        let found = try self.kind(kind)
        if case .quantity(let dimensions) = found { return dimensions }
        throw ExprError(.unitMismatch, "\(found.spokenName) where a quantity belongs")
    }

    private func requireFlag(_ kind: (Expr) -> ExprKind?) throws(ExprError) {
        let found = try self.kind(kind)
        guard found == .flag else {
            throw ExprError(.unitMismatch, "\(found.spokenName) where yes or no belongs")
        }
    }

    private func requireDifference() throws(ExprError) {
        if case .literal(let quantity) = self, quantity.unit.offset != 0 {
            throw ExprError(
                .temperatureDifference,
                "a temperature difference is written in K: \(DecimalText.short(quantity.value)) K"
            )
        }
    }
}

extension ExprError {
    fileprivate static func mismatch(_ a: ExprKind, _ b: ExprKind, _ op: String) -> ExprError {
        ExprError(.unitMismatch, "\(a.spokenName) and \(b.spokenName) do not go with ‘\(op)’")
    }
}
