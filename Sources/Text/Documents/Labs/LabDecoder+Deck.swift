import Devices
import Findings
import Labs
import Quantities

extension LabDecoder {
    func readTypes(_ field: Field) -> [LabwareType] {
        field.uniqueList(of: "a labware type", by: \.name) { item in
            item.mapping { readType(&$0) }
        }
    }

    private func readType(_ members: inout Members) -> LabwareType? {
        let name = members.required("name")?.identifier()
        let use = members.required("use")?.choice(of: LabwareType.Use.self)
        let rows = members.optional("rows")?.integer(in: 1...64) ?? 1
        let columns = members.optional("columns")?.integer(in: 1...96) ?? 1
        let capacity = members.required("capacity")?.quantity(of: .volume)
        let deadPlace = members.optional("dead-volume")
        let dead = deadPlace?.quantity(of: .volume)
        let depth = members.required("depth")?.quantity(of: .length)
        let pitchPlace = members.optional("pitch")
        let pitch = pitchPlace?.quantity(of: .length)
        let offset = members.optional("offset")?.list(2...2) { $0.quantity(of: .length)?.si } ?? []
        let height = members.required("height")?.quantity(of: .length)
        let cover = members.optional("cover")?.choice(of: LabwareType.Cover.self) ?? .none
        let hottest = members.optional("greatest-temperature")?.quantity(of: .temperature)
        let ramp = members.optional("greatest-ramp")?.quantity(of: .rampRate)
        let step = members.optional("greatest-step")?.quantity(of: .temperature, .difference)
        guard let name, let use, let capacity, let depth, let height else { return nil }
        if rows * columns > 1, pitchPlace == nil {
            members.report(.missingKey, "Labware with several wells needs “pitch”.")
        }
        if let dead, dead.si >= capacity.si {
            deadPlace?.report(.badLab, "“dead-volume” leaves nothing of “capacity”, \(capacity).")
        }
        return LabwareType(
            name: name,
            use: use,
            rows: rows,
            columns: columns,
            capacity: capacity.si,
            deadVolume: dead?.si ?? 0,
            depth: depth.si,
            pitch: pitch?.si ?? 0,
            offsetX: offset.first ?? 0,
            offsetY: offset.count == 2 ? offset[1] : 0,
            height: height.si,
            cover: cover,
            // 60 degC: what polystyrene stands, the least of the plastics in use.
            greatestTemperature: hottest?.si ?? 333.15,
            greatestRamp: ramp?.si ?? .infinity,
            greatestStep: step?.si ?? .infinity
        )
    }

    func readDeck(_ members: inout Members) -> Deck? {
        let reach = members.required("reach")?.mapping { box(&$0) }
        let slots =
            members.required("slots")?.uniqueList(of: "a slot", by: \.name) { item in
                item.mapping { slot(&$0) }
            } ?? []
        let items =
            members.required("items")?.uniqueList(of: "an item", by: \.name) { item in
                item.mapping { self.item(&$0, slots) }
            } ?? []
        guard let reach else { return nil }
        return Deck(slots: slots, items: items, reach: reach)
    }

    private func box(_ members: inout Members) -> Box? {
        func side(_ field: Field?) -> ClosedRange<Double>? {
            field?.range(of: .length).map { $0.low.si...max($0.low.si, $0.high.si) }
        }
        let x = side(members.required("x"))
        let y = side(members.required("y"))
        let z = side(members.required("z"))
        guard let x, let y, let z else { return nil }
        return Box(x: x, y: y, z: z)
    }

    private func slot(_ members: inout Members) -> Slot? {
        let name = members.required("name")?.identifier()
        let word = members.required("kind")?.choice(among: ["deck", "bench", "chamber", "pan"])
        let assembly = members.optional("assembly")
        let at = members.optional("at")
        let places = members.optional("places")?.integer(in: 1...1000) ?? 1
        var owner = ""
        if word == 2 || word == 3 {
            guard let assembly else {
                members.report(.missingKey, "Of which “assembly”?")
                return nil
            }
            guard let name = assembly.nonEmptyText() else { return nil }
            if !declared.assemblies.contains(name) {
                assembly.reportUnknown(name, "assembly", among: declared.assemblies)
            }
            owner = name
        } else if let assembly {
            assembly.report(.badLab, "Only chambers and pans belong to an assembly.")
        }
        let position = at?.list(3...3) { $0.quantity(of: .length)?.si } ?? []
        if word == 0, at == nil { members.report(.missingKey, "Where? Give “at: [x, y, z]”.") }
        let kinds: [Slot.Kind] = [.deck, .bench, .chamber(assembly: owner), .pan(assembly: owner)]
        guard let name, let word, kinds.indices.contains(word) else { return nil }
        return Slot(
            name: name,
            kind: kinds[word],
            x: position.count == 3 ? position[0] : 0,
            y: position.count == 3 ? position[1] : 0,
            z: position.count == 3 ? position[2] : 0,
            places: places
        )
    }

    private func item(_ members: inout Members, _ slots: [Slot]) -> LabwareItem? {
        let name = members.required("name")?.identifier()
        let type = members.required("type")?.lookUp(
            "labware type",
            among: types.map(\.name),
            declared: declared.types
        )
        let slot = members.required("slot")?.lookUp(
            "slot",
            among: slots.map(\.name),
            declared: declared.slots
        )
        guard let name, let type, let slot else { return nil }
        return LabwareItem(name: name, type: type, slot: slots[slot].name)
    }

    /// Slots too full, wells out of reach, chambers and pans of the wrong assembly.
    func lintDeck(_ field: Field) {
        guard field.form == .mapping, let itemPlace = field.peek("items"),
            let slotPlace = field.peek("slots")
        else { return }
        for slot in deck.slots {
            let standing = deck.items.filter { $0.slot == slot.name }
            if standing.count > slot.places, let last = standing.last {
                place(of: last.name, in: itemPlace).report(
                    .slotOccupied,
                    "Slot “\(slot.name)” has \(slot.places) place"
                        + (slot.places == 1 ? "" : "s") + "; \(standing.count) items stand there."
                )
            }
            lintOwner(slot, slotPlace)
            guard slot.kind == .deck else { continue }
            for item in standing where !isInReach(types[item.type], at: slot) {
                place(of: item.name, in: itemPlace).report(
                    .outOfReach,
                    "The gantry does not reach every well of “\(item.name)” on “\(slot.name)”."
                )
            }
        }
    }

    private func lintOwner(_ slot: Slot, _ slotPlace: Field) {
        switch slot.kind {
        case .chamber(let name):
            if let owner = assemblies.first(where: { $0.name == name }),
                owner.capability != .furnace
            {
                place(of: slot.name, in: slotPlace)
                    .report(.badLab, "“\(name)” is no furnace, so it has no chamber.")
            }
        case .pan(let name):
            if let owner = assemblies.first(where: { $0.name == name }),
                owner.capability != .balance
            {
                place(of: slot.name, in: slotPlace)
                    .report(.badLab, "“\(name)” is no balance, so it has no pan.")
            }
        case .deck, .bench: break
        }
    }

    private func isInReach(_ type: LabwareType, at slot: Slot) -> Bool {
        let first = (x: slot.x + type.offsetX, y: slot.y + type.offsetY)
        let last = (
            x: first.x + Double(type.columns - 1) * type.pitch,
            y: first.y + Double(type.rows - 1) * type.pitch
        )
        return deck.reach.x.contains(first.x) && deck.reach.x.contains(last.x)
            && deck.reach.y.contains(first.y) && deck.reach.y.contains(last.y)
            && deck.reach.z.contains(slot.z + type.height)
    }
}
