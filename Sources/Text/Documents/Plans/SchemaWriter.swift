import Devices
import Labs
import Quantities

/// Writes key shapes as JSON Schema (2020-12).
struct SchemaWriter {
    enum Style: Sendable {
        /// Optional keys may be left out.
        case open
        /// What strict structured-output engines accept: every key required, optional ones
        /// nullable, no recursion, no reliance on patterns or numeric bounds.
        case strict
    }

    var style: Style
    var lab: Lab?
    /// What a step inside is defined as: always the same in the open style, one deeper when strict.
    var step: String

    init(style: Style, lab: Lab?) {
        self.style = style
        self.lab = lab
        step = style == .strict ? "step-1" : "step"
    }

    static func reference(_ definition: String) -> DocumentValue {
        .members(["$ref": .text("#/$defs/" + definition)])
    }

    func object(_ keys: [DocumentKey], first: [(String, DocumentValue)] = []) -> DocumentValue {
        let required = keys.filter { style == .strict || $0.presence == .required }.map(\.name)
        return .members([
            "type": .text("object"),
            "properties": .mapping(
                first.map { DocumentMember($0.0, $0.1) }
                    + keys.map { DocumentMember($0.name, property($0)) }
            ),
            "required": .list((first.map(\.0) + required).map { .text($0) }),
            "additionalProperties": .flag(false),
        ])
    }

    private func property(_ key: DocumentKey) -> DocumentValue {
        let schema = schema(key.shape, key.summary)
        return style == .strict && key.presence == .optional ? Self.nullable(schema) : schema
    }

    /// The same schema, with null beside its own types and values.
    private static func nullable(_ schema: DocumentValue) -> DocumentValue {
        guard case .mapping(var members) = schema else { return schema }
        for index in members.indices {
            switch (members[index].key, members[index].value) {
            case ("type", .text(let type)):
                members[index].value = .list([.text(type), .text("null")])
            case ("type", .list(let types)): members[index].value = .list(types + [.text("null")])
            case ("enum", .list(let values)): members[index].value = .list(values + [.null])
            default: break
            }
        }
        return .mapping(members)
    }

    private func text(_ description: String) -> DocumentValue {
        .members([
            "type": .text("string"),
            "description": description.isEmpty ? nil : .text(description),
        ])
    }

    private func schema(_ shape: KeyShape, _ summary: String) -> DocumentValue {
        let note = summary.isEmpty ? "" : "; " + summary
        switch shape {
        case .text(let description):
            return text(description + (description.isEmpty ? summary : note))
        case .name(let kind): return name(kind, summary)
        case .quantity(let dimensions):
            return text(
                "\(dimensions.spokenName) with its unit, ‘\(dimensions.example(.point))’, "
                    + "or an expression" + note
            )
        case .difference: return text("a temperature difference in K, ‘5 K’" + note)
        case .anyQuantity: return text("a quantity with its unit" + note)
        case .expression(let description):
            return .members([
                "type": .list([.text("string"), .text("number"), .text("boolean")]),
                "description": .text("an expression: " + description + note),
            ])
        case .integer(let low, let high):
            return .members([
                "type": .text("integer"), "description": .text("\(low) to \(high)" + note),
                "minimum": style == .open ? .integer(low) : nil,
                "maximum": style == .open ? .integer(high) : nil,
            ])
        case .flag: return .members(["type": .text("boolean")])
        case .choice(let names): return choice(names, summary)
        case .list(let item):
            return .members(["type": .text("array"), "items": schema(item, "")])
        case .object(let keys): return object(keys)
        case .steps:
            return .members(["type": .text("array"), "items": Self.reference(step)])
        case .range:
            return .members([
                "type": .text("array"),
                "items": .members([
                    "type": .list([.text("string"), .text("number")]),
                    "description": .text("‘700 degC’, or a plain number"),
                ]),
                "description": .text("[low, high]" + note),
            ])
        }
    }

    func choice(_ names: [String], _ summary: String = "") -> DocumentValue {
        .members([
            "type": .text("string"), "enum": .list(names.map { .text($0) }),
            "description": summary.isEmpty ? nil : .text(summary),
        ])
    }

    private func name(_ kind: NameKind, _ summary: String) -> DocumentValue {
        guard let lab else { return text(summary.isEmpty ? "a name" : summary) }
        switch kind {
        case .free: return text(summary.isEmpty ? "a name" : summary)
        case .wells:
            let items = lab.deck.items.map(\.name).joined(separator: ", ")
            return text("wells or vessels, ‘plate/A1:H12’ or ‘$group’; of \(items)")
        case .material: return choice(lab.materials.map(\.name))
        case .point: return choice(assemblyPoints(lab))
        case .item: return text("labware: " + lab.deck.items.map(\.name).joined(separator: ", "))
        case .place:
            return text(
                "a place or vessel: " + lab.deck.slots.map(\.name).joined(separator: ", ")
            )
        case .assembly(let capability):
            return choice(
                lab.assemblies.filter { capability == nil || $0.capability == capability }
                    .map(\.name)
            )
        }
    }

    /// Every point plans can read, by the names they read best by: `furnace.temperature`,
    /// `guard.temperature`, and `doors.deck-door-closed` as the lab calls it.
    private func assemblyPoints(_ lab: Lab) -> [String] {
        var names: [String] = []
        var named: [Bool] = Array(repeating: false, count: lab.devices.count)
        for assembly in lab.assemblies {
            guard let device = assembly.devices.first, named.indices.contains(device),
                !named[device]
            else { continue }
            named[device] = true
            names += points(lab, device).map { assembly.name + "." + $0 }
        }
        for device in lab.devices.indices where !named[device] {
            names += points(lab, device).map { lab.devices[device].name + "." + $0 }
        }
        return names
    }

    /// What is polled, an alias in place of the name it stands for.
    private func points(_ lab: Lab, _ device: Int) -> [String] {
        let aliases = lab.devices[device].aliases
        return lab.profiles[lab.devices[device].profile].points
            .filter { $0.every != nil && $0.access != .write }
            .map { point in aliases.first { $0.point == point.name }?.name ?? point.name }
    }
}
