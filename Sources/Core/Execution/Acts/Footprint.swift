package import Labs

/// What an act touches, each list in the order of touching, without repetition.
package struct Footprint: Hashable, Sendable {
    /// Indexes into `Lab.assemblies` and `Lab.devices`.
    package var assemblies: [Int] = []
    package var devices: [Int] = []
    /// Numbers of `VesselTable`; tips are not among them.
    package var vessels: [Int] = []
    /// Indexes into `Deck.items`, of labware that moves or is covered.
    package var items: [Int] = []

    package init() {}
}

extension Act {
    /// The assemblies, devices, vessels and items the act touches.
    package func footprint(lab: Lab, names: LabNames) -> Footprint {
        var found = Footprint()
        if let assembly, lab.assemblies.indices.contains(assembly) {
            found.assemblies = [assembly]
            found.devices = lab.assemblies[assembly].devices
        }
        switch self {
        case .liquid(_, let act): found.vessels = act.vessels
        case .weigh(let weigh): found.vessels = [weigh.vessel]
        case .measure(let point, _, _, _): found.devices = [names.points[point].reference.device]
        case .person(let person):
            for change in person.changes {
                switch change {
                case .move(let item, _), .cover(let item, _), .identify(let item, _):
                    if !found.items.contains(item) { found.items.append(item) }
                case .pour(let from, let to):
                    for vessel in [from, to] where !found.vessels.contains(vessel) {
                        found.vessels.append(vessel)
                    }
                case .add(_, _, let vessel):
                    if !found.vessels.contains(vessel) { found.vessels.append(vessel) }
                case .calibrate(let assembly):
                    if !found.assemblies.contains(assembly) { found.assemblies.append(assembly) }
                }
            }
        default: break
        }
        return found
    }
}

extension LiquidAct {
    /// The vessels it draws from or gives into.
    package var vessels: [Int] {
        switch self {
        case .aspirate(let vessel, _, _), .dispense(let vessel, _, _, _), .mix(let vessel, _, _, _),
            .wash(let vessel, _, _), .prime(let vessel, _):
            [vessel]
        case .blowOut(let vessel): vessel.map { [$0] } ?? []
        case .home, .pickUp, .eject, .airGap, .discard: []
        }
    }
}
