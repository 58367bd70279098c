import Execution
import Expressions
import Labs
import Quantities

/// What the liquid handler's acts do to tip and vessels.
extension Inspection {
    func take(effectOf act: LiquidAct, _ handler: Int) {
        let assembly = facts.handlers[handler].assembly
        switch act {
        case .home:
            world.homed[facts.handlers[handler].index] = .yes
            empty()
            world.lastVisit = -1
            advance(Bounds(0, facts.handlers[handler].homing + Self.exchange))
        case .pickUp(let tip): pickUp(tip, handler)
        case .eject: eject(handler)
        case .aspirate(let vessel, let volume, _):
            let isFirst = world.tip.nominal.high <= 0
            aspirate(vessel, operands.amount, assembly.inaccuracy)
            world.tip.drawn = isFirst && volume.constant == nil ? volume : nil
            advance(visit(vessel, handler) + stroke(operands.amount, vessel, handler))
        case .dispense(let vessel, let volume, _, let style):
            let isAll = world.tip.isAllDrawn(volume, operands.amount)
            dispense(vessel, operands.amount, assembly.inaccuracy, style, isAll)
            advance(visit(vessel, handler) + stroke(operands.amount, vessel, handler))
        case .airGap:
            world.tip.gap = world.tip.gap + operands.amount
            advance(stroke(operands.amount, nil, handler))
        case .blowOut(let vessel): blowOut(vessel, handler)
        case .mix(let vessel, _, let times, _):
            wet(vessel)
            let strokes = stroke(operands.amount, vessel, handler)
            advance(visit(vessel, handler) + Self.times(strokes, 2 * Double(times)))
        case .wash(let vessel, _, let times):
            flush(vessel, Self.times(operands.amount, Double(times)), handler)
            let strokes = stroke(operands.amount, vessel, handler)
            let round = visit(vessel, handler) + Self.times(strokes, 2)
            advance(Self.times(round + round, Double(times)))
        case .prime(let vessel, _):
            flush(vessel, operands.amount, handler)
            let strokes = stroke(operands.amount, vessel, handler)
            advance(visit(vessel, handler) + visit(vessel, handler) + Self.times(strokes, 2))
        case .discard(let volume):
            discard(handler, world.tip.isAllDrawn(volume, operands.amount))
        }
    }

    private static func times(_ bounds: Bounds, _ count: Double) -> Bounds {
        Bounds(bounds.low * count, bounds.high * count)
    }

    private func pickUp(_ tip: Int, _ handler: Int) {
        if world.tips.indices.contains(tip) {
            world.tips[tip] = .used
            world.tip.pickUp(tip, capacity: facts.type(of: tip).capacity)
        }
        world.tipsUsed = Bounds(world.tipsUsed.low + 1, world.tipsUsed.high + 1)
        advance(visit(tip, handler))
    }

    private func eject(_ handler: Int) {
        world.tip = TipHold()
        world.lastVisit = -1
        advance(Bounds(0, longestTravel(handler)))
    }

    /// The tip leaves its liquid where it is, as far as the proof tells: it holds none any more.
    private func empty() {
        world.tip.nominal = .zero
        world.tip.held = .zero
        world.tip.gap = .zero
        world.tip.drawn = nil
        world.tip.portions = []
    }

    private func aspirate(_ vessel: Int, _ volume: Bounds, _ inaccuracy: Double) {
        let dose = Bounds(volume.low * (1 - inaccuracy), volume.high * (1 + inaccuracy))
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
    private func wet(_ vessel: Int) {
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        world.tip.touched = world.vessels.records[index].liquid
        world.tip.lastVessel = vessel
    }

    private func dispense(
        _ vessel: Int,
        _ volume: Bounds,
        _ inaccuracy: Double,
        _ style: DispenseStyle,
        _ isAll: Bool
    ) {
        let tip = world.tip
        var delivered = tip.held
        if !isAll {
            let dose = Bounds(volume.low * (1 - inaccuracy), volume.high * (1 + inaccuracy))
            delivered = Bounds(min(dose.low, tip.held.high), min(dose.high, tip.held.high))
        }
        let portions =
            isAll ? tip.portions : PortionRange.share(tip.portions, delivered, of: tip.held)
        add(portions, to: vessel, liquid: tip.liquid)
        if isAll {
            empty()
        } else {
            world.tip.drawn = nil
            world.tip.nominal = Self.difference(tip.nominal, volume)
            world.tip.held = Self.difference(tip.held, delivered)
            PortionRange.remove(portions, from: &world.tip.portions)
        }
        if style == .touch { wet(vessel) }
    }

    static func difference(_ a: Bounds, _ b: Bounds) -> Bounds {
        Bounds(max(0, a.low - b.high), max(0, a.high - b.low))
    }

    private func blowOut(_ vessel: Int?, _ handler: Int) {
        let target = vessel ?? world.lastVisit
        if target >= 0, world.tip.held.high > 0 {
            add(world.tip.portions, to: target, liquid: world.tip.liquid)
        }
        let left = world.tip.nominal + world.tip.gap
        empty()
        let move = vessel.map { visit($0, handler) } ?? .zero
        advance(move + stroke(Bounds(0, left.high), nil, handler))
    }

    private func discard(_ handler: Int, _ isAll: Bool) {
        let tip = world.tip
        let portions =
            isAll
            ? tip.portions
            : PortionRange.share(tip.portions, operands.amount, of: tip.held)
        if let waste = facts.handlers[handler].waste {
            add(portions, to: waste, liquid: tip.liquid)
            advance(visit(waste, handler) + stroke(operands.amount, nil, handler))
        } else {
            advance(Bounds(0, longestTravel(handler)))
        }
        if isAll {
            empty()
        } else {
            world.tip.nominal = Self.difference(tip.nominal, operands.amount)
            world.tip.held = Self.difference(tip.held, operands.amount)
            PortionRange.remove(portions, from: &world.tip.portions)
        }
    }

    /// Of what was drawn, the materials the vessel held before the plan began: a dilution carried
    /// from well to well uses nothing up.
    private func stock(_ portions: [PortionRange], from vessel: Int) -> [PortionRange] {
        guard facts.start.contents.indices.contains(vessel) else { return [] }
        let held = facts.start.contents[vessel].portions
        return portions.filter { portion in
            held.contains { $0.material == Int(portion.material) }
        }
    }

    /// From a source through the tubing into the waste.
    private func flush(_ vessel: Int, _ volume: Bounds, _ handler: Int) {
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        let liquid = world.vessels.records[index].liquid
        let portions = draw(index, volume)
        PortionRange.add(stock(portions, from: vessel), to: &world.drawn)
        note(vessel: index)
        if world.tip.on != .no { wet(vessel) }
        if let waste = facts.handlers[handler].waste { add(portions, to: waste, liquid: liquid) }
    }
}
