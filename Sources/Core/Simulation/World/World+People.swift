import Execution
import Expressions
import Labs
import Quantities

/// What people do with their hands.
extension World {
    mutating func carryOut(_ change: PersonChange, amount: Double?) {
        switch change {
        case .move(let item, let slot): move(item: item, to: slot)
        case .pour(let from, let to):
            guard contents.indices.contains(from), contents.indices.contains(to) else { return }
            let all = contents[from].portions
            contents[from] = VesselContents()
            pour(all, into: to)
        case .cover(let item, let switching):
            deck.cover(item: item, switching == .on ? .on : .off)
        case .add(let material, let expression, let vessel):
            guard contents.indices.contains(vessel), densities.indices.contains(material) else {
                return
            }
            let quantity = expression.constant
            guard let si = amount ?? quantity?.si, si > 0, si.isFinite else { return }
            // A volume is liquid; a mass is powder.
            let isVolume = quantity.map { $0.dimensions == .volume } ?? false
            let portion =
                isVolume
                ? Portion(material: material, volume: si) : Portion(material: material, mass: si)
            pour([portion], into: vessel)
        case .identify, .calibrate: break
        }
        weighPans(at: clock)
    }

    mutating func add(material: Int, mass: Double, vessel: Int) {
        guard contents.indices.contains(vessel), densities.indices.contains(material), mass > 0
        else { return }
        pour([Portion(material: material, mass: mass)], into: vessel)
        weighPans(at: clock)
    }

    private mutating func move(item: Int, to slot: Int) {
        guard deck.slotOfItem.indices.contains(item), deck.slots.indices.contains(slot) else {
            return
        }
        // Whoever puts something into a chamber, or takes it out, opens its door.
        for place in [deck.slotOfItem[item], slot] {
            if let place, case .chamber(let name) = deck.slots[place].kind {
                open(chamberOf: name)
            }
        }
        deck.move(item: item, to: slot)
        limitChambers()
    }

    private mutating func open(chamberOf assembly: String) {
        for index in chambers.indices where chamberNames[index] == assembly {
            noteOpening(index)
        }
    }

    mutating func noteOpening(_ chamber: Int) {
        if chambers[chamber].temperature > chambers[chamber].openBelow { mishaps.openedHot += 1 }
    }

    /// The least of what ware in each chamber, and the chamber itself, may have.
    mutating func limitChambers() {
        for index in chambers.indices {
            let inside = deck.items(in: .chamber(assembly: chamberNames[index]))
            var ceiling = chambers[index].greatest
            for item in inside { ceiling = min(ceiling, deck.type(of: item).greatestTemperature) }
            chambers[index].ceiling = ceiling
        }
    }

    /// Puts on every balance what stands on its pan.
    mutating func weighPans(at now: Int64) {
        for index in balances.indices {
            var mass = 0.0
            for item in deck.items(in: .pan(assembly: balances[index].assembly)) {
                mass += grossMass(of: item)
            }
            balances[index].put(mass, at: now)
            if balances[index].isOverloaded { mishaps.balanceOverloads += 1 }
        }
    }

    private func grossMass(of item: Int) -> Double {
        let type = deck.type(of: item)
        // No file says what ware weighs: 20 g and half a gram for every millilitre it holds.
        var mass = 0.02 + 500 * type.capacity * Double(max(type.wells, 1))
        for vessel in deck.vessels.firstOfItem[item]..<deck.vessels.firstOfItem[item + 1] {
            for portion in contents[vessel].portions {
                mass += portion.mass
                if densities.indices.contains(portion.material) {
                    mass += portion.volume * densities[portion.material]
                }
            }
        }
        return mass
    }
}
