import Labs

extension ReferenceWorld {
    private static let trace = 1e-11

    var handler: LiquidHandlerAssembly? {
        for assembly in lab.assemblies {
            if case .liquidHandler(let handler) = assembly.role { return handler }
        }
        return nil
    }

    private func vessel(named name: String) -> Int? {
        names.vessels.item(named: name).map { names.vessels.firstOfItem[$0] }
    }

    private mutating func visit(_ vessel: Int) {
        if !isHomed { note(.unhomed, vesselName(vessel)) }
        let item = item(of: vessel)
        if slot(ofItem: item)?.kind != .deck { note(.outOfReach, vesselName(vessel)) }
        if state.items[item].cover == .on { note(.coverOn, vesselName(vessel)) }
    }

    private func materials(_ vessel: Int) -> Set<Int> {
        Set(state.contents[vessel].portions.map(\.material))
    }

    mutating func pickUp(_ wanted: Int?) {
        tipsTaken += 1
        if !isHomed { note(.unhomed, "pick-up") }
        if tip != nil { note(.secondTip, "pick-up with a tip on") }
        guard let place = wanted ?? freshTip() else {
            note(.tipsOut, "no tip is left")
            tip = Tip(capacity: 1e-3)
            return
        }
        let type = names.vessels.type(of: place)
        if type.use != .tipRack || state.tips[place] != .new {
            note(.usedTip, vesselName(place))
        }
        if type.use == .tipRack { state.tips[place] = .used }
        tip = Tip(capacity: type.capacity)
    }

    mutating func aspirate(_ vessel: Int, _ volume: Double) {
        visit(vessel)
        guard var tip else { return note(.noTip, "aspirating from \(vesselName(vessel))") }
        if volume < (handler?.smallestVolume ?? 0) * 0.999 {
            note(.tooSmallDose, "\(volume * 1e9) uL")
        }
        let there = materials(vessel)
        if !tip.wet.isSubset(of: there) { note(.contamination, vesselName(vessel)) }
        let limit = min(tip.capacity, handler?.stroke ?? .infinity)
        if tip.held.volume + tip.air + volume > limit * 1.0001 {
            note(.tipOverfull, "\(volume * 1e9) uL more")
        }
        let type = names.vessels.type(of: vessel)
        let usable = state.contents[vessel].volume - type.deadVolume
        if volume > usable + Self.trace { note(.drawnEmpty, vesselName(vessel)) }
        let drawn = take(volume, from: vessel)
        for portion in drawn { Self.add(portion, to: &tip.held) }
        tip.wet.formUnion(there)
        self.tip = tip
    }

    mutating func dispense(_ vessel: Int, _ volume: Double, fromAbove: Bool) {
        visit(vessel)
        guard var tip else { return note(.noTip, "dispensing to \(vesselName(vessel))") }
        let held = tip.held.volume
        if volume > held + tip.air + 5e-11 { note(.pushedAir, vesselName(vessel)) }
        let carried = Set(tip.held.portions.map(\.material))
        let there = materials(vessel)
        if !fromAbove {
            if !tip.wet.subtracting(carried).isSubset(of: there) {
                note(.contamination, vesselName(vessel))
            }
            tip.wet.formUnion(there)
        }
        // Air behind the liquid leaves first.
        let air = min(tip.air, volume)
        tip.air -= air
        let portions = Self.take(volume - air, from: &tip.held)
        self.tip = tip
        pour(portions, into: vessel)
    }

    mutating func airGap(_ volume: Double) {
        guard var tip else { return note(.noTip, "air gap") }
        let limit = min(tip.capacity, handler?.stroke ?? .infinity)
        if tip.held.volume + tip.air + volume > limit * 1.0001 { note(.tipOverfull, "air gap") }
        tip.air += volume
        self.tip = tip
    }

    mutating func blowOut(_ vessel: Int?) {
        guard var tip else { return note(.noTip, "blow-out") }
        let portions = tip.held.portions
        tip.held = VesselContents()
        tip.air = 0
        self.tip = tip
        guard let vessel else { return }
        visit(vessel)
        pour(portions, into: vessel)
    }

    mutating func mix(_ vessel: Int, _ volume: Double, times: Int) {
        guard times > 0 else { return }
        aspirate(vessel, volume)
        dispense(vessel, volume, fromAbove: false)
    }

    mutating func flush(_ vessel: Int, _ volume: Double) {
        visit(vessel)
        let type = names.vessels.type(of: vessel)
        if volume > state.contents[vessel].volume - type.deadVolume + Self.trace {
            note(.drawnEmpty, vesselName(vessel))
        }
        let portions = take(volume, from: vessel)
        if let waste = handler.flatMap({ self.vessel(named: $0.waste) }) {
            pour(portions, into: waste)
        }
    }

    mutating func discard(_ volume: Double) {
        guard let waste = handler.flatMap({ self.vessel(named: $0.waste) }) else { return }
        dispense(waste, volume, fromAbove: true)
    }

    private mutating func take(_ volume: Double, from vessel: Int) -> [Portion] {
        Self.take(volume, from: &state.contents[vessel])
    }

    static func take(_ volume: Double, from contents: inout VesselContents) -> [Portion] {
        let whole = contents.volume
        guard whole > 0, volume > 0 else { return [] }
        let share = min(volume / whole, 1)
        var taken: [Portion] = []
        for index in contents.portions.indices where contents.portions[index].volume > 0 {
            let part = contents.portions[index].volume * share
            contents.portions[index].volume -= part
            taken.append(Portion(material: contents.portions[index].material, volume: part))
        }
        contents.portions.removeAll { $0.volume <= 1e-15 && $0.mass <= 0 }
        return taken
    }

    static func add(_ portion: Portion, to contents: inout VesselContents) {
        if let index = contents.portions.firstIndex(where: { $0.material == portion.material }) {
            contents.portions[index].volume += portion.volume
            contents.portions[index].mass += portion.mass
        } else {
            contents.portions.append(portion)
        }
    }

    /// Adds portions to a vessel: room, compatibility and order are judged.
    mutating func pour(_ portions: [Portion], into vessel: Int) {
        for portion in portions where portion.volume > 0 || portion.mass > 0 {
            react(portion, in: vessel)
            Self.add(portion, to: &state.contents[vessel])
        }
        let type = names.vessels.type(of: vessel)
        let bulk = state.contents[vessel].portions.reduce(0.0) { sum, portion in
            sum + portion.volume + portion.mass / lab.materials[portion.material].density
        }
        if bulk > type.capacity * 1.0001 { note(.overflow, vesselName(vessel)) }
    }

    private func isCalled(_ material: Int, _ word: String) -> Bool {
        lab.materials[material].name == word || lab.materials[material].hazards.contains(word)
    }

    private mutating func react(_ portion: Portion, in vessel: Int) {
        let use = names.vessels.type(of: vessel).use
        for other in state.contents[vessel].portions {
            let (a, b) = (other.material, portion.material)
            for pair in lab.rules.incompatible
            where (isCalled(a, pair.a) && isCalled(b, pair.b))
                || (isCalled(a, pair.b) && isCalled(b, pair.a))
            {
                note(.incompatible, "\(pair.because) in \(vesselName(vessel))")
            }
            for rule in lab.rules.order where isCalled(a, rule.b) && isCalled(b, rule.a) {
                note(.wrongOrder, rule.because)
            }
            guard use != .waste else { continue }
            for reaction in lab.rules.reactions {
                let added: Double =
                    if isCalled(b, reaction.a), isCalled(a, reaction.b) {
                        portion.volume
                    } else if isCalled(a, reaction.a), isCalled(b, reaction.b) {
                        other.volume
                    } else { 0 }
                if added * reaction.gas > lab.limits.greatestReactionGas
                    || added * reaction.heat > lab.limits.greatestReactionHeat
                {
                    note(.violent, reaction.because)
                }
            }
        }
    }
}
