import Quantities

/// The ranges of the present act's expressions, found once before its rules run.
struct Operands: Sendable {
    /// Target temperature, flow, volume, amount, x.
    var amount = Bounds.zero
    /// Rate, nil where the act gives none; for axes y.
    var rate: Bounds?
    /// Hold's time; weigh's tolerance; for axes z.
    var extra = Bounds.zero
    /// Hold's band.
    var band = Bounds.zero
    /// Which act of the person's list, where the act is one.
    var literal = Literal.no
    var certainty = Certainty.done

    /// Whether it is known that the act was done.
    enum Certainty: Sendable {
        case done
        /// Of a run that goes on: an amount it moves is anything from nothing to all of it.
        case inDoubt
    }

    /// Whether the amount is written in the step itself, so that a fix can replace it there.
    enum Literal: Sendable {
        case yes, no
    }
}
