import Devices
package import Documents
import Labs
import Quantities

/// What a lab can do and holds now, as a document a language model can plan from: short names,
/// every range with its unit, nothing twice.
package struct LabDescription {
    private let loaded: LoadedLab
    private var lab: Lab { loaded.lab }

    package init(_ loaded: LoadedLab) { self.loaded = loaded }

    package var document: DocumentValue {
        .members([
            "lab": .members([
                "name": .text(lab.name), "title": .text(lab.title),
                "seen": .text(String(lab.hash.prefix(12))),
                "state-revision": .integer(loaded.state.revision),
            ]),
            "can-do": .list(lab.assemblies.map(assembly)),
            "structure": .text(
                "use, repeat, retry, for-each, if, parallel, start, join, wait, wait-until, "
                    + "hold-while, measure, weigh, calibrate, identify, move, lid, seal, "
                    + "operator-task, ask-planner, ask-operator, result, set; see `schema plan`"
            ),
            "deck": .list(lab.deck.items.indices.map(item)),
            "places": .list(lab.deck.slots.map(place)),
            "tips-left": .integer(loaded.state.tips.count { $0 == .new }),
            "materials": .list(lab.materials.map(material)),
            "must-not-meet": .list(
                lab.rules.incompatible.map { .text("\($0.a) + \($0.b): \($0.because)") }
            ),
            "order-of-addition": .list(
                lab.rules.order.map { .text("first \($0.a), then \($0.b): \($0.because)") }
            ),
            "limits": limits,
        ])
    }

    private func assembly(_ assembly: Assembly) -> DocumentValue {
        let verbs = Verb.allCases.map(\.definition).filter { $0.capability == assembly.capability }
        return .members([
            "name": .text(assembly.name), "capability": .text(assembly.capability.rawValue),
            "ranges": ranges(assembly),
            "actions": verbs.isEmpty ? nil : .list(verbs.map { verb($0, assembly.name) }),
            "points": .list(points(assembly).map { .text($0) }),
        ])
    }

    /// `furnace.ramp(to: a temperature, rate: a temperature rate)`: one line an action.
    private func verb(_ definition: VerbDefinition, _ name: String) -> DocumentValue {
        let arguments = definition.arguments.map { argument in
            argument.name + (argument.presence == .optional ? "?: " : ": ")
                + spoken(argument.kind)
        }
        return .text(
            "\(name).\(definition.verb.rawValue)(\(arguments.joined(separator: ", "))): "
                + definition.summary
        )
    }

    private func spoken(_ kind: ArgumentKind) -> String {
        switch kind {
        case .quantity(let dimensions): dimensions.spokenName
        case .difference: "a difference in K"
        case .integer(let low, let high): "\(low) to \(high)"
        case .flag: "true or false"
        case .choice(let names): names.joined(separator: "|")
        case .wells: "wells"
        case .text: "text"
        case .segments: "list of {to, rate, for}"
        }
    }

    private func ranges(_ assembly: Assembly) -> DocumentValue? {
        switch assembly.role {
        case .furnace(let furnace):
            return .members([
                "temperature": range(furnace.temperature, "degC"),
                "rate": range(furnace.rampRate, "K/min"),
                "open-below": quantity(furnace.openBelow, "degC"),
                "places": .integer(furnace.places),
                "needs-on": .list(
                    furnace.services.filter { lab.assemblies.indices.contains($0) }
                        .map { .text(lab.assemblies[$0].name) }
                ),
            ])
        case .liquidHandler(let handler):
            return .members([
                "volume": range(Bounds(handler.smallestVolume, handler.stroke), "uL"),
                "waste": .text(handler.waste),
            ])
        case .gas(let supply):
            return .members([
                "gas": .text(lab.materials[supply.gas].name), "flow": range(supply.flow, "sccm"),
                "feeds": supply.feeds.isEmpty ? nil : .text(supply.feeds),
            ])
        default: return nil
        }
    }

    private func points(_ assembly: Assembly) -> [String] {
        guard let device = assembly.devices.first, lab.devices.indices.contains(device) else {
            return []
        }
        return lab.profiles[lab.devices[device].profile].points
            .filter { $0.every != nil && $0.access != .write }
            .map { point in
                if case .quantity(let unit) = point.kind, !unit.symbol.isEmpty {
                    return "\(assembly.name).\(point.name) (\(unit.symbol))"
                }
                return "\(assembly.name).\(point.name)"
            }
    }

    private func item(_ index: Int) -> DocumentValue {
        let item = lab.deck.items[index]
        let type = lab.labwareTypes[item.type]
        let state = loaded.state.items[index]
        return .members([
            "name": .text(item.name), "use": .text(type.use.rawValue),
            "wells": type.wells > 1 ? .text("\(type.rows) x \(type.columns)") : nil,
            "capacity": type.use == .tipRack ? nil : quantity(type.capacity, "mL"),
            "at": .text(state.slot), "cover": state.cover == .on ? .text("on") : nil,
            "holds": contents(index),
        ])
    }

    /// What the item's vessels hold, vessels of the same contents together.
    private func contents(_ item: Int) -> DocumentValue? {
        let table = loaded.names.vessels
        let vessels = table.firstOfItem[item]..<table.firstOfItem[item + 1]
        if table.type(ofItem: item).use == .tipRack {
            return .text("\(vessels.count { loaded.state.tips[$0] == .new }) new tips")
        }
        var groups: [(contents: VesselContents, vessels: [Int])] = []
        for vessel in vessels where !loaded.state.contents[vessel].portions.isEmpty {
            let contents = loaded.state.contents[vessel]
            if let at = groups.firstIndex(where: { $0.contents == contents }) {
                groups[at].vessels.append(vessel)
            } else {
                groups.append((contents, [vessel]))
            }
        }
        guard !groups.isEmpty else { return nil }
        return .list(
            groups.prefix(100).map { group in
                let names =
                    group.vessels.count == 1
                    ? table.name(of: group.vessels[0])
                    : "\(table.name(of: group.vessels[0])) and \(group.vessels.count - 1) more"
                return .text(
                    names + ": " + group.contents.portions.map(portion).joined(separator: ", ")
                )
            }
        )
    }

    private func portion(_ portion: Portion) -> String {
        let name = lab.materials[portion.material].name
        let amount =
            portion.volume > 0
            ? Quantity(si: portion.volume, unit: .named("mL") ?? .one)
            : Quantity(si: portion.mass, unit: .named("g") ?? .one)
        return "\(amount) \(name)"
    }

    private func place(_ slot: Slot) -> DocumentValue {
        switch slot.kind {
        case .deck: .text(slot.name + ": deck")
        case .bench: .text(slot.name + ": bench, people only")
        case .chamber(let assembly):
            .text("\(slot.name): chamber of \(assembly), \(slot.places) places")
        case .pan(let assembly): .text("\(slot.name): pan of \(assembly)")
        }
    }

    private func material(_ material: Material) -> DocumentValue {
        var notes = [material.phase.rawValue] + material.hazards
        if let flash = material.flashPoint {
            notes.append("flash point \(Quantity(si: flash, unit: .named("degC") ?? .one))")
        }
        switch material.restriction {
        case .free: break
        case .needs(let role): notes.append("only with approval by \(role.rawValue)")
        case .forbidden: notes.append("forbidden here")
        }
        return .text("\(material.name): \(notes.joined(separator: ", "))")
    }

    private var limits: DocumentValue {
        .members([
            "temperature": quantity(lab.limits.greatestTemperature, "degC"),
            "power": quantity(lab.limits.greatestPower, "kW"),
            "longest-plan": quantity(lab.limits.longestPlan.seconds, "d"),
            "open-liquid": .text(
                "\(Quantity(si: lab.limits.openLiquidTemperature, unit: .named("degC") ?? .one)), "
                    + Quantity(
                        si: lab.limits.openLiquidTime.seconds,
                        unit: .named("h") ?? .one
                    ).description
            ),
            "inventory": .list(
                lab.limits.inventory.map { .text("\($0.hazard): at most \($0.greatest)") }
            ),
        ])
    }

    private func quantity(_ si: Double, _ unit: String) -> DocumentValue {
        .quantity(Quantity(si: si, unit: .named(unit) ?? .one))
    }

    private func range(_ bounds: Bounds, _ unit: String) -> DocumentValue {
        .list([quantity(bounds.low, unit), quantity(bounds.high, unit)])
    }
}
