package import Quantities

/// One verb as documents write it: its arguments, in the order they are described.
package struct VerbDefinition: Sendable {
    package var verb: Verb
    package var capability: Capability
    /// One sentence for `describe` and schemas.
    package var summary: String
    package var arguments: [ArgumentDefinition]
    package var onHold: HoldBehaviour = .finishes

    package init(
        _ verb: Verb,
        of capability: Capability,
        _ summary: String,
        _ arguments: [ArgumentDefinition] = [],
        onHold: HoldBehaviour = .finishes
    ) {
        self.verb = verb
        self.capability = capability
        self.summary = summary
        self.arguments = arguments
        self.onHold = onHold
    }

    /// The argument called `name`.
    package func argument(_ name: String) -> ArgumentDefinition? {
        arguments.first { $0.name == name }
    }
}

/// One argument of a verb or of a profile's action.
package struct ArgumentDefinition: Hashable, Sendable {
    package enum Presence: Hashable, Sendable {
        case required
        case optional
    }

    package var name: String
    package var kind: ArgumentKind
    package var presence: Presence
    package var summary: String

    package init(
        _ name: String,
        _ kind: ArgumentKind,
        _ presence: Presence = .required,
        _ summary: String = ""
    ) {
        self.name = name
        self.kind = kind
        self.presence = presence
        self.summary = summary
    }
}

/// What may stand as an argument.
package enum ArgumentKind: Hashable, Sendable {
    /// A quantity with a unit, or an expression that yields one.
    case quantity(Dimensions)
    /// A temperature difference, in K.
    case difference
    /// A plain whole number from `low` to `high`.
    case integer(low: Int, high: Int)
    case flag
    case choice([String])
    /// A set of wells or vessels: `plate/A1:H12`, `$all`, `buffer`.
    case wells
    case text
    /// Temperature segments `{to, rate, for}`, in order.
    case segments
}

extension Verb {
    /// The verb's definition, complete for every verb.
    package var definition: VerbDefinition {
        switch self {
        case .ramp, .hold, .cool, .profile, .heatOff: FurnaceVerbs.definition(of: self)
        case .transfer, .dilute, .mix, .aspirate, .dispense, .eject, .home, .wash, .prime,
            .blowOut, .airGap, .pickUp:
            LiquidHandlerVerbs.definition(of: self)
        case .draw, .push, .flow, .shut, .stir, .circulate, .stopStirring, .stopCirculating,
            .tare, .zero, .open, .close, .switchOn, .switchOff, .move, .homeAxes:
            SimpleVerbs.definition(of: self)
        }
    }
}
