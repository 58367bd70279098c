import Labs

/// Liquids follow the plunger; tips follow the gantry.
extension World {
    /// Brings a handler's tip and liquids up to `now`.
    mutating func follow(_ handler: Int, to now: Int64) {
        let pump = handlers[handler].pump
        let gantry = handlers[handler].gantry
        let volume = pumps[pump].volume(at: now)
        pumps[pump].settle(at: now)
        let change = volume - handlers[handler].followed
        if abs(change) > Liquids.trace {
            handlers[handler].followed = volume
            if pumps[pump].valve == handlers[handler].tipPort {
                let spot = gantries[gantry].position(at: now)
                if change > 0 {
                    draw(change, handler, at: spot)
                } else {
                    push(-change, handler, at: spot)
                }
            }
        }
        while let spot = gantries[gantry].arrive(by: now) { arrive(handler, at: spot) }
    }

    mutating func followAll(to now: Int64) {
        for handler in handlers.indices { follow(handler, to: now) }
        for gantry in gantries.indices { while gantries[gantry].arrive(by: now) != nil {} }
    }

    /// A tip is taken by going down on it, and stripped in the tip waste.
    private mutating func arrive(_ handler: Int, at spot: Spot) {
        guard let (vessel, geometry) = deck.vessel(under: spot), spot.z <= geometry.rim + 0.0005
        else { return }
        let type = deck.vessels.type(of: vessel)
        switch (type.use, handlers[handler].nozzle) {
        case (.tipRack, .bare):
            guard tips[vessel] != .none, handlers[handler].supply == .present else { return }
            tips[vessel] = .none
            handlers[handler].nozzle = .tip(vessel: vessel, capacity: type.capacity)
        case (.tipWaste, .tip):
            let rest = handlers[handler].column.empty()
            Liquids.add(rest, to: &contents[vessel])
            handlers[handler].nozzle = .bare
            wastedTips += 1
        default: break
        }
    }

    private mutating func draw(_ volume: Double, _ handler: Int, at spot: Spot) {
        guard case .tip(_, let capacity) = handlers[handler].nozzle else {
            if let found = deck.vessel(under: spot), spot.z <= found.geometry.rim {
                mishaps.drawnWithoutTip += 1
            }
            return
        }
        guard let (vessel, geometry) = deck.vessel(under: spot), spot.z <= geometry.rim else {
            handlers[handler].column.draw(air: volume)
            return
        }
        if deck.isCovered(vessel) {
            mishaps.throughCover += 1
            handlers[handler].column.draw(air: volume)
            return
        }
        let residue = deck.residue(vessel, geometry, tipAt: spot.z)
        let given = min(volume, max(contents[vessel].volume - residue, 0))
        let portions = Liquids.take(given, from: &contents[vessel])
        handlers[handler].column.draw(portions)
        let missing = volume - given
        if missing > Liquids.trace {
            // Less than a nanolitre is rounding of what the vessel holds.
            if missing > 1e-12 { mishaps.airDrawn += 1 }
            handlers[handler].column.draw(air: missing)
        }
        if handlers[handler].column.liquid.volume > capacity * (1 + 1e-9) {
            mishaps.tipOverfilled += 1
        }
    }

    private mutating func push(_ volume: Double, _ handler: Int, at spot: Spot) {
        let portions = handlers[handler].column.expel(volume)
        guard !portions.isEmpty else { return }
        guard let (vessel, geometry) = deck.vessel(under: spot), spot.z <= geometry.rim + 0.02
        else {
            spill(portions)
            return
        }
        if deck.isCovered(vessel) {
            mishaps.throughCover += 1
            spill(portions)
            return
        }
        pour(portions, into: vessel)
    }

    mutating func pour(_ portions: [Portion], into vessel: Int) {
        Liquids.add(portions, to: &contents[vessel])
        let excess = contents[vessel].volume - deck.vessels.type(of: vessel).capacity
        guard excess > 1e-15 else { return }
        mishaps.overflows += 1
        Liquids.add(Liquids.take(excess, from: &contents[vessel]), to: &spilled)
    }

    private mutating func spill(_ portions: [Portion]) {
        mishaps.spills += 1
        Liquids.add(portions, to: &spilled)
    }

    /// Looks at a move before it begins.
    mutating func inspect(_ move: Gantry.Move, _ gantry: Int, at now: Int64) {
        if gantries[gantry].homing == .unknown { mishaps.movedUnhomed += 1 }
        for handler in handlers where handler.gantry == gantry {
            if pumps[handler.pump].isBusy(at: now) { mishaps.movedWhilePumping += 1 }
        }
        guard (move.to - move.from).lateral > 0.001 else { return }
        for step in 0...16 {
            let spot = move.from.toward(move.to, Double(step) / 16)
            if spot.z < deck.rim(under: spot) - 1e-6 {
                mishaps.collisions += 1
                return
            }
        }
    }
}
