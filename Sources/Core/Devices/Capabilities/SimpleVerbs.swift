import Quantities

/// What the capabilities with few verbs do.
enum SimpleVerbs {
    private static let volume = ArgumentDefinition("volume", .quantity(.volume))
    private static let rate = ArgumentDefinition("rate", .quantity(.flow))

    static func definition(of verb: Verb) -> VerbDefinition {
        switch verb {
        case .draw:
            VerbDefinition(verb, of: .syringePump, "Draw a volume in.", [volume, rate])
        case .push:
            VerbDefinition(verb, of: .syringePump, "Push a volume out.", [volume, rate])
        case .flow:
            VerbDefinition(
                verb,
                of: .gasFlow,
                "Set a gas flow and wait until it is reached.",
                [ArgumentDefinition("to", .quantity(.flow))]
            )
        case .shut: VerbDefinition(verb, of: .gasFlow, "Stop the gas.")
        case .stir:
            VerbDefinition(
                verb,
                of: .stirrer,
                "Stir at a speed.",
                [ArgumentDefinition("at", .quantity(.frequency))]
            )
        case .stopStirring: VerbDefinition(verb, of: .stirrer, "Stop stirring.")
        case .circulate:
            VerbDefinition(
                verb,
                of: .circulator,
                "Circulate at a bath temperature.",
                [ArgumentDefinition("to", .quantity(.temperature))]
            )
        case .stopCirculating: VerbDefinition(verb, of: .circulator, "Stop circulating.")
        case .tare: VerbDefinition(verb, of: .balance, "Take the present weight as zero.")
        case .zero: VerbDefinition(verb, of: .balance, "Set the balance's zero.")
        case .open: VerbDefinition(verb, of: .valve, "Open the valve.")
        case .close: VerbDefinition(verb, of: .valve, "Close the valve.")
        case .switchOn: VerbDefinition(verb, of: .relay, "Switch on.")
        case .switchOff: VerbDefinition(verb, of: .relay, "Switch off.")
        case .homeAxes: VerbDefinition(verb, of: .motionAxis, "Find the zero of every axis.")
        default:
            VerbDefinition(
                verb,
                of: .motionAxis,
                "Move to a position.",
                [
                    ArgumentDefinition("x", .quantity(.length)),
                    ArgumentDefinition("y", .quantity(.length)),
                    ArgumentDefinition("z", .quantity(.length)),
                ]
            )
        }
    }
}
