import Quantities

/// What a liquid handler does.
enum LiquidHandlerVerbs {
    package static let tipPolicies = ["one", "each", "per-source", "per-row"]

    private static let volume = ArgumentDefinition("volume", .quantity(.volume))
    private static let rate = ArgumentDefinition(
        "rate",
        .quantity(.flow),
        .optional,
        "default: the liquid class"
    )
    private static let tip = ArgumentDefinition(
        "tip",
        .choice(tipPolicies),
        .optional,
        "when the tip is changed; default: the plan's"
    )
    private static let dispensing = ArgumentDefinition(
        "dispense",
        .choice(["touch", "above"]),
        .optional,
        "default touch"
    )
    private static let times = ArgumentDefinition("times", .integer(low: 1, high: 50))
    private static let mix = ArgumentDefinition(
        "mix",
        .integer(low: 0, high: 50),
        .optional,
        "strokes after dispensing; default 0"
    )

    static func definition(of verb: Verb) -> VerbDefinition {
        let (summary, arguments): (String, [ArgumentDefinition])
        switch verb {
        case .transfer:
            summary = "Move a volume from each source to each destination; sets pair as documented."
            arguments = [
                ArgumentDefinition("from", .wells), ArgumentDefinition("to", .wells), volume, tip,
                mix, dispensing, rate,
                ArgumentDefinition("air-gap", .quantity(.volume), .optional),
                ArgumentDefinition("blow-out", .flag, .optional),
            ]
        case .dilute:
            summary =
                "Carry a volume from each column (or row) to the next, mixing: a dilution series."
            arguments = [
                ArgumentDefinition("along", .wells),
                ArgumentDefinition("by", .choice(["column", "row"])), volume, mix, tip, rate,
                ArgumentDefinition("last", .choice(["waste", "keep"]), .optional, "default waste"),
            ]
        case .mix:
            summary = "Draw and return a volume several times in each well."
            arguments = [ArgumentDefinition("in", .wells), volume, times, tip, rate]
        case .aspirate:
            summary = "Draw a volume into the tip."
            arguments = [ArgumentDefinition("from", .wells), volume, rate]
        case .dispense:
            summary = "Dispense a volume from the tip."
            arguments = [ArgumentDefinition("to", .wells), volume, dispensing, rate]
        case .airGap:
            summary = "Draw air behind the liquid."
            arguments = [volume]
        case .wash:
            summary = "Wash the tubing and tip: draw from a source, expel to waste."
            arguments = [ArgumentDefinition("from", .wells), volume, times]
        case .prime:
            summary = "Fill the tubing from a source, expelling to waste."
            arguments = [ArgumentDefinition("from", .wells), volume]
        case .eject:
            summary = "Drop the tip."
            arguments = [ArgumentDefinition("into", .choice(["waste"]), .optional)]
        case .blowOut:
            summary = "Expel what is left in the tip."
            arguments = [ArgumentDefinition("to", .wells, .optional, "default: where it is")]
        case .pickUp:
            summary = "Take the next unused tip, or the one named."
            arguments = [ArgumentDefinition("tip", .wells, .optional)]
        default:
            summary = "Find the zero of every axis and of the plunger."
            arguments = []
        }
        return VerbDefinition(verb, of: .liquidHandler, summary, arguments)
    }
}
