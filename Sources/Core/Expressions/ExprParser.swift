import Findings
import Quantities

/// Reads the published grammar, by precedence: or, and, not, comparison and within, sum, product.
struct ExprParser {
    /// Deeper nesting than any person writes; bounds the stack.
    static let greatestDepth = 32
    static let greatestLength = 2000

    private var lexer: ExprLexer
    private var current: ExprLexer.Lexeme = .end
    private var offset = 0
    private var depth = 0

    init(_ text: String) throws(ExprError) {
        guard text.utf8.count <= Self.greatestLength else {
            throw ExprError(
                .tooLarge,
                "an expression has at most \(Self.greatestLength) characters"
            )
        }
        lexer = ExprLexer(text)
        try advance()
    }

    mutating func whole() throws(ExprError) -> Expr {
        let expression = try disjunction()
        guard current == .end else {
            throw ExprError(.badExpression, "expected the end of the expression", at: offset)
        }
        return expression
    }

    private mutating func advance() throws(ExprError) {
        let (lexeme, at) = try lexer.next()
        (current, offset) = (lexeme, at)
    }

    private mutating func accept(_ lexeme: ExprLexer.Lexeme) throws(ExprError) -> Bool {
        guard current == lexeme else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ symbol: String) throws(ExprError) {
        guard try accept(.symbol(symbol)) else {
            throw ExprError(.badExpression, "expected ‘\(symbol)’", at: offset)
        }
    }

    private mutating func disjunction() throws(ExprError) -> Expr {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth else {
            throw ExprError(.tooLarge, "nested more than \(Self.greatestDepth) deep", at: offset)
        }
        var left = try conjunction()
        while try accept(.name("or")) { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(ExprError) -> Expr {
        var left = try negation()
        while try accept(.name("and")) { left = .and(left, try negation()) }
        return left
    }

    private mutating func negation() throws(ExprError) -> Expr {
        var inverted = false
        while try accept(.name("not")) { inverted.toggle() }
        let operand = try relation()
        return inverted ? .not(operand) : operand
    }

    private mutating func relation() throws(ExprError) -> Expr {
        let left = try sum()
        if try accept(.name("within")) {
            let distance = try sum()
            guard try accept(.name("of")) else {
                throw ExprError(.badExpression, "‘x within d of y’ lacks its ‘of’", at: offset)
            }
            return .within(left, distance: distance, of: try sum())
        }
        guard case .symbol(let symbol) = current, let op = Comparison(rawValue: symbol) else {
            return left
        }
        try advance()
        return .comparison(op, left, try sum())
    }

    private mutating func sum() throws(ExprError) -> Expr {
        var left = try product()
        while case .symbol(let symbol) = current, symbol == "+" || symbol == "-",
            let op = Arithmetic(rawValue: symbol)
        {
            try advance()
            left = .arithmetic(op, left, try product())
        }
        return left
    }

    private mutating func product() throws(ExprError) -> Expr {
        var left = try factor()
        while case .symbol(let symbol) = current, symbol == "*" || symbol == "/",
            let op = Arithmetic(rawValue: symbol)
        {
            try advance()
            left = .arithmetic(op, left, try factor())
        }
        return left
    }

    private mutating func factor() throws(ExprError) -> Expr {
        var negative = false
        while try accept(.symbol("-")) { negative.toggle() }
        let operand = try primary()
        guard negative else { return operand }
        // `-5 degC` is the temperature minus five, not the negative of 278.15 K.
        if case .literal(let quantity) = operand {
            return .literal(Quantity(-quantity.value, quantity.unit))
        }
        return .negate(operand)
    }

    private mutating func primary() throws(ExprError) -> Expr {
        let at = offset
        let lexeme = current
        try advance()
        switch lexeme {
        case .quantity(let quantity): return .literal(quantity)
        case .variable(let name): return .variable(name)
        case .text(let text): return .text(text)
        case .name("true"): return .flag(true)
        case .name("false"): return .flag(false)
        case .name(let name):
            guard try accept(.symbol("(")) else { return .point(name) }
            return .call(try function(name, at: at), try arguments())
        case .symbol("("):
            let inner = try disjunction()
            try expect(")")
            return inner
        case .symbol(let symbol):
            throw ExprError(.badExpression, "‘\(symbol)’ where a value belongs", at: at)
        case .end:
            throw ExprError(.badExpression, "a value is missing at the end", at: at)
        }
    }

    private func function(_ name: String, at offset: Int) throws(ExprError) -> ExprFunction {
        if let function = ExprFunction(rawValue: name) { return function }
        let known = ExprFunction.allCases.map(\.rawValue).joined(separator: ", ")
        throw ExprError(.badExpression, "no function ‘\(name)’; there are \(known)", at: offset)
    }

    private mutating func arguments() throws(ExprError) -> [Expr] {
        var list: [Expr] = []
        if try accept(.symbol(")")) { return list }
        repeat { list.append(try disjunction()) } while try accept(.symbol(","))
        try expect(")")
        return list
    }
}

extension Expr {
    /// Reads an expression.
    ///
    /// - Throws: `ExprError` with the offset of the first fault, in characters from 0.
    package init(parsing text: String) throws(ExprError) {
        // Nearly every argument of a plan is a literal; spare those the lexer.
        if let first = text.utf8.first, first &- 48 < 10,
            let quantity = try? Quantity(parsing: text)
        {
            self = .literal(quantity)
            return
        }
        var parser = try ExprParser(text)
        self = try parser.whole()
    }
}
