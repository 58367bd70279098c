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
    /// Where the steps of a block are defined: the same in the open style, one deeper when strict.
    var steps = "#/$defs/steps"

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
        var schema = schema(key.shape, key.summary)
        if style == .strict, key.presence == .optional {
            schema = .members(["anyOf": .list([schema, .members(["type": .text("null")])])])
        }
        return schema
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
                "anyOf": .list([
                    text("an expression: " + description + note),
                    .members(["type": .text("number")]), .members(["type": .text("boolean")]),
                ])
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
        case .steps: return .members(["$ref": .text(steps)])
        case .range:
            return .members([
                "type": .text("array"), "items": text("‘700 degC’"),
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
            return text("wells or vessels, ‘plate/A1:H12’ or ‘$group’; of \(items)" + summary)
        case .material: return choice(lab.materials.map(\.name))
        case .point:
            return choice(LabNames(lab).points.map(\.name) + assemblyPoints(lab))
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

    /// `furnace.temperature` beside `controller.temperature`.
    private func assemblyPoints(_ lab: Lab) -> [String] {
        lab.assemblies.flatMap { assembly in
            assembly.devices.prefix(1).filter { lab.devices.indices.contains($0) }.flatMap {
                device in
                lab.profiles[lab.devices[device].profile].points.map {
                    assembly.name + "." + $0.name
                }
            }
        }
    }
}
