import Devices
import Execution
import Expressions
import Findings
import Labs
import Quantities

/// An act: its operands, the rules before it, its effect.
extension Inspection {
    func perform(_ index: Int) {
        guard program.acts.indices.contains(index) else { return }
        let act = program.acts[index]
        prepare(act)
        noteUses(of: act)
        guard FiniteNumbers.accepts(act, in: self) else { return }
        switch act.moment {
        case .heating: for rule in rules.heating { rule.before(act, in: self) }
        case .liquid: for rule in rules.liquid { rule.before(act, in: self) }
        case .person: for rule in rules.person { rule.before(act, in: self) }
        default: for rule in rules.otherActs { rule.before(act, in: self) }
        }
        // The rules judge what was told; what came of it is anything from nothing to all of it.
        if options.uncertain.contains(index), act.movesAmount {
            operands.certainty = .inDoubt
            operands.amount = Bounds(min(0, operands.amount.low), max(0, operands.amount.high))
        }
        take(effectOf: act)
    }

    private func prepare(_ act: Act) {
        switch act {
        case .ramp(_, let to, let rate): operands = Operands(amount: range(to), rate: range(rate))
        case .hold(_, let time, let band, _):
            operands = Operands(extra: range(time), band: range(band))
        case .cool(_, let to, let rate):
            operands = Operands(amount: range(to), rate: rate.map { range($0) })
        case .flow(_, let to): operands = Operands(amount: range(to))
        case .liquid(_, let liquid): prepare(liquid)
        case .weigh(let weigh):
            operands = Operands(amount: range(weigh.target), extra: range(weigh.tolerance))
        case .pump(_, let volume, let rate, _):
            operands = Operands(amount: range(volume), rate: range(rate))
        case .axes(_, let x, let y, let z):
            operands = Operands(amount: range(x), rate: range(y), extra: range(z))
        case .heatOff, .shut, .switched, .tare, .zero, .measure, .person, .homeAxes:
            operands = Operands()
        }
    }

    private func prepare(_ act: LiquidAct) {
        switch act {
        case .aspirate(_, let volume, let rate), .dispense(_, let volume, let rate, _),
            .mix(_, let volume, _, let rate):
            operands = Operands(amount: range(volume), rate: rate.map { range($0) })
        case .airGap(let volume), .wash(_, let volume, _), .prime(_, let volume),
            .discard(let volume):
            operands = Operands(amount: range(volume))
        case .home, .pickUp, .eject, .blowOut: operands = Operands()
        }
    }

    private func take(effectOf act: Act) {
        switch act {
        case .ramp(let index, to: _, rate: _): withFurnace(index) { ramp($0) }
        case .hold(let index, time: _, band: _, grace: _): withFurnace(index) { hold($0) }
        case .cool(let index, to: _, rate: _): withFurnace(index) { cool($0) }
        case .heatOff(let index): withFurnace(index) { heatOff($0) }
        case .flow(let index, to: _): setFlow(index, operands.amount)
        case .shut(let index): setFlow(index, .zero)
        case .switched(let index, let switching): switchService(index, switching)
        case .liquid(let index, let liquid):
            guard facts.handlerOf.indices.contains(index), facts.handlerOf[index] >= 0 else {
                return
            }
            take(effectOf: liquid, facts.handlerOf[index])
        case .tare(let index): advance(Bounds(0, confirmation(index, "tare", 30)))
        case .zero(let index): advance(Bounds(0, confirmation(index, "zero", 30)))
        case .weigh(let weigh): take(effectOf: weigh)
        case .measure(let point, let slot, let over, let within):
            measure(point, slot, over.seconds, within)
        case .person(let person): take(effectOf: person)
        case .pump(let index, let volume, rate: _, let direction): pump(index, volume, direction)
        case .axes: advance(Bounds(0, 120))
        case .homeAxes(let index):
            world.homed[index] = .yes
            advance(Bounds(0, confirmation(index, "home", 120)))
        }
    }

    /// The longest an action of the assembly's devices takes to confirm, s, and a scan or two.
    func confirmation(_ assembly: Int, _ action: String, _ otherwise: Double) -> Double {
        guard lab.assemblies.indices.contains(assembly) else { return otherwise }
        for device in lab.assemblies[assembly].devices {
            if let known = lab.profile(of: device)?.action(action) {
                return known.within.seconds + 1
            }
        }
        return otherwise
    }

    private func withFurnace(_ assembly: Int, _ body: (Int) -> Void) {
        guard facts.furnaceOf.indices.contains(assembly), facts.furnaceOf[assembly] >= 0 else {
            return
        }
        body(facts.furnaceOf[assembly])
    }

    private func measure(_ point: Int, _ slot: Int, _ over: Double, _ within: Bounds) {
        guard facts.names.points.indices.contains(point) else { return }
        var seen = within
        if case .numbers(let known) = range(ofPoint: point, .soon) {
            seen = within.intersection(known) ?? within
        }
        assign(value: slot, seen)
        let definition = facts.names.points[point].definition
        let period = definition.every?.seconds ?? definition.stale.seconds
        advance(Bounds(over, over + period + definition.stale.seconds + Self.moment))
    }
}
