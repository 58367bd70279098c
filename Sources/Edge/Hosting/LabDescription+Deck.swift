import Devices
import Documents
import Labs
import Quantities

extension LabDescription {
    /// A model of labware with the limits plans must keep.
    func labware(_ type: LabwareType) -> DocumentValue {
        .members([
            "name": .text(type.name), "use": .text(type.use.rawValue),
            "wells": type.wells > 1 ? .text("\(type.rows) x \(type.columns)") : nil,
            "capacity": type.use == .tipWaste ? nil : quantity(type.capacity, "mL"),
            "cannot-be-drawn": type.deadVolume > 0 ? quantity(type.deadVolume, "mL") : nil,
            "cover": type.cover == .none ? nil : .text(type.cover.rawValue),
            "greatest-temperature": limit(type.greatestTemperature, "degC"),
            "greatest-ramp": limit(type.greatestRamp, "K/min"),
            "greatest-step": limit(type.greatestStep, "K"),
        ])
    }

    /// A limit that was declared; nil for one that is none.
    private func limit(_ si: Double, _ unit: String) -> DocumentValue? {
        si.isFinite ? quantity(si, unit) : nil
    }

    func item(_ index: Int) -> DocumentValue {
        let item = lab.deck.items[index]
        let type = lab.labwareTypes[item.type]
        let state = loaded.state.items[index]
        return .members([
            "name": .text(item.name), "type": .text(type.name),
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

    func place(_ slot: Slot) -> DocumentValue {
        switch slot.kind {
        case .deck: .text(slot.name + ": deck")
        case .bench: .text(slot.name + ": bench, people only")
        case .chamber(let assembly):
            .text("\(slot.name): chamber of \(assembly), \(slot.places) places")
        case .pan(let assembly): .text("\(slot.name): pan of \(assembly)")
        }
    }

    func material(_ material: Material) -> DocumentValue {
        var notes = [material.phase.rawValue] + material.hazards
        let temperatures = [
            ("flash point", material.flashPoint), ("boils at", material.boilingPoint),
            ("at most", material.greatestTemperature),
        ]
        for (words, kelvin) in temperatures {
            guard let kelvin, kelvin.isFinite else { continue }
            notes.append("\(words) \(Quantity(si: kelvin, unit: .named("degC") ?? .one))")
        }
        if let index = material.liquidClass, lab.liquidClasses.indices.contains(index) {
            let rate = Quantity(
                si: lab.liquidClasses[index].greatestRate,
                unit: .named("uL/s") ?? .one
            )
            notes.append("at most \(rate)")
        }
        switch material.restriction {
        case .free: break
        case .needs(let role): notes.append("only with approval by \(role.rawValue)")
        case .forbidden: notes.append("forbidden here")
        }
        return .text("\(material.name): \(notes.joined(separator: ", "))")
    }

    var limits: DocumentValue {
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
}
