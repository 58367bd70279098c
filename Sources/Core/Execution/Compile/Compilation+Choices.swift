import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

extension Compilation {
    /// Two ways to go on; a condition over counters and parameters alone is decided here.
    mutating func choose(
        _ condition: Expr,
        _ then: [Step],
        _ otherwise: [Step],
        _ instance: Int
    ) {
        guard let condition = decidable(condition, then, otherwise) else { return }
        let index = graph.emit(.decide(condition, otherwise: 0), step: instance)
        let cursor = tips.cursor
        let first = path(then)
        let furthest = tips.cursor
        tips.cursor = cursor
        graph.attach([Edge(index, .otherwise)])
        let second = path(otherwise)
        tips.cursor = max(furthest, tips.cursor)
        graph.attach(first.edges)
        graph.attach(second.edges)
        merge([first, second], step: instance, weakly: false)
    }

    /// The condition, or nil where one of the ways was compiled for good, or after a finding.
    private mutating func decidable(
        _ condition: Expr,
        _ then: [Step],
        _ otherwise: [Step]
    ) -> Expr? {
        guard let resolved = expression(condition, .flag, at: .key("condition")) else {
            // The steps have faults of their own to show.
            _ = path(then)
            let end = path(otherwise)
            graph.attach(end.edges)
            return nil
        }
        guard !condition.names.isEmpty, resolved.names.isEmpty,
            case .flags(let canBeFalse, let canBeTrue) = range(of: resolved),
            canBeFalse != canBeTrue
        else { return resolved }
        compile(canBeTrue ? then : otherwise)
        return nil
    }

    /// Compiles one of several ways in a frame of its own, and takes its end.
    private mutating func path(_ steps: [Step]) -> Merge.Arrival {
        frames.append(Frame(.path))
        compile(steps)
        let frame = frames.removeLast()
        return Merge.Arrival(edges: graph.capture(), names: frame.names)
    }

    // MARK: Waiting

    mutating func wait(_ time: Expr, _ instance: Int) {
        guard let time = size(time, .time, "for", at: .key("for")) else { return }
        graph.emit(.wait(time), step: instance)
    }

    mutating func waitUntil(_ condition: Expr, _ step: Step, _ instance: Int) {
        guard let condition = expression(condition, .flag, at: .key("condition")) else { return }
        let timeout = step.timeout ?? plan.defaults.timeout
        // The wait judges its own time.
        graph.program.steps[instance].timeout = StepInstance.unlimited
        emitWait(condition, timeout, step.fault ?? plan.defaults.fault ?? .safeStop, instance)
    }

    private mutating func emitWait(
        _ condition: Expr,
        _ timeout: Lapse,
        _ policy: FaultPolicy,
        _ instance: Int
    ) {
        let index = graph.emit(
            .waitUntil(condition, timeout: timeout, onTimeout: policy, otherwise: graph.count + 1),
            step: instance
        )
        if policy == .endLoop {
            endLoop(from: Edge(index, .otherwise), instance, at: .key("else"))
        } else {
            graph.attach([Edge(index, .otherwise)])
        }
    }

    /// Waits for the condition, then watches it while the steps (or the time) last.
    mutating func holdWhile(_ hold: HoldWhileStep, _ instance: Int) {
        let condition = expression(hold.condition, .flag, at: .key("condition"))
        let time = hold.duration.flatMap { size($0, .time, "for", at: .key("for")) }
        guard let condition else {
            compile(hold.steps)
            return
        }
        emitWait(condition, hold.entry, .safeStop, instance)
        let monitor = graph.program.monitors.count
        graph.program.monitors.append(
            Monitor(condition: condition, excursion: hold.excursion, counting: hold.counting)
        )
        graph.emit(.monitor(monitor, on: true), step: instance)
        if !hold.steps.isEmpty { compile(hold.steps) }
        if let time { graph.emit(.wait(time), step: instance) }
        graph.emit(.monitor(monitor, on: false), step: instance)
    }
}
