import Devices
package import Documents
import Expressions
import Labs
import Quantities

/// What a lab can do and holds now, as a document a language model can plan from: short names,
/// every range with its unit, nothing twice.
package struct LabDescription {
    let loaded: LoadedLab
    var lab: Lab { loaded.lab }

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
                PlanSchema.structure.joined(separator: ", ") + "; see `schema plan`"
            ),
            "devices": .list(lab.devices.map(device)),
            "labware": .list(lab.labwareTypes.map(labware)),
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
            "trips": .list(lab.interlocks.map(trip)),
            "authority": .list([
                .text("an AI author may do all that stands here but calibrate"),
                .text("a material ‘only with approval’ needs somebody in that role to agree"),
                .text("no plan disables a limit or an interlock"),
            ]),
        ])
    }

    /// `controller: Eurotherm 3216 on furnace-bus, zone furnace`.
    private func device(_ device: DeviceInstance) -> DocumentValue {
        let profile = lab.profiles[device.profile]
        return .text(
            "\(device.name): \(profile.manufacturer) \(profile.model) on "
                + "\(lab.lines[device.line].name), zone \(lab.zones[device.zone].name)"
        )
    }

    private func trip(_ interlock: InterlockDefinition) -> DocumentValue {
        .text(
            "\(interlock.name): \(interlock.spokenTrip); makes "
                + "\(lab.zones[interlock.zone].name) safe"
        )
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

    func ranges(_ assembly: Assembly) -> DocumentValue? {
        switch assembly.role {
        case .furnace(let furnace):
            return .members([
                "temperature": range(furnace.temperature, "degC"),
                "highest-setpoint": quantity(
                    min(furnace.temperature.high, lab.limits.greatestTemperature)
                        - furnace.physics.overshoot,
                    "degC"
                ),
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
                "inaccuracy": .text("\(handler.inaccuracy * 100) %"),
                "default-rate": quantity(handler.defaultRate, "uL/s"),
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

    /// What guards and `measure` can read of an assembly: of a switch its output and its proof, of
    /// inputs those the lab gave a name.
    private func points(_ assembly: Assembly) -> [String] {
        if case .switched(let service) = assembly.role {
            return [service.output, service.proof].compactMap { $0 }.map {
                aliased($0.device, point($0).name)
            }
        }
        guard let device = assembly.devices.first, lab.devices.indices.contains(device) else {
            return []
        }
        if case .sensor = assembly.role, !lab.devices[device].aliases.isEmpty {
            return lab.devices[device].aliases.map { assembly.name + "." + $0.name }
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

    private func point(_ reference: PointReference) -> PointDefinition {
        lab.profiles[lab.devices[reference.device].profile].points[reference.point]
    }

    /// A device's point by the name the lab gave it.
    private func aliased(_ device: Int, _ point: String) -> String {
        let instance = lab.devices[device]
        let alias = instance.aliases.first { $0.point == point }?.name
        return instance.name + "." + (alias ?? point)
    }

    func quantity(_ si: Double, _ unit: String) -> DocumentValue {
        .quantity(Quantity(si: si, unit: .named(unit) ?? .one))
    }

    func range(_ bounds: Bounds, _ unit: String) -> DocumentValue {
        .list([quantity(bounds.low, unit), quantity(bounds.high, unit)])
    }
}
