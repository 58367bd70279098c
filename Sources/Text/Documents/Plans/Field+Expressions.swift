package import Expressions
import Findings
package import Quantities

extension Field {
    /// An expression of the published grammar; a plain number stands for itself.
    package func expression() -> Expr? {
        if form == .number { return number().map { .literal(.number($0)) } }
        if form == .flag { return flag().map { .flag($0) } }
        guard form == .text else {
            refuse(wanting: "an expression", "Write it as “100 uL”, “$name” or “$a * 2”.")
            return nil
        }
        if let quantity = quickQuantity() { return .literal(quantity) }
        guard let text = text() else { return nil }
        do throws(ExprError) {
            return try Expr(parsing: text)
        } catch {
            report(
                error.code,
                "“\(JSONText.visible(text))”: \(error.message) (character \(error.offset + 1))."
            )
            return nil
        }
    }

    /// An expression that yields `dimensions`; a literal is checked here and now.
    package func expression(
        of dimensions: Dimensions,
        _ sense: TemperatureSense = .point
    ) -> Expr? {
        if form == .text,
            !startsLikeNumber || (text().map { $0.contains { "$(*".contains($0) } } ?? false)
        {
            return expression()
        }
        return quantity(of: dimensions, sense).map { .literal($0) }
    }

    /// A time: `10 min`.
    package func lapse() -> Lapse? {
        guard let quantity = quantity(of: .time) else { return nil }
        guard quantity.si >= 0, quantity.si < 9e9 else {
            report(.notFinite, "A time is between 0 and 285 years.")
            return nil
        }
        return Lapse(seconds: quantity.si)
    }

    private var startsLikeNumber: Bool {
        guard let first = reader.tree.textBytes(node).first else { return false }
        return first &- 0x30 < 10 || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    }

    private func quickQuantity() -> Quantity? {
        startsLikeNumber ? reader.units.quantity(reader.tree.textBytes(node)) : nil
    }
}
