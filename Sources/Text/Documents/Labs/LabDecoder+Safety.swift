import Devices
import Expressions
import Findings
import Labs
import Quantities

extension LabDecoder {
    func readLimits(_ members: inout Members) -> LabLimits? {
        let temperature = members.required("greatest-temperature")?.quantity(of: .temperature)
        let power = members.required("greatest-power")?.quantity(of: .power)
        let longest = members.required("longest-plan")?.lapse()
        let openHeat = members.required("open-liquid-temperature")?.quantity(of: .temperature)
        let openTime = members.required("open-liquid-time")?.lapse()
        let inventory =
            members.optional("inventory")?.list(0...200) { item in
                item.mapping { inventoryLimit(&$0) }
            } ?? []
        let gas = members.required("greatest-reaction-gas")?.quantity(of: .volume)
        let heat = members.required("greatest-reaction-heat")?.quantity(of: .energy)
        guard let temperature, let power, let longest, let openHeat, let openTime, let gas, let heat
        else { return nil }
        return LabLimits(
            greatestTemperature: temperature.si,
            greatestPower: power.si,
            longestPlan: longest,
            openLiquidTemperature: openHeat.si,
            openLiquidTime: openTime,
            inventory: inventory,
            greatestReactionGas: gas.si,
            greatestReactionHeat: heat.si
        )
    }

    private func inventoryLimit(_ members: inout Members) -> InventoryLimit? {
        let place = members.required("hazard")
        let greatestPlace = members.required("greatest")
        let hazard = place?.nonEmptyText()
        let greatest = greatestPlace?.anyQuantity()
        var words: [String] = []
        for word in materials.flatMap(\.hazards) where !words.contains(word) { words.append(word) }
        if let place, let hazard, !words.contains(hazard) {
            place.reportUnknown(hazard, "material with the hazard word", among: words)
        }
        guard let hazard, let greatest else { return nil }
        guard greatest.dimensions == .volume || greatest.dimensions == .mass else {
            greatestPlace?.report(
                .unitMismatch,
                "An inventory is a volume or a mass, such as “1 L” or “250 g”."
            )
            return nil
        }
        return InventoryLimit(hazard: hazard, greatest: greatest)
    }

    func readInterlocks(_ field: Field, _ root: Field) -> [InterlockDefinition] {
        var places: [String: Field] = [:]
        let interlocks = field.uniqueList(of: "an interlock", by: \.name) { item in
            item.mapping { interlock(&$0, &places) }
        }
        lintTogether(interlocks, places)
        return interlocks + heatRules(root)
    }

    private func interlock(
        _ members: inout Members,
        _ places: inout [String: Field]
    ) -> InterlockDefinition? {
        let name = members.required("name")?.identifier()
        let (trip, voting, tripPlace) = tripCondition(&members)
        let debounce = members.optional("debounce")?.lapse() ?? .zero
        let timePlace = members.required("process-safety-time")
        let time = timePlace?.lapse()
        let zonePlace = members.required("zone")
        let zone = zonePlace?.lookUp("zone", among: zones.map(\.name), declared: declared.zones)
        let happened = members.required("happened")?.nonEmptyText()
        let did = members.required("did")?.nonEmptyText()
        let mend = members.required("mend")?.nonEmptyText()
        if let trip, let tripPlace, !trip.names.isEmpty { lintTrip(trip, tripPlace) }
        if let name, let tripPlace { places[name] = tripPlace }
        guard let name, let trip, let time, let zone, let happened, let did, let mend else {
            return nil
        }
        var interlock = InterlockDefinition(
            name: name,
            trip: trip,
            debounce: debounce,
            processSafetyTime: time,
            zone: zone,
            happened: happened,
            did: did,
            mend: mend
        )
        interlock.voting = voting
        if let timePlace, let want = wantOfTime(interlock) {
            timePlace.report(
                .badLab,
                "This interlock " + want + " Give more time, or make one of them shorter."
            )
        }
        return interlock
    }

    /// A flag over the lab's points, each of them polled.
    func condition(_ place: Field) -> Expr? {
        guard let expression = place.expression() else { return nil }
        let names = expression.names
        // A device with a fault of its own has been reported; its points are not judged again.
        if names.contains(where: { isUnread($0) }) { return nil }
        guard place.check(expression, yields: .flag, knowing: pointNames) else { return nil }
        if names.isEmpty {
            place.report(.guardConstant, "This reads no point, so it is always the same.")
        }
        for case .point(let name) in names where definition(of: name)?.every == nil {
            place.report(
                .unpolledGuard,
                "“\(name)” is read only on demand. Give it “every” in its profile."
            )
        }
        return expression
    }

    private func isUnread(_ name: Expr) -> Bool {
        guard case .point(let text) = name, let dot = text.firstIndex(of: ".") else { return false }
        let owner = String(text[..<dot])
        return declared.devices.contains(owner) && !devices.contains { $0.name == owner }
            || declared.assemblies.contains(owner) && !assemblies.contains { $0.name == owner }
    }

    func readAlarms(_ field: Field) -> [AlarmDefinition] {
        field.uniqueList(of: "an alarm", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let when = members.required("when").flatMap { condition($0) }
                let debounce = members.optional("debounce")?.lapse() ?? .zero
                let priority = members.required("priority")?
                    .choice(of: AlarmDefinition.Priority.self)
                let message = members.required("message")?.nonEmptyText()
                guard let name, let when, let priority, let message else { return nil }
                return AlarmDefinition(
                    name: name,
                    when: when,
                    debounce: debounce,
                    priority: priority,
                    message: message
                )
            }
        }
    }
}

extension LabDecoder {
    /// `horn: device.point`: a flag that is read back, and that nothing else writes.
    func readHorn(_ field: Field) -> PointReference? {
        guard let horn = flagPoint(field, isOutput: true) else { return nil }
        let point = usedProfiles[devices[horn.device].profile].points[horn.point]
        if point.every == nil {
            field.report(.badLab, "“\(point.name)” is not read, so nobody knows whether it sounds.")
        }
        if let owner = assemblies.first(where: { $0.role.outputs.contains(horn) }) {
            field.report(
                .badLab,
                "“\(owner.name)” is switched by this point: every alarm would switch it."
            )
        }
        let writers = zones.filter { zone in
            zone.safeSequence.contains { step in
                guard step.device == horn.device,
                    let action = usedProfiles[devices[step.device].profile].action(step.action)
                else { return false }
                return action.commands.contains { $0.writtenPoint == point.name }
            }
        }
        if let zone = writers.first {
            field.report(.badLab, "The safe sequence of “\(zone.name)” writes this point as well.")
        }
        return horn
    }
}

extension AssemblyRole {
    /// The flags it switches.
    fileprivate var outputs: [PointReference] {
        switch self {
        case .furnace(let furnace): furnace.contactor.map { [$0] } ?? []
        case .switched(let service): [service.output]
        case .liquidHandler, .gas, .balance, .meter, .sensor, .pump, .axes: []
        }
    }
}

extension CommandTemplate {
    fileprivate var writtenPoint: String? {
        if case .write(let point, _) = self { point } else { nil }
    }
}
