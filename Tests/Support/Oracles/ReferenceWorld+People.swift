import Labs

extension ReferenceWorld {
    mutating func carryOut(_ moves: [HandMove]) {
        for move in moves {
            switch move {
            case .item(let item, let slot): put(item, slot)
            case .pour(let from, let to):
                reach(from)
                reach(to)
                let portions = state.contents[from].portions
                state.contents[from] = VesselContents()
                pour(portions, into: to)
            case .cover(let item, let on): state.items[item].cover = on ? .on : .off
            case .add(let material, let amount, let vessel):
                reach(vessel)
                add(material, amount, to: vessel)
            }
        }
        judgeAtmosphere()
    }

    mutating func weigh(_ material: Int, _ mass: Double, into vessel: Int) {
        let item = item(of: vessel)
        if let pan = lab.deck.slots.first(where: { if case .pan = $0.kind { true } else { false } })
        {
            put(item, pan.name)
        }
        add(material, mass, to: vessel)
    }

    private mutating func add(_ material: Int, _ amount: Double, to vessel: Int) {
        if lab.materials[material].restriction != .free {
            note(.restricted, lab.materials[material].name)
        }
        let isLiquid = lab.materials[material].phase == .liquid
        let portion = Portion(
            material: material,
            volume: isLiquid ? amount : 0,
            mass: isLiquid ? 0 : amount
        )
        pour([portion], into: vessel)
    }

    /// Somebody's hands are at the vessel: not in a hot chamber.
    private mutating func reach(_ vessel: Int) { open(slot(ofItem: item(of: vessel))) }

    private mutating func open(_ slot: Slot?) {
        guard case .chamber(let name) = slot?.kind, let furnace = names.assembly(name),
            let part = self.furnace(furnace)
        else { return }
        if temperature(furnace) > part.openBelow + 1 {
            note(.openedHot, "\(name) at \(temperature(furnace)) K")
        }
    }

    private mutating func put(_ item: Int, _ name: String) {
        guard let target = lab.deck.slots.first(where: { $0.name == name }) else {
            return note(.occupied, "there is no \(name)")
        }
        if state.items[item].slot == name { return }
        open(slot(ofItem: item))
        open(target)
        let others = state.items.indices.filter { $0 != item && state.items[$0].slot == name }
        if others.count >= target.places { note(.occupied, name) }
        state.items[item].slot = name
    }
}
