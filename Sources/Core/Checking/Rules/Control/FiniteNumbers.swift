import Execution
import Findings
import Quantities

/// Numbers are finite, and positive where nothing else makes sense.
///
/// An act with other numbers is reported and left out of the walk, so that it makes no further
/// findings.
enum FiniteNumbers: Rule {
    static let codes: [FindingCode] = [.notFinite]
    static let moments: Moments = []

    /// Greater than any volume, rate, mass, temperature or time of a laboratory in SI units.
    private static let huge = 1e12

    /// False where the operands make no sense.
    static func accepts(_ act: Act, in check: Inspection) -> Bool {
        let operands = check.operands
        let signed = if case .axes = act { true } else { false }
        var wrong: (Bounds, String)?
        let named = [
            (operands.amount, "amount"), (operands.extra, "time or tolerance"),
            (operands.band, "band"),
        ]
        for (bounds, name) in named where !isSound(bounds, signed: signed) {
            wrong = wrong ?? (bounds, name)
        }
        if let rate = operands.rate, !isSound(rate, signed: signed) || (rate.low <= 0 && !signed) {
            wrong = wrong ?? (rate, "rate")
        }
        guard let (bounds, name) = wrong else { return true }
        check.report(.notFinite) {
            Report(
                bounds.low.isFinite && bounds.high.isFinite
                    ? "The \(name) can be \(Say.digits(bounds.low)) in SI units, which makes no "
                        + "sense here."
                    : "Nothing bounds the \(name); declare the range it is in.",
                [
                    NamedQuantity("low", .number(bounds.low)),
                    NamedQuantity("high", .number(bounds.high)),
                ]
            )
        }
        return false
    }

    private static func isSound(_ bounds: Bounds, signed: Bool) -> Bool {
        bounds.low.isFinite && bounds.high.isFinite && bounds.high < huge
            && (signed ? bounds.low > -huge : bounds.low >= -1e-15)
    }
}
