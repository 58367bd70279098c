import Quantities

extension Expr {
    /// The expression as a plan would write it; reading it gives the same expression.
    package var text: String { text(above: .disjunction) }

    /// How tightly parts bind, the loosest first.
    private enum Level: Int {
        case disjunction, conjunction, negation, relation, sum, product, factor
    }

    /// As an operand of something that binds like `level`.
    private func text(above level: Level) -> String {
        let (text, own) = written
        return own.rawValue < level.rawValue ? "(" + text + ")" : text
    }

    private var written: (String, Level) {
        switch self {
        case .literal(let quantity):
            (quantity.description, quantity.value < 0 ? .product : .factor)
        case .flag(let flag): (flag ? "true" : "false", .factor)
        case .text(let text):
            (text.contains("'") ? "\"" + text + "\"" : "'" + text + "'", .factor)
        case .variable(let name): ("$" + name, .factor)
        case .point(let name): (name, .factor)
        case .negate(let a): ("-" + a.text(above: .factor), .product)
        case .not(let a): ("not " + a.text(above: .relation), .negation)
        case .and(let a, let b):
            (
                a.text(above: .conjunction) + " and " + b.text(above: .negation), .conjunction
            )
        case .or(let a, let b):
            (a.text(above: .disjunction) + " or " + b.text(above: .conjunction), .disjunction)
        case .comparison(let op, let a, let b):
            (a.text(above: .sum) + " " + op.rawValue + " " + b.text(above: .sum), .relation)
        case .within(let x, let distance, let y):
            (
                x.text(above: .sum) + " within " + distance.text(above: .sum) + " of "
                    + y.text(above: .sum), .relation
            )
        case .arithmetic(let op, let a, let b):
            op == .add || op == .subtract
                ? (a.text(above: .sum) + " " + op.rawValue + " " + b.text(above: .product), .sum)
                : (
                    a.text(above: .product) + " " + op.rawValue + " " + b.text(above: .factor),
                    .product
                )
        case .call(let function, let arguments):
            (
                function.rawValue + "("
                    + arguments.map { $0.text(above: .disjunction) }.joined(separator: ", ") + ")",
                .factor
            )
        }
    }
}
