import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// What each kind of node does to the present world, and where it leads.
extension Inspection {
    /// Evaluating and recording takes the run at most a few scans, s.
    static let moment = 0.05

    func visit() -> Onward {
        let here = program.nodes[node]
        switch here.kind {
        case .enter: enter()
        case .leave: leave()
        case .act(let index): perform(index)
        case .assign(let slot, let value):
            assign(value: slot, value.isNumber ? range(value) : flagBounds(value))
            advance(Bounds(0, Self.moment))
        case .decide(let condition, let otherwise):
            return decide(condition, yes: here.next, no: otherwise)
        case .wait(let time): wait(time)
        case .waitUntil(let condition, let timeout, let onTimeout, let otherwise):
            return waitUntil(condition, timeout, onTimeout, here.next, otherwise)
        case .fits(let mark, let within, let otherwise):
            return fits(mark, within, here.next, otherwise)
        case .mark(let index):
            if world.marks.indices.contains(index) { world.marks[index] = world.clock }
        case .due(let mark, let relation, let delay, let tolerance):
            due(mark, relation, delay.seconds, tolerance.seconds)
        case .monitor(let index, let on): monitor(index, on)
        case .ask(let index, let otherwise): return ask(index, here.next, otherwise)
        case .result(let index): result(index)
        case .fork(let threads, let rule, _): return fork(threads, rule) ? .to(here.next) : .nowhere
        case .start(let thread): startBackground(thread)
        case .join(let thread): if !join(thread) { return .nowhere }
        case .end: return .end
        }
        return .to(here.next)
    }

    private func enter() {
        let step = self.step
        guard began.indices.contains(step) else { return }
        began[step] = world.clock
        proof.steps[step].start = world.clock
        proof.steps[step].end = world.clock
    }

    private func leave() {
        let step = self.step
        guard began.indices.contains(step) else { return }
        for cap in world.caps where cap.step == step { capClock(cap.latest) }
        world.caps.removeAll { $0.step == step }
        if let start = began[step], program.steps[step].timeout < StepInstance.unlimited {
            capClock(start.high + program.steps[step].timeout.seconds)
        }
        proof.steps[step].end = world.clock
    }

    private func capClock(_ latest: Double) {
        if world.clock.high > latest {
            world.clock = Bounds(min(world.clock.low, latest), latest)
        }
    }

    /// Time passes: `duration` s, but no more than the step's timeout leaves.
    func advance(_ duration: Bounds) {
        var (least, most) = (max(0, duration.low), max(0, duration.high))
        let step = self.step
        if program.steps.indices.contains(step),
            program.steps[step].timeout < StepInstance.unlimited
        {
            let limit = program.steps[step].timeout.seconds
            let start = began[step] ?? world.clock
            let left = limit - (world.clock.low - start.low)
            if least > left + 1e-6 { timeoutTooShort(least, limit) }
            most = min(most, max(0, limit - (world.clock.high - start.high)))
            least = min(least, most)
        }
        if !most.isFinite { most = boundless(least) }
        costs[node] = max(costs[node], most)
        world.clock = Bounds(world.clock.low + least, world.clock.high + most)
    }

    private func timeoutTooShort(_ least: Double, _ limit: Double) {
        report(.cannotHappen) {
            Report(
                "This takes at least \(Say.time(least)), but its timeout is \(Say.time(limit)).",
                [
                    NamedQuantity("least", Say.time(least)),
                    NamedQuantity("timeout", Say.time(limit)),
                ],
                allowed: AllowedRange(low: Say.time(least)),
                key: "timeout"
            )
        }
    }

    private func boundless(_ least: Double) -> Double {
        report(.unboundedWait) { Report("Nothing bounds how long this takes; give it a timeout.") }
        return max(least, lab.limits.longestPlan.seconds)
    }

    private func wait(_ time: Expr) {
        let length = range(time)
        operands = Operands(extra: length)
        for rule in rules.waited { rule.waited(length, in: self) }
        waits[node] = length.high
        advance(Bounds(max(0, length.low), length.high + Self.moment))
    }

    private func flagBounds(_ value: Expr) -> Bounds {
        guard case .flags(let canBeFalse, let canBeTrue) = value.range({ self.range(ofName: $0) })
        else { return .everything }
        return Bounds(canBeFalse ? 0 : 1, canBeTrue ? 1 : 0)
    }

    private func result(_ index: Int) {
        guard program.results.indices.contains(index) else { return }
        _ = range(program.results[index].value)
        for input in program.results[index].inputs { _ = range(input) }
        advance(Bounds(0, Self.moment))
    }
}

extension Expr {
    /// Whether it cannot be a flag or a text by its form.
    var isNumber: Bool {
        switch self {
        case .literal, .arithmetic, .negate: true
        case .flag, .text, .not, .and, .or, .comparison, .within: false
        case .variable, .point: false
        case .call(let function, _): function != .bad && function != .stalled
        }
    }
}
