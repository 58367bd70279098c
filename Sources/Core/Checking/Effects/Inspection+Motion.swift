import Labs
import Quantities

/// How long the gantry and the plunger take.
extension Inspection {
    /// Accelerating, polling for completion and the wire cost a movement at most so long, s.
    static let perMovement = 1.2
    static let perStroke = 1.0

    /// To the vessel: up to travel height, across, down.
    func visit(_ vessel: Int, _ handler: Int) -> Bounds {
        let last = world.lastVisit
        world.lastVisit = vessel
        guard let to = geometry(vessel) else { return Bounds(0, longestTravel(handler)) }
        guard last >= 0, let from = geometry(last) else {
            return Bounds(0, longestTravel(handler))
        }
        if last == vessel { return Bounds(0, longestLift(handler)) }
        let speed = facts.handlers[handler].speed
        let (dx, dy) = (abs(to.x - from.x), abs(to.y - from.y))
        let across = max(dx, dy)
        let least = across / (speed * 1.5)
        let distance = dx + dy + 2 * longestHeight(handler)
        return Bounds(least, distance / speed * 1.1 + 3 * Self.perMovement)
    }

    func longestTravel(_ handler: Int) -> Double {
        let reach = lab.deck.reach
        let across =
            reach.x.upperBound - reach.x.lowerBound + reach.y.upperBound - reach.y.lowerBound
        return (across + 2 * longestHeight(handler)) / facts.handlers[handler].speed * 1.1
            + 4 * Self.perMovement
    }

    private func longestLift(_ handler: Int) -> Double {
        2 * longestHeight(handler) / facts.handlers[handler].speed * 1.1 + 3 * Self.perMovement
    }

    private func longestHeight(_ handler: Int) -> Double {
        max(lab.deck.reach.z.upperBound - lab.deck.reach.z.lowerBound, 0)
    }

    private func geometry(_ vessel: Int) -> DeckGeometry? {
        guard facts.names.vessels.itemOfVessel.indices.contains(vessel) else { return nil }
        let place = world.slots[facts.item(of: vessel)]
        guard lab.deck.slots.indices.contains(Int(place)) else { return nil }
        return DeckGeometry(
            vessel: vessel,
            table: facts.names.vessels,
            slot: lab.deck.slots[Int(place)]
        )
    }

    /// One stroke of the plunger over `volume`, and turning the valve.
    func stroke(_ volume: Bounds, _ vessel: Int?, _ handler: Int) -> Bounds {
        let rates = strokeRates(vessel, handler)
        return Bounds(
            max(0, volume.low) / max(rates.high, 1e-15) * 0.9,
            max(0, volume.high) / max(rates.low, 1e-15) * 1.15 + 2 * Self.perStroke
        )
    }

    /// The rate that is asked for, or any the lab has for this liquid.
    private func strokeRates(_ vessel: Int?, _ handler: Int) -> Bounds {
        let limit = facts.handlers[handler].rate
        var rates = operands.rate ?? Bounds(facts.handlers[handler].assembly.defaultRate)
        if operands.rate == nil {
            for material in vesselMaterials(vessel) {
                guard lab.materials.indices.contains(material),
                    let number = lab.materials[material].liquidClass,
                    lab.liquidClasses.indices.contains(number)
                else { continue }
                let liquid = lab.liquidClasses[number]
                rates = rates.hull(Bounds(liquid.aspirateRate, liquid.dispenseRate))
            }
        }
        return Bounds(max(rates.low, limit.low), min(max(rates.high, limit.low), limit.high))
    }

    private func vesselMaterials(_ vessel: Int?) -> [Int] {
        var found = world.tip.portions.map { Int($0.material) }
        if let vessel {
            for portion in contents(vessel).portions { found.append(Int(portion.material)) }
        }
        return found
    }
}
