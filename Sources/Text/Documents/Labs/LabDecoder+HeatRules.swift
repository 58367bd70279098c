import Devices
import Expressions
import Findings
import Labs
import Quantities

/// The interlocks that watch a furnace, from its parts and its declared physics.
extension LabDecoder {
    /// `furnace.sensor-detached` and so on, for every furnace of the lab.
    func heatRules(_ root: Field) -> [InterlockDefinition] {
        var other = 0.0
        for case .switched(let service) in assemblies.map(\.role) { other += service.power }
        return assemblies.flatMap { assembly -> [InterlockDefinition] in
            guard case .furnace(let furnace) = assembly.role else { return [] }
            let place = root.peek("assemblies").map { self.place(of: assembly.name, in: $0) }
            return HeatRule.all(of: furnace, devices: devices, profiles: usedProfiles, other)
                .compactMap { interlock($0, of: assembly.name, furnace, place ?? root) }
        }
    }

    private func interlock(
        _ rule: HeatRule,
        of name: String,
        _ furnace: FurnaceAssembly,
        _ place: Field
    ) -> InterlockDefinition? {
        let names = rule.trip.names
        let isKnown = names.allSatisfy { name in pointNames.contains { $0.name == name } }
        guard isKnown, devices.indices.contains(furnace.controller) else { return nil }
        let zone = devices[furnace.controller].zone
        guard zones.indices.contains(zone) else { return nil }
        let definition = InterlockDefinition(
            name: name + "." + rule.kind.rawValue,
            trip: rule.trip,
            debounce: rule.debounce,
            processSafetyTime: rule.processSafetyTime,
            zone: zone,
            happened: rule.happened,
            did: "Made zone " + zones[zone].name + " safe: " + spokenSequence(zones[zone]) + ".",
            mend: rule.mend
        )
        let seat = place.peek("supervision") ?? place
        let advice = " Poll faster, or leave the rule out under “supervision”."
        for case .point(let point) in names where self.definition(of: point)?.every == nil {
            seat.report(
                .unpolledGuard,
                "“\(definition.name)” reads “\(point)”, which is read only on demand." + advice
            )
            return nil
        }
        if let want = wantOfTime(definition) {
            seat.report(.badLab, "“\(definition.name)” " + want + advice)
        }
        return definition
    }

    /// `relays off-1, controller release`.
    private func spokenSequence(_ zone: Zone) -> String {
        zone.safeSequence.map { devices[$0.device].name + " " + $0.action }
            .joined(separator: ", ")
    }

    /// `supervision: {off: […], sensors-apart: 60 K, above-setpoint: 20 K, other-power: 400 W}`.
    func supervision(_ field: Field) -> HeatSupervision? {
        field.mapping { members in
            var supervision = HeatSupervision()
            supervision.off =
                members.optional("off")?.list(0...HeatSupervision.Rule.allCases.count) {
                    $0.choice(of: HeatSupervision.Rule.self)
                } ?? []
            if let place = members.optional("sensors-apart"),
                let apart = positive(place, .temperature)
            {
                supervision.sensorsApart = apart
            }
            if let place = members.optional("above-setpoint") {
                supervision.aboveSetpoint = positive(place, .temperature)
            }
            if let place = members.optional("other-power") {
                supervision.otherPower = positive(place, .power)
            }
            return supervision
        }
    }

    private func positive(_ place: Field, _ dimensions: Dimensions) -> Double? {
        let quantity =
            dimensions == .temperature
            ? place.quantity(of: .temperature, .difference) : place.quantity(of: dimensions)
        guard let quantity else { return nil }
        if quantity.si <= 0 { place.report(.badLab, "This must be above zero.") }
        return quantity.si
    }
}
