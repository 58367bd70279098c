import Labs
import Quantities

/// Contents moved, conserved as intervals.
extension Inspection {
    /// Takes `dose` of liquid (and its share of what is suspended in it) out of a record.
    func draw(_ index: Int, _ dose: Bounds) -> [PortionRange] {
        let before = world.vessels.records[index].volume
        guard before.high > 0 else { return [] }
        let taken = Bounds(min(dose.low, before.high), min(dose.high, before.high))
        var portions = world.vessels.records[index].portions
        if portions.count == 1 {
            portions[0].volume = taken
            if portions[0].mass.high > 0 {
                let share = PortionRange.fraction(taken, of: before)
                portions[0].mass = Bounds(
                    portions[0].mass.low * share.low,
                    portions[0].mass.high * share.high
                )
            }
        } else {
            portions = PortionRange.share(portions, taken, of: before)
        }
        PortionRange.remove(portions, from: &world.vessels.records[index].portions)
        let left = Bounds(max(0, before.low - taken.high), max(0, before.high - taken.low))
        world.vessels.records[index].volume = left
        if world.vessels.records[index].portions.count == 1 {
            world.vessels.records[index].portions[0].volume = left
        }
        if left.high <= 0, world.vessels.records[index].mass.high <= 0 { clear(index) }
        return portions
    }

    private func clear(_ index: Int) {
        world.vessels.records[index].portions = []
        world.vessels.records[index].liquid = LiquidNumber.none
        world.vessels.records[index].mass = .zero
        world.vessels.records[index].volume = .zero
    }

    /// Everything in a record, which is left empty.
    func drain(_ index: Int) -> [PortionRange] {
        let portions = world.vessels.records[index].portions
        clear(index)
        return portions
    }

    /// Adds to a vessel, and asks the rules what they think of the mixture.
    func add(_ portions: [PortionRange], to vessel: Int, liquid: Int32) {
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        var volume = world.vessels.records[index].volume
        var mass = world.vessels.records[index].mass
        for portion in portions {
            volume = Bounds(volume.low + portion.volume.low, volume.high + portion.volume.high)
            mass = Bounds(mass.low + portion.mass.low, mass.high + portion.mass.high)
        }
        world.vessels.records[index].volume = volume
        world.vessels.records[index].mass = mass
        PortionRange.add(portions, to: &world.vessels.records[index].portions)
        let present = world.vessels.records[index].liquid
        if present == LiquidNumber.none {
            world.vessels.records[index].liquid = liquid
        } else if present != liquid {
            mixture += 1
            world.vessels.records[index].liquid = mixture
        }
        for rule in rules.received { rule.received(vessel, portions, in: self) }
        note(vessel: index)
    }

    /// Notes a vessel's volume after the present step for the proof.
    func note(vessel index: Int) {
        let record = world.vessels.records[index]
        let noted = VesselProof(vessel: record.vessel, volume: record.volume, mass: record.mass)
        let step = self.step
        if let known = proof.steps[step].volumes.firstIndex(where: { $0.vessel == record.vessel }) {
            proof.steps[step].volumes[known] = noted
        } else {
            proof.steps[step].volumes.append(noted)
        }
    }

    /// What is in the vessel here, without touching it.
    func contents(_ vessel: Int) -> VesselRecord { world.vessels.peek(vessel, facts: facts) }

    /// The names of what a record holds.
    func names(of portions: [PortionRange]) -> String {
        let names = portions.map { material(Int($0.material)) }
        return names.isEmpty ? "nothing" : names.joined(separator: " and ")
    }

    func material(_ index: Int) -> String {
        lab.materials.indices.contains(index) ? lab.materials[index].name : "material \(index)"
    }

    func name(ofVessel vessel: Int) -> String {
        facts.names.vessels.itemOfVessel.indices.contains(vessel)
            ? facts.names.vessels.name(of: vessel) : "vessel \(vessel)"
    }
}

extension PortionRange {
    /// Which part of `whole` the `part` can be, between none and all of it.
    static func fraction(_ part: Bounds, of whole: Bounds) -> Bounds {
        guard whole.high > 0 else { return Bounds(0, 1) }
        let low = max(0, min(1, part.low / whole.high))
        let high = whole.low > 0 ? min(1, part.high / whole.low) : 1
        return Bounds(low, max(low, high))
    }

    static func share(
        _ portions: [PortionRange],
        _ part: Bounds,
        of whole: Bounds
    ) -> [PortionRange] {
        let fraction = fraction(part, of: whole)
        return portions.map { portion in
            PortionRange(
                material: portion.material,
                volume: Bounds(
                    portion.volume.low * fraction.low,
                    portion.volume.high * fraction.high
                ),
                mass: Bounds(portion.mass.low * fraction.low, portion.mass.high * fraction.high)
            )
        }
    }

    static func add(_ portions: [PortionRange], to target: inout [PortionRange]) {
        for portion in portions {
            if let index = target.firstIndex(where: { $0.material == portion.material }) {
                let (volume, mass) = (target[index].volume, target[index].mass)
                target[index].volume = Bounds(
                    volume.low + portion.volume.low,
                    volume.high + portion.volume.high
                )
                target[index].mass = Bounds(
                    mass.low + portion.mass.low,
                    mass.high + portion.mass.high
                )
            } else {
                target.append(portion)
            }
        }
    }

    static func remove(_ portions: [PortionRange], from target: inout [PortionRange]) {
        for portion in portions {
            guard let index = target.firstIndex(where: { $0.material == portion.material }) else {
                continue
            }
            target[index].volume = Inspection.difference(target[index].volume, portion.volume)
            target[index].mass = Inspection.difference(target[index].mass, portion.mass)
        }
    }
}
