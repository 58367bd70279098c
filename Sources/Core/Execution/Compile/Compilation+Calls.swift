import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// Every verb's definition, made once.
private let definitions: [Verb: VerbDefinition] = {
    var table: [Verb: VerbDefinition] = [:]
    for verb in Verb.allCases { table[verb] = verb.definition }
    return table
}()

/// A call with its assembly looked up.
struct BoundCall {
    var call: Call
    var assembly: Int
    var step: Step
    var instance: Int
    var definition: VerbDefinition
}

extension Compilation {
    /// A verb of an assembly; returns the wells it goes over, in their order.
    mutating func call(_ call: Call, _ step: Step, _ instance: Int) -> [Int] {
        guard let definition = definitions[call.verb] else { return [] }
        checkArguments(call, definition)
        guard let assembly = assembly(call.assembly, for: call.verb, definition) else {
            checkBlindly(call, definition)
            return []
        }
        let bound = BoundCall(
            call: call,
            assembly: assembly,
            step: step,
            instance: instance,
            definition: definition
        )
        if definition.capability == .liquidHandler { return liquid(bound) }
        if step.due != nil { due(before: step, instance) }
        if definition.capability == .furnace { furnace(bound) } else { simple(bound) }
        return []
    }

    private mutating func assembly(
        _ name: String,
        for verb: Verb,
        _ definition: VerbDefinition
    ) -> Int? {
        guard let index = names.assembly(name) else {
            let able = lab.assemblies.filter { $0.capability == definition.capability }.map(\.name)
            let hint = suggestion(name, among: lab.assemblies.map(\.name))
            let who =
                able.isEmpty
                ? " Nothing here can ‘\(verb.rawValue)’."
                : " ‘\(verb.rawValue)’ is for: \(able.joined(separator: ", "))."
            report(.unknownName, .key("do"), "This lab has no ‘\(name)’." + hint + who)
            return nil
        }
        let found = lab.assemblies[index].capability
        guard found == definition.capability else {
            let verbs = Verb.allCases.filter { definitions[$0]?.capability == found }
            let can =
                verbs.isEmpty
                ? "it is only read"
                : "it can: " + verbs.map(\.rawValue).joined(separator: ", ")
            report(
                .capabilityMissing,
                .key("do"),
                "‘\(name)’ is a \(found.spokenName) and does not ‘\(verb.rawValue)’; \(can)."
            )
            return nil
        }
        return index
    }

    /// Arguments the verb does not have, and those it must have.
    private mutating func checkArguments(_ call: Call, _ definition: VerbDefinition) {
        for argument in call.arguments
        where !definition.arguments.contains(where: { $0.name == argument.name }) {
            report(
                .unknownKey,
                .key(argument.name),
                "‘\(call.verb.rawValue)’ has no ‘\(argument.name)’."
                    + suggestion(argument.name, among: definition.arguments.map(\.name))
            )
        }
        for wanted in definition.arguments
        where wanted.presence == .required && call.argument(wanted.name) == nil {
            report(
                .missingKey,
                .step,
                "‘\(call.verb.rawValue)’ lacks ‘\(wanted.name)’."
            )
        }
    }

    /// Looks at the arguments of a call whose assembly is not there, for their own faults.
    private mutating func checkBlindly(_ call: Call, _ definition: VerbDefinition) {
        for argument in call.arguments {
            guard let wanted = definition.argument(argument.name) else { continue }
            switch (wanted.kind, argument.value) {
            case (.quantity(let dimensions), .expression(let expr)):
                _ = expression(expr, .quantity(dimensions), at: .key(argument.name))
            case (.difference, .expression(let expr)):
                _ = expression(expr, .difference, at: .key(argument.name))
            case (.wells, .text(let text)): _ = wells(text, at: .key(argument.name))
            default: break
            }
        }
    }

    // MARK: Arguments

    /// A quantity, looked up; nil where it is absent, or after a finding.
    mutating func quantity(_ bound: BoundCall, _ name: String, _ wanted: Wanted) -> Expr? {
        guard let value = bound.call.argument(name) else { return nil }
        let expr: Expr
        switch value {
        case .expression(let given): expr = given
        case .integer(let number): expr = .literal(.number(Double(number)))
        default:
            report(.wrongType, .key(name), "\(wanted.spokenName.capitalised) belongs here.")
            return nil
        }
        guard let found = expression(expr, wanted, at: .key(name)) else { return nil }
        guard case .literal(let quantity) = found, quantity.si < 0 else { return found }
        return isPossible(quantity, name, wanted, at: .key(name)) ? found : nil
    }

    /// Sizes are not negative, and nothing is colder than absolute zero; positions may be negative.
    mutating func isPossible(
        _ quantity: Quantity,
        _ name: String,
        _ wanted: Wanted,
        at spot: Spot
    ) -> Bool {
        if quantity.si >= 0 || quantity.dimensions == .length { return true }
        let isTemperature =
            if case .difference = wanted { false } else {
                quantity.dimensions == .temperature
            }
        report(
            .notFinite,
            spot,
            isTemperature
                ? "‘\(quantity)’ is below absolute zero."
                : "‘\(quantity)’ is negative; ‘\(name)’ is a size.",
            numbers: [NamedQuantity(name, quantity)],
            allowed: AllowedRange(low: Quantity(si: 0, unit: quantity.unit))
        )
        return false
    }

    /// A whole number in the verb's range; nil where it is absent, or after a finding.
    mutating func integer(_ bound: BoundCall, _ name: String) -> Int? {
        guard case .integer(let low, let high) = bound.definition.argument(name)?.kind,
            let value = bound.call.argument(name)
        else { return nil }
        let number: Double
        switch value {
        case .integer(let given): number = Double(given)
        case .expression(let expr):
            guard let found = expression(expr, .quantity(.number), at: .key(name)) else {
                return nil
            }
            guard let constant = found.constant else {
                report(.wrongType, .key(name), "‘\(name)’ must be known before the run begins.")
                return nil
            }
            number = constant.si
        default:
            report(.wrongType, .key(name), "A whole number belongs here.")
            return nil
        }
        guard number.rounded() == number, number >= Double(low), number <= Double(high) else {
            report(
                .argumentOutOfRange,
                .key(name),
                "‘\(name)’ is a whole number from \(low) to \(high).",
                numbers: [NamedQuantity(name, .number(number))],
                allowed: AllowedRange(low: .number(Double(low)), high: .number(Double(high)))
            )
            return nil
        }
        return Int(number)
    }

    /// One of the verb's words; nil where it is absent, or after a finding.
    mutating func choice(_ bound: BoundCall, _ name: String) -> String? {
        guard case .choice(let words) = bound.definition.argument(name)?.kind,
            let value = bound.call.argument(name)
        else { return nil }
        if case .text(let text) = value {
            let word = interpolate(text, dollars: true, at: .key(name))
            if words.contains(word) { return word }
            report(
                .argumentOutOfRange,
                .key(name),
                "‘\(word)’ is not one of: \(words.joined(separator: ", "))."
                    + suggestion(word, among: words)
            )
        } else {
            report(.wrongType, .key(name), "One of \(words.joined(separator: ", ")) belongs here.")
        }
        return nil
    }

    func flag(_ bound: BoundCall, _ name: String) -> Bool {
        if case .flag(let flag) = bound.call.argument(name) { flag } else { false }
    }

    /// The vessels of an argument; nil where it is absent, or after a finding.
    mutating func wells(_ bound: BoundCall, _ name: String) -> [Int]? {
        guard let value = bound.call.argument(name) else { return nil }
        guard case .text(let text) = value else {
            report(.wrongType, .key(name), "Wells or a vessel belong here: ‘plate/A1:H12’.")
            return nil
        }
        return wells(text, at: .key(name))
    }
}

extension Capability {
    /// For messages: `liquid handler`.
    var spokenName: String { rawValue.split(separator: "-").joined(separator: " ") }
}
