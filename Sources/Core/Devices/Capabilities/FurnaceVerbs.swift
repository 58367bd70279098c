import Quantities

/// What a furnace does.
enum FurnaceVerbs {
    static func definition(of verb: Verb) -> VerbDefinition {
        switch verb {
        case .ramp:
            VerbDefinition(
                .ramp,
                of: .furnace,
                "Heat or cool to a temperature at a rate, and wait for it.",
                [
                    ArgumentDefinition("to", .quantity(.temperature)),
                    ArgumentDefinition("rate", .quantity(.rampRate)),
                ],
                onHold: .continues
            )
        case .hold:
            VerbDefinition(
                .hold,
                of: .furnace,
                "Keep the temperature for a time, inside a band; excursions up to the grace count.",
                [
                    ArgumentDefinition("for", .quantity(.time)),
                    ArgumentDefinition("within", .difference, .optional, "default 5 K"),
                    ArgumentDefinition("grace", .quantity(.time), .optional, "default 60 s"),
                ],
                onHold: .continues
            )
        case .cool:
            VerbDefinition(
                .cool,
                of: .furnace,
                "Stop heating, and wait until it has cooled.",
                [
                    ArgumentDefinition("to", .quantity(.temperature)),
                    ArgumentDefinition("rate", .quantity(.rampRate), .optional, "no faster than"),
                ],
                onHold: .continues
            )
        case .profile:
            VerbDefinition(
                .profile,
                of: .furnace,
                "Ramps and holds, one segment after the other.",
                [ArgumentDefinition("segments", .segments)],
                onHold: .continues
            )
        default:
            VerbDefinition(verb, of: .furnace, "Stop heating; does not wait.")
        }
    }
}
