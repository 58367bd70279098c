import Devices
import Expressions
import Findings
import Labs
import Quantities

extension LabDecoder {
    private enum Kind: String, CaseIterable {
        case furnace
        case liquidHandler = "liquid-handler"
        case gas, balance, relay, valve, meter, sensor, pump, axes
    }

    func readAssemblies(_ field: Field) -> [Assembly] {
        let read: [Assembly] = field.uniqueList(of: "an assembly", by: \.name) { item in
            item.mapping { members in
                let name = members.required("name")?.identifier()
                let faultPlace = members.optional("faults")
                let faults = faultPlace?.faultRules()
                guard let kind = members.required("kind")?.choice(of: Kind.self),
                    let role = role(kind, &members), let name
                else { return nil }
                if let faultPlace, let faults {
                    // What an act may be told besides depends on the act; the plan's check tells.
                    let subject: FaultScope.Subject =
                        kind == .furnace ? .heating(.queryable) : .act(.queryable)
                    faultPlace.lint(faults, for: FaultScope(subject))
                }
                return Assembly(name: name, role: role, faults: faults)
            }
        }
        lintServices(of: read, field)
        return read
    }

    private func role(_ kind: Kind, _ members: inout Members) -> AssemblyRole? {
        switch kind {
        case .furnace: furnace(&members).map { .furnace($0) }
        case .liquidHandler: liquidHandler(&members).map { .liquidHandler($0) }
        case .gas: gas(&members).map { .gas($0) }
        case .relay: switched(&members, .relay).map { .switched($0) }
        case .valve: switched(&members, .valve).map { .switched($0) }
        case .balance: device(&members, "device", .balance).map { .balance(device: $0) }
        case .meter: device(&members, "device", .powerMeter).map { .meter(device: $0) }
        case .sensor: device(&members, "device", nil).map { .sensor(device: $0) }
        case .pump: device(&members, "device", .syringePump).map { .pump(device: $0) }
        case .axes: device(&members, "device", .gantry).map { .axes(device: $0) }
        }
    }

    /// A device by name that can play the part.
    private func device(
        _ members: inout Members,
        _ key: String,
        _ contract: DeviceContract?
    ) -> Int? {
        guard let place = members.required(key) else { return nil }
        return device(place, contract)
    }

    func device(_ place: Field, _ contract: DeviceContract?) -> Int? {
        let found = place.lookUp("device", among: devices.map(\.name), declared: declared.devices)
        guard let found else { return nil }
        contract?.lint(usedProfiles[devices[found].profile], at: place)
        return found
    }

    /// `device.point` or `device.alias`; a flag, writable where it is an output.
    func flagPoint(_ place: Field, isOutput: Bool = false) -> PointReference? {
        guard let text = place.nonEmptyText() else { return nil }
        guard let dot = text.firstIndex(of: ".") else {
            place.refuse(wanting: "a point", "Write it as “device.point”.")
            return nil
        }
        let owner = String(text[..<dot])
        let name = String(text[text.index(after: dot)...])
        guard let number = devices.firstIndex(where: { $0.name == owner }) else {
            if !declared.devices.contains(owner) {
                place.reportUnknown(owner, "device", among: declared.devices)
            }
            return nil
        }
        let device = devices[number]
        let points = usedProfiles[device.profile].points
        let own = device.aliases.first { $0.name == name }?.point ?? name
        guard let index = points.firstIndex(where: { $0.name == own }) else {
            let known = device.aliases.map(\.name) + points.map(\.name)
            place.reportUnknown(name, "point of “\(owner)”", among: known)
            return nil
        }
        if points[index].kind != .flag {
            place.report(
                .badLab,
                "“\(text)” is \(points[index].kind.exprKind.spokenName), no flag."
            )
        }
        if isOutput, points[index].access == .read {
            place.report(.badLab, "“\(text)” is only read; an output is written.")
        }
        return PointReference(device: number, point: index)
    }

    private func liquidHandler(_ members: inout Members) -> LiquidHandlerAssembly? {
        let pump = device(&members, "pump", .syringePump)
        let gantry = device(&members, "gantry", .gantry)
        let tipSensor = members.optional("tip-sensor").flatMap { flagPoint($0) }
        let door = members.optional("door").flatMap { flagPoint($0) }
        let tipPort = members.required("tip-port")?.integer(in: 1...9)
        let systemPlace = members.required("system-port")
        let systemPort = systemPlace?.integer(in: 1...9)
        let stroke = members.required("stroke")?.quantity(of: .volume)
        let smallest = members.required("smallest-volume")?.quantity(of: .volume)
        let dead = members.required("dead-volume")?.quantity(of: .volume)
        let inaccuracy = members.required("inaccuracy")?.quantity(of: .number)
        let travel = members.required("travel-height")?.quantity(of: .length)
        let rate = members.required("default-rate")?.quantity(of: .flow)
        let waste = members.required("waste").flatMap { item($0, use: .waste) }
        let tipWaste = members.required("tip-waste").flatMap { item($0, use: .tipWaste) }
        if let tipPort, tipPort == systemPort {
            systemPlace?.report(.badLab, "Tip and system liquid are on one port, \(tipPort).")
        }
        guard let pump, let gantry, let tipPort, let systemPort, let stroke, let smallest, let dead,
            let inaccuracy, let travel, let rate, let waste, let tipWaste
        else { return nil }
        return LiquidHandlerAssembly(
            pump: pump,
            gantry: gantry,
            tipSensor: tipSensor,
            door: door,
            tipPort: tipPort,
            systemPort: systemPort,
            stroke: stroke.si,
            smallestVolume: smallest.si,
            deadVolume: dead.si,
            inaccuracy: inaccuracy.si,
            travelHeight: travel.si,
            defaultRate: rate.si,
            waste: waste,
            tipWaste: tipWaste
        )
    }

    private func item(_ place: Field, use: LabwareType.Use) -> String? {
        let index = place.lookUp(
            "labware item",
            among: deck.items.map(\.name),
            declared: declared.items
        )
        guard let index else { return nil }
        let item = deck.items[index]
        if types[item.type].use != use {
            place.report(.badLab, "“\(item.name)” is no \(use.rawValue).")
        }
        return item.name
    }

    private func gas(_ members: inout Members) -> GasSupply? {
        let controllerPlace = members.required("controller")
        let controller = controllerPlace.flatMap { device($0, .massFlow) }
        let gasPlace = members.required("gas")
        let gas = gasPlace?.lookUp(
            "material",
            among: materials.map(\.name),
            declared: declared.materials
        )
        let feedsPlace = members.optional("feeds")
        let feeds = feedsPlace?.nonEmptyText() ?? ""
        let flowPlace = members.required("flow")
        let flow = flowPlace?.range(of: .flow)
        if let gas, materials[gas].phase != .gas {
            gasPlace?.report(.badLab, "“\(materials[gas].name)” is no gas.")
        }
        if let feedsPlace, !declared.assemblies.contains(feeds) {
            feedsPlace.reportUnknown(feeds, "assembly", among: declared.assemblies)
        }
        let cutOut = members.optional("cut-out").flatMap { flagPoint($0) }
        guard let controller, let gas, let flow else { return nil }
        let own = usedProfiles[devices[controller].profile].limit("flow")
        if let own, flow.high.si > own.high * (1 + 1e-9) {
            flowPlace?.report(
                .badLab,
                "The controller's full scale is \(Quantity(si: own.high, unit: flow.high.unit))."
            )
        }
        var supply = GasSupply(controller: controller, gas: gas, feeds: feeds, flow: flow.bounds)
        supply.cutOut = cutOut
        return supply
    }

    private func switched(
        _ members: inout Members,
        _ style: SwitchedService.Style
    ) -> SwitchedService? {
        let output = members.required("output").flatMap { flagPoint($0, isOutput: true) }
        let proof = members.optional("proof").flatMap { flagPoint($0) }
        let purpose =
            members.optional("purpose")?.choice(of: SwitchedService.Purpose.self) ?? .other
        let power = members.optional("power")?.quantity(of: .power)
        let cutOut = members.optional("cut-out").flatMap { flagPoint($0) }
        guard let output else { return nil }
        var service = SwitchedService(
            style: style,
            output: output,
            proof: proof,
            purpose: purpose,
            power: power?.si ?? 0
        )
        service.cutOut = cutOut
        return service
    }

    /// Services are switched; what feeds a furnace feeds a furnace.
    ///
    /// Only a whole list is judged, because services are numbers of assemblies in the document.
    private func lintServices(of read: [Assembly], _ field: Field) {
        guard read.count == declared.assemblies.count else { return }
        for assembly in read {
            switch assembly.role {
            case .furnace(let furnace):
                for index in furnace.services where read.indices.contains(index) {
                    if case .switched = read[index].role { continue }
                    place(of: assembly.name, in: field).report(
                        .badLab,
                        "“\(read[index].name)” is no service that is switched on and off."
                    )
                }
            case .gas(let supply):
                let fed = read.first { $0.name == supply.feeds }
                if let fed, fed.capability != .furnace {
                    place(of: assembly.name, in: field)
                        .report(.badLab, "“\(supply.feeds)” is no furnace.")
                }
            default: break
            }
        }
    }
}
