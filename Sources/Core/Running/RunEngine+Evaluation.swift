package import Expressions
package import Interlocks
package import Quantities

extension RunEngine {
    /// What an expression of the plan is worth now, in SI; nil where anything it reads is bad.
    ///
    /// For whoever plays the people of a dry run: how much powder a weighing asks for.
    package func number(
        _ expression: Expr,
        at now: Instant,
        image: ProcessImage
    ) -> Double? {
        let sight = Sight(now: now, image: image, rates: RateTable(), stack: [])
        return expression.number(in: RunScope(names: names, values: values, sight: sight))
    }
}
