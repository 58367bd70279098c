import Execution
import Expressions
import Labs
import Quantities

/// What draws and doses do to the tip.
extension Inspection {
    /// What truly moves where `volume` is asked for: the doses' relative error, and for each stroke
    /// one step of the plunger, since both of its ends are rounded to whole steps.
    func dose(_ volume: Bounds, _ handler: Int, strokes: Double = 1) -> Bounds {
        guard volume.high > 0 else { return .zero }
        let inaccuracy = facts.handlers[handler].assembly.inaccuracy
        let rounding = facts.handlers[handler].step * strokes
        return Bounds(
            max(0, volume.low * (1 - inaccuracy) - rounding),
            volume.high * (1 + inaccuracy) + rounding
        )
    }

    /// How many strokes a volume takes at most with the tip as it is.
    func portions(of volume: Double, _ handler: Int) -> Double {
        let tip = world.tip
        let held = tip.nominal.high + tip.gap.high + tip.innerGap.high
        let free = facts.handlers[handler].assembly.stroke - held
        // The run refuses more than a thousand.
        return free > 0 ? min(1000, (volume / free).rounded(.up)) : 1000
    }

    /// The tip leaves its liquid where it is, as far as the proof tells: it holds none any more.
    func empty() {
        world.tip.nominal = .zero
        world.tip.held = .zero
        world.tip.gap = .zero
        world.tip.innerGap = .zero
        world.tip.written = nil
        world.tip.portions = []
    }

    func aspirate(_ vessel: Int, _ written: Expr, _ handler: Int) {
        let volume = operands.amount
        world.tip.written = world.tip.nominal.high <= 0 ? written : nil
        world.tip.innerGap = world.tip.innerGap + world.tip.gap
        world.tip.gap = .zero
        let dose = dose(volume, handler)
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        let portions = draw(index, dose)
        PortionRange.add(portions, to: &world.tip.portions)
        PortionRange.add(stock(portions, from: vessel), to: &world.drawn)
        world.tip.nominal = Bounds(
            world.tip.nominal.low + volume.low,
            world.tip.nominal.high + volume.high
        )
        world.tip.held = Bounds(world.tip.held.low + dose.low, world.tip.held.high + dose.high)
        world.tip.liquid = world.vessels.records[index].liquid
        wet(vessel)
        note(vessel: index)
    }

    /// The tip's outside gets wet with what is in the vessel.
    func wet(_ vessel: Int) {
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        world.tip.touched = world.vessels.records[index].liquid
        world.tip.lastVessel = vessel
    }

    func dispense(_ vessel: Int, _ written: Expr, _ handler: Int, _ style: DispenseStyle) {
        let liquid = world.tip.liquid
        add(expel(written, handler), to: vessel, liquid: liquid)
        if style == .touch { wet(vessel) }
    }

    /// Pushes the present act's volume out of the tip; returns the liquid in it.
    ///
    /// Air drawn last leaves first; air between liquids takes up some of the volume or none.
    func expel(_ written: Expr, _ handler: Int) -> [PortionRange] {
        let tip = world.tip
        let volume = operands.amount
        if isEverything(volume, written) {
            empty()
            return tip.portions
        }
        let nominal = Self.liquid(in: volume, tip.gap, tip.innerGap)
        let truly = Self.liquid(
            in: dose(volume, handler),
            dose(tip.gap, handler),
            dose(tip.innerGap, handler)
        )
        let delivered = Bounds(min(truly.low, tip.held.high), min(truly.high, tip.held.high))
        let portions = PortionRange.share(tip.portions, delivered, of: tip.held)
        world.tip.written = nil
        world.tip.nominal = Self.difference(tip.nominal, nominal)
        world.tip.held = Self.difference(tip.held, delivered)
        PortionRange.remove(portions, from: &world.tip.portions)
        world.tip.gap = Self.difference(tip.gap, volume)
        let reaching = max(0, volume.high - tip.gap.low)
        world.tip.innerGap = Bounds(max(0, tip.innerGap.low - reaching), tip.innerGap.high)
        return portions
    }

    /// How much of a volume is liquid where this much air is at the tip's end, and this much is
    /// between liquids.
    private static func liquid(in volume: Bounds, _ gap: Bounds, _ inner: Bounds) -> Bounds {
        Bounds(max(0, volume.low - gap.high - inner.high), max(0, volume.high - gap.low))
    }

    /// Whether the volume is all the tip holds, whatever that is.
    private func isEverything(_ volume: Bounds, _ written: Expr) -> Bool {
        guard operands.certainty == .done else { return false }
        let air = world.tip.gap.high + world.tip.innerGap.high
        if air <= 0, written == world.tip.written { return true }
        return volume.low >= (world.tip.nominal.high + air) * (1 - 1e-9)
    }

    /// Of what was drawn, the materials the vessel held before the plan began: a dilution carried
    /// from well to well uses nothing up.
    func stock(_ portions: [PortionRange], from vessel: Int) -> [PortionRange] {
        guard facts.start.contents.indices.contains(vessel) else { return [] }
        let held = facts.start.contents[vessel].portions
        return portions.filter { portion in
            held.contains { $0.material == Int(portion.material) }
        }
    }
}
