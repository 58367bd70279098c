import Devices
import Quantities

extension StepShapes {
    /// The step shapes of one assembly's verbs.
    static func verbs(of capability: Capability, named assembly: String) -> [StepShape] {
        Verb.allCases.map(\.definition).filter { $0.capability == capability }.map { definition in
            StepShape(
                name: assembly + "." + definition.verb.rawValue,
                summary: definition.summary,
                keys: definition.arguments.map(key)
            )
        }
    }

    private static func key(_ argument: ArgumentDefinition) -> DocumentKey {
        let shape: KeyShape
        switch argument.kind {
        case .quantity(let dimensions): shape = .quantity(dimensions)
        case .difference: shape = .difference
        case .integer(let low, let high): shape = .integer(low: low, high: high)
        case .flag: shape = .flag
        case .choice(let names): shape = .choice(names)
        case .wells: shape = .name(.wells)
        case .text: shape = .text("")
        case .segments:
            shape = .list(
                .object([
                    DocumentKey("to", .quantity(.temperature)),
                    DocumentKey("rate", .quantity(.rampRate)),
                    DocumentKey("for", .quantity(.time), .optional),
                ])
            )
        }
        return DocumentKey(
            argument.name,
            shape,
            argument.presence == .required ? .required : .optional,
            argument.summary
        )
    }
}
