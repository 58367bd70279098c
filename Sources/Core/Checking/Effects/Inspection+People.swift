import Execution
import Expressions
import Labs
import Quantities

/// What people's acts change.
extension Inspection {
    func take(effectOf act: WeighAct) {
        let added = Bounds(
            max(0, operands.amount.low - operands.extra.high),
            operands.amount.high + operands.extra.high
        )
        bring(act.material, mass: added, volume: nil, to: act.vessel)
        assign(value: act.slot, added)
        advance(Bounds(0, .infinity))
    }

    func take(effectOf act: PersonAct) {
        for change in act.changes {
            if case .add(material: _, let amount, vessel: _) = change {
                operands = Operands(amount: range(amount))
            }
            for rule in rules.person { rule.before(change, in: self) }
            take(effectOf: change)
        }
        advance(Bounds(0, act.takes.seconds + Self.moment))
    }

    private func take(effectOf change: PersonChange) {
        switch change {
        case .move(let item, let slot): move(item, to: slot)
        case .pour(let from, let to):
            let index = world.vessels.touch(from, facts: facts, at: world.clock)
            let liquid = world.vessels.records[index].liquid
            let portions = drain(index)
            note(vessel: index)
            add(portions, to: to, liquid: liquid)
        case .cover(let item, let switching):
            if world.covers.indices.contains(item) {
                world.covers[item] = switching == .on ? .yes : .no
            }
        case .add(let material, _, let vessel):
            guard lab.materials.indices.contains(material) else { return }
            let isSolid = lab.materials[material].phase == .solid
            bring(
                material,
                mass: isSolid ? operands.amount : nil,
                volume: isSolid ? nil : operands.amount,
                to: vessel
            )
        case .identify, .calibrate: break
        }
    }

    /// A person brings a material from the shelf.
    private func bring(_ material: Int, mass: Bounds?, volume: Bounds?, to vessel: Int) {
        let portion = PortionRange(
            material: Int32(clamping: material),
            volume: volume ?? .zero,
            mass: mass ?? .zero
        )
        PortionRange.add([portion], to: &world.brought)
        add([portion], to: vessel, liquid: 1 + Int32(clamping: material))
    }

    private func move(_ item: Int, to slot: Int) {
        guard world.slots.indices.contains(item) else { return }
        let left = facts.furnaces.indices.first { furnace in
            facts.furnaces[furnace].slot.map { world.places(of: item).contains(Int32($0)) } ?? false
        }
        if let left {
            world.furnaces[left].settle(
                at: world.clock,
                physics: facts.furnaces[left].assembly.physics
            )
            warm(item, world.furnaces[left].temperature.hull(facts.ambient))
        }
        world.slots[item] = Int32(slot)
        world.possible.removeAll { $0.item == item }
    }

    /// The item's temperature, K: the chamber's where it is in one.
    func temperature(ofItem item: Int) -> Bounds {
        for furnace in facts.furnaces.indices {
            guard let slot = facts.furnaces[furnace].slot,
                world.places(of: item).contains(Int32(slot))
            else { continue }
            world.furnaces[furnace].settle(
                at: world.clock,
                physics: facts.furnaces[furnace].assembly.physics
            )
            return world.furnaces[furnace].temperature
        }
        return world.warmItems.first { $0.item == item }?.temperature ?? facts.ambient
    }
}
