import Devices
package import Expressions
import Findings
package import Labs
import Quantities

/// Turns expressions into `PointProgram`s.
///
/// Names that are points become places in the image; everything else must be known now and becomes
/// a constant.
package struct PointCompiler<Constants: ExprScope> {
    /// What an unknown value counts as.
    package enum Unknown: Sendable {
        /// A comparison that reads a bad value counts as whatever brings the trip nearer.
        case votesToTrip
        /// It stays unknown, and poisons what reads it unless the other side decides.
        case staysUnknown
    }

    private let names: LabNames
    private let constants: Constants
    private let unknown: Unknown
    private let point: (String) -> Int?
    private var program = PointProgram()
    private var depth = 0
    private var deepest = 0

    /// `point` gives a name's place in the image, nil where the name is no point.
    package init(
        names: LabNames,
        constants: Constants,
        unknown: Unknown,
        point: @escaping (String) -> Int?
    ) {
        self.names = names
        self.constants = constants
        self.unknown = unknown
        self.point = point
    }

    /// Compiles `expression`; rates it needs are watched in `rates`.
    ///
    /// - Throws: `ExprError` for a word that is no choice of the point it is compared with, for
    ///   `age`, `bad` and `rate` of something that is no point, and where it is too deep.
    package mutating func compile(
        _ expression: Expr,
        rates: inout RateTable
    ) throws(ExprError) -> PointProgram {
        program = PointProgram()
        depth = 0
        deepest = 0
        try emit(expression, vote: unknown == .votesToTrip ? 1 : nil, rates: &rates)
        guard deepest <= PointProgram.greatestDepth else {
            throw ExprError(.tooLarge, "the expression holds too many values at once")
        }
        return program
    }

    /// `vote`: what an unknown flag counts as here; nil where it stays unknown.
    private mutating func emit(
        _ e: Expr,
        vote: Double?,
        rates: inout RateTable
    ) throws(ExprError) {
        guard readsImage(e) else { return try emitConstant(e) }
        switch e {
        case .point(let name):
            let place = try self.place(name)
            push(.load, place)
            if names.points[place].definition.kind == .flag { cast(vote) }
        case .negate(let a): try emit(a, .negate, &rates)
        case .not(let a):
            try emit(a, vote: vote.map { 1 - $0 }, rates: &rates)
            program.operations.append(.init(code: .not))
        case .and(let a, let b): try pair(a, b, .and, vote: vote, &rates)
        case .or(let a, let b): try pair(a, b, .or, vote: vote, &rates)
        case .arithmetic(let op, let a, let b): try pair(a, b, op.code, vote: nil, &rates)
        case .comparison(let op, let a, let b):
            try pair(try word(a, beside: b), try word(b, beside: a), op.code, vote: nil, &rates)
            cast(vote)
        case .within(let x, let distance, let y):
            try emit(x, vote: nil, rates: &rates)
            try emit(distance, vote: nil, rates: &rates)
            try emit(y, vote: nil, rates: &rates)
            program.operations.append(.init(code: .within))
            depth -= 2
            cast(vote)
        case .call(let function, let arguments):
            try emitCall(function, arguments, &rates)
        case .literal, .flag, .text, .variable: try emitConstant(e)
        }
    }

    private mutating func emit(
        _ a: Expr,
        _ code: PointProgram.Code,
        _ rates: inout RateTable
    ) throws(ExprError) {
        try emit(a, vote: nil, rates: &rates)
        program.operations.append(.init(code: code))
    }

    private mutating func pair(
        _ a: Expr,
        _ b: Expr,
        _ code: PointProgram.Code,
        vote: Double?,
        _ rates: inout RateTable
    ) throws(ExprError) {
        try emit(a, vote: vote, rates: &rates)
        try emit(b, vote: vote, rates: &rates)
        program.operations.append(.init(code: code))
        depth -= 1
    }

    private mutating func emitCall(
        _ function: ExprFunction,
        _ arguments: [Expr],
        _ rates: inout RateTable
    ) throws(ExprError) {
        switch function {
        case .age, .bad, .rate, .average: try emitHistory(function, arguments, &rates)
        case .abs, .round:
            guard let first = arguments.first else { return try emitConstant(.flag(false)) }
            try emit(first, function == .abs ? .absolute : .round, &rates)
        case .min, .max, .mean:
            for (index, argument) in arguments.enumerated() {
                try emit(argument, vote: nil, rates: &rates)
                guard index > 0 else { continue }
                let code: PointProgram.Code =
                    function == .min ? .minimum : function == .max ? .maximum : .add
                program.operations.append(.init(code: code))
                depth -= 1
            }
            guard function == .mean else { return }
            push(.constant, 0, value: Double(arguments.count), notes: false)
            program.operations.append(.init(code: .divide))
            depth -= 1
        case .stalled:
            throw ExprError(.badExpression, "stalled reads results, not points")
        }
    }

    private mutating func emitHistory(
        _ function: ExprFunction,
        _ arguments: [Expr],
        _ rates: inout RateTable
    ) throws(ExprError) {
        guard let first = arguments.first, case .point(let name) = first else {
            throw ExprError(.badExpression, "\(function.rawValue) takes the name of a point")
        }
        let place = try self.place(name)
        if let span = Expr.window(function, arguments) {
            note(place)
            let window = rates.windows.watch(place, over: span)
            push(function == .rate ? .windowRate : .windowMean, window, notes: false)
            program.operations[program.operations.count - 1].point = Int32(place)
            return
        }
        guard arguments.count == 1, function != .average else {
            throw ExprError(
                .badExpression,
                "\(function.rawValue) takes the name of a point, and a time such as 5 min"
            )
        }
        switch function {
        case .age:
            push(.age, place)
            if !program.ages.contains(place) { program.ages.append(place) }
        case .bad: push(.isBad, place)
        default:
            note(place)
            push(.rate, rates.watch(place), notes: false)
        }
    }

    /// A word beside a choice point stands for the choice's index.
    private func word(_ e: Expr, beside other: Expr) throws(ExprError) -> Expr {
        guard case .text(let text) = e, case .point(let name) = other, let place = point(name),
            case .choice(let choices) = names.points[place].definition.kind
        else { return e }
        guard let index = choices.firstIndex(of: text) else {
            let known = choices.joined(separator: ", ")
            throw ExprError(.unknownName, "\(name) is never ‘\(text)’; it is one of \(known)")
        }
        return .literal(.number(Double(index)))
    }

    private mutating func emitConstant(_ e: Expr) throws(ExprError) {
        let value: Double =
            switch e.value(in: constants) {
            case .number(let number): number
            case .flag(let flag): flag ? 1 : 0
            case .text, .bad: .nan
            }
        guard !value.isNaN || unknown == .staysUnknown else {
            let names = e.names.map(\.spokenName).joined(separator: ", ")
            throw ExprError(.unknownName, "no point is called ‘\(names)’")
        }
        for literal in e.literals where literal.dimensions == .time && literal.si > 0 {
            program.times.append(Lapse(seconds: literal.si))
        }
        push(.constant, 0, value: value, notes: false)
    }

    private mutating func push(
        _ code: PointProgram.Code,
        _ index: Int,
        value: Double = 0,
        notes: Bool = true
    ) {
        program.operations.append(.init(code: code, index: Int32(clamping: index), value: value))
        depth += 1
        deepest = max(deepest, depth)
        if notes { note(index) }
    }

    private mutating func cast(_ vote: Double?) {
        guard let vote else { return }
        program.operations.append(.init(code: .vote, value: vote))
    }

    private mutating func note(_ place: Int) {
        if !program.points.contains(place) { program.points.append(place) }
    }

    private func place(_ name: String) throws(ExprError) -> Int {
        guard let place = point(name), names.points.indices.contains(place) else {
            throw ExprError(.unknownName, "no point is called ‘\(name)’")
        }
        return place
    }

    private func readsImage(_ e: Expr) -> Bool {
        e.names.contains { if case .point(let name) = $0 { point(name) != nil } else { false } }
    }
}

extension Arithmetic {
    fileprivate var code: PointProgram.Code {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        }
    }
}

extension Comparison {
    fileprivate var code: PointProgram.Code {
        switch self {
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .equal: .equal
        case .notEqual: .notEqual
        }
    }
}

extension Expr {
    fileprivate var spokenName: String {
        switch self {
        case .variable(let name): "$" + name
        case .point(let name): name
        default: "?"
        }
    }

    /// Every literal quantity in it.
    fileprivate var literals: [Quantity] {
        switch self {
        case .literal(let quantity): [quantity]
        case .flag, .text, .variable, .point: []
        case .not(let a), .negate(let a): a.literals
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b),
            .or(let a, let b):
            a.literals + b.literals
        case .within(let x, let distance, let y): x.literals + distance.literals + y.literals
        case .call(_, let arguments): arguments.flatMap(\.literals)
        }
    }
}

/// Nothing has a value: interlocks are over points alone.
package struct NoConstants: ExprScope, Sendable {
    package init() {}
    package func value(of name: Expr) -> ExprValue { .bad }
    package func history(_ function: ExprFunction, _ arguments: [Expr]) -> ExprValue { .bad }
}
