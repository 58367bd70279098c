import Execution
import Expressions
import Labs
import Quantities

/// What the liquid handler's acts do to tip and vessels.
extension Inspection {
    func take(effectOf act: LiquidAct, _ handler: Int) {
        switch act {
        case .home:
            world.homed[facts.handlers[handler].index] = .yes
            empty()
            world.lastVisit = -1
            advance(Bounds(0, facts.handlers[handler].homing + Self.exchange))
        case .pickUp(let tip): pickUp(tip, handler)
        case .eject: eject(handler)
        case .aspirate(let vessel, let volume, _):
            aspirate(vessel, volume, handler)
            advance(visit(vessel, handler) + stroke(operands.amount, vessel, handler))
        case .dispense(let vessel, let volume, _, let style):
            dispense(vessel, volume, handler, style)
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
            let each = dose(operands.amount, handler)
            flush(vessel, Self.times(each, Double(times)), handler)
            let strokes = stroke(operands.amount, vessel, handler)
            let round = visit(vessel, handler) + Self.times(strokes, 2)
            advance(Self.times(round + round, Double(times)))
        case .prime(let vessel, _):
            let strokes = portions(of: operands.amount.high, handler)
            flush(vessel, dose(operands.amount, handler, strokes: strokes), handler)
            let time = stroke(operands.amount, vessel, handler)
            advance(visit(vessel, handler) + visit(vessel, handler) + Self.times(time, 2))
        case .discard(let volume): discard(volume, handler)
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

    static func difference(_ a: Bounds, _ b: Bounds) -> Bounds {
        Bounds(max(0, a.low - b.high), max(0, a.high - b.low))
    }

    private func blowOut(_ vessel: Int?, _ handler: Int) {
        let target = vessel ?? world.lastVisit
        if target >= 0, world.tip.held.high > 0 {
            add(world.tip.portions, to: target, liquid: world.tip.liquid)
        }
        let left = world.tip.nominal + world.tip.gap + world.tip.innerGap
        empty()
        let move = vessel.map { visit($0, handler) } ?? .zero
        advance(move + stroke(Bounds(0, left.high), nil, handler))
    }

    private func discard(_ written: Expr, _ handler: Int) {
        let liquid = world.tip.liquid
        let portions = expel(written, handler)
        guard let waste = facts.handlers[handler].waste else {
            return advance(Bounds(0, longestTravel(handler)))
        }
        add(portions, to: waste, liquid: liquid)
        advance(visit(waste, handler) + stroke(operands.amount, nil, handler))
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
