import Execution
import Expressions
import Findings
import Plans
import Quantities

/// Nodes with more than one way on.
extension Inspection {
    func decide(_ condition: Expr, yes: Int, no: Int) -> Onward {
        var (canBeFalse, canBeTrue) = flags(condition, points: .ever)
        for rule in rules.guarded {
            rule.guarded(condition, .decision(canBeFalse, canBeTrue), in: self)
        }
        advance(Bounds(0, Self.moment))
        // Readings go both ways, whatever the proof says of the true temperature.
        if !canBeFalse, !canBeTrue { (canBeFalse, canBeTrue) = (true, true) }
        guard canBeTrue else { return .to(no) }
        guard canBeFalse, no != yes else { return .to(yes) }
        var other = world
        refine(&world, condition, holds: true)
        refine(&other, condition, holds: false)
        return .both(yes, no, other)
    }

    /// Narrows a value that the condition compares with a literal.
    private func refine(_ world: inout World, _ condition: Expr, holds: Bool) {
        switch condition {
        case .not(let inner): refine(&world, inner, holds: !holds)
        case .and(let a, let b) where holds:
            refine(&world, a, holds: true)
            refine(&world, b, holds: true)
        case .or(let a, let b) where !holds:
            refine(&world, a, holds: false)
            refine(&world, b, holds: false)
        case .variable(let name):
            guard let number = valueNumber(name), program.slots[number].kind == .flag else {
                return
            }
            world.values[number] = Bounds(holds ? 1 : 0)
        case .comparison(let comparison, .variable(let name), .literal(let literal)):
            guard let number = valueNumber(name), let value = world.values[number] else { return }
            world.values[number] = comparison.narrow(value, against: literal.si, holds: holds)
        default: break
        }
    }

    func waitUntil(
        _ condition: Expr,
        _ timeout: Lapse,
        _ onTimeout: FaultPolicy,
        _ next: Int,
        _ otherwise: Int
    ) -> Onward {
        let (_, canBeTrue) = flags(condition, points: .soon)
        for rule in rules.guarded { rule.guarded(condition, .wait(canBeTrue), in: self) }
        let begin = world.clock
        let longest = timeout < StepInstance.unlimited ? timeout.seconds : Double.infinity
        advance(Bounds(0, longest + Self.moment))
        guard onTimeout == .endLoop, otherwise != next, longest.isFinite else {
            return .to(next)
        }
        var other = world
        other.clock = Bounds(begin.low + longest, begin.high + longest + Self.moment)
        return .both(next, otherwise, other)
    }

    /// Another iteration where there is time for its worst case; the loop ends by then anyhow.
    func fits(_ mark: Int, _ within: Lapse, _ next: Int, _ otherwise: Int) -> Onward {
        var start = world.clock
        if world.marks.indices.contains(mark), let begun = world.marks[mark] {
            start = begun
        } else if world.marks.indices.contains(mark) {
            world.marks[mark] = world.clock
        }
        let latest = start.high + within.seconds
        if world.clock.high > latest { world.clock = Bounds(min(world.clock.low, latest), latest) }
        if !world.caps.contains(where: { $0.step == step }) {
            world.caps.append(ClockCap(step: step, latest: latest))
        }
        advance(Bounds(0, Self.moment))
        guard world.clock.low - start.low <= within.seconds else { return .to(otherwise) }
        return .both(next, otherwise, world)
    }

    func ask(_ index: Int, _ next: Int, _ otherwise: Int) -> Onward {
        guard program.questions.indices.contains(index) else { return .to(next) }
        let question = program.questions[index]
        let deadline = question.deadline.seconds
        var unanswered = world
        advance(Bounds(0, deadline + Self.moment))
        for field in question.fields { answer(field) }
        switch question.fallback {
        case .safeStop: return .to(next)
        case .values(let values):
            for (field, value) in zip(question.fields, values) {
                if let known = world.values.indices.contains(field.slot)
                    ? world.values[field.slot] : nil
                {
                    world.values[field.slot] = known.hull(Bounds(value))
                }
            }
            return .to(next)
        case .endLoop:
            guard otherwise != next else { return .to(next) }
            unanswered.clock = Bounds(
                unanswered.clock.low + deadline,
                unanswered.clock.high + deadline + Self.moment
            )
            return .both(next, otherwise, unanswered)
        }
    }

    private func answer(_ field: QuestionField) {
        switch field.kind {
        case .quantity(let low, let high): assign(value: field.slot, Bounds(low.si, high.si))
        case .flag: assign(value: field.slot, Bounds(0, 1))
        case .choice(let names):
            assign(value: field.slot, Bounds(0, Double(max(0, names.count - 1))))
        case .vessel: assign(value: field.slot, .everything)
        case .table(wells: _, let low, let high):
            for offset in 0..<max(1, field.wells.count) {
                assign(value: field.slot + offset, Bounds(low.si, high.si))
            }
        }
    }

    /// Worst lateness counts devices that are all at their quickest, or all at their slowest: like
    /// movements take like times.
    ///
    /// The run watches every due time and fails where one is missed.
    func due(_ mark: Int, _ relation: Due.Relation, _ delay: Double, _ tolerance: Double) {
        guard world.marks.indices.contains(mark), let begin = world.marks[mark] else { return }
        let late = max(world.clock.low - begin.low, world.clock.high - begin.high) - delay
        for rule in rules.timed { rule.timed(late: late, delay, tolerance, in: self) }
        guard relation == .after else { return }
        let before = world.clock
        let next = Bounds(
            max(before.low, begin.low + delay),
            max(before.high, begin.high + delay + Self.moment)
        )
        costs[node] = max(costs[node], next.high - before.high)
        world.clock = next
    }

    func monitor(_ index: Int, _ on: Bool) {
        guard on, program.monitors.indices.contains(index) else { return }
        let monitor = program.monitors[index]
        let (_, canBeTrue) = flags(monitor.condition, points: .soon)
        for rule in rules.guarded {
            rule.guarded(monitor.condition, .monitor(canBeTrue, monitor.excursion), in: self)
        }
    }
}

extension Comparison {
    /// The part of `value` for which `value ? literal` holds, or does not.
    func narrow(_ value: Bounds, against literal: Double, holds: Bool) -> Bounds {
        let below = Bounds(min(value.low, literal), min(value.high, literal))
        let above = Bounds(max(value.low, literal), max(value.high, literal))
        switch self {
        case .less, .lessOrEqual: return holds ? below : above
        case .greater, .greaterOrEqual: return holds ? above : below
        case .equal: return holds && value.contains(literal) ? Bounds(literal) : value
        case .notEqual: return !holds && value.contains(literal) ? Bounds(literal) : value
        }
    }
}
