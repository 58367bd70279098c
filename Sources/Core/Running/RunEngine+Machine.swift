import Checking
import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Plans
import Quantities
import Scanning

extension RunEngine {
    /// Tells the machine an event, and carries out what it wants done, and so on.
    mutating func drive(_ event: MachineEvent, _ sight: inout Sight, _ output: inout Output) {
        var events = [event]
        var next = 0
        while next < events.count {
            output.records.append(.progress(.drove(events[next]), at: sight.now))
            let actions = machine.handle(events[next], at: sight.now)
            next += 1
            for action in actions {
                if let answer = carryOut(action, &sight, &output) { events.append(answer) }
            }
            if events[next - 1] == .timer { noteLate(actions, at: sight.now, &output) }
        }
    }

    /// A step's time is over: what nobody did in time is a fault like others.
    private func noteLate(_ actions: [MachineAction], at now: Instant, _ output: inout Output) {
        for action in actions {
            switch action {
            case .left(let step, .failed(.late)) where machine.state == .aborting,
                .responded(_, let step, .late, _):
                output.records.append(.fault(.late, step: step, device: nil, at: now))
            default: break
            }
        }
    }

    /// Carries out one action; returns what the machine is to be told at once.
    private mutating func carryOut(
        _ action: MachineAction,
        _ sight: inout Sight,
        _ output: inout Output
    ) -> MachineEvent? {
        let now = sight.now
        switch action {
        case .perform(let thread, let act, let node):
            let step = program.nodes[node].step
            return begin(act, thread: thread, step: step, &sight, &output)
        case .cancel(let thread): cancel(thread: thread, sight, &output)
        case .evaluate(let thread, let node): return evaluate(thread, node, &sight, &output)
        case .watch(let thread, let node): return watch(thread, node, &sight)
        case .ask(let thread, let question):
            asking.append(OpenQuestion(question: question, thread: thread))
            output.records.append(.asked(question: question, thread: thread, at: now))
        case .withdraw(let thread, let question):
            withdraw(thread, question, sight, &output)
        case .monitor(let number, let on):
            monitors.removeAll { $0.monitor == number }
            if on { return monitor(number, &sight) }
        case .entered(let step): output.records.append(.stepEntered(step: step, at: now))
        case .left(let step, let outcome):
            output.records.append(.stepLeft(step: step, outcome, at: now))
        case .responded(_, let step, let kind, let response):
            output.records.append(.responded(kind, step: step, response, at: now))
        case .fixed(let thread, let step, let fixUp): fixed(thread, step, fixUp, at: now, &output)
        case .timer(let thread, let command): setTimer(thread, command, at: now)
        case .overdue(let what): output.records.append(.overdue(what, at: now))
        case .makeSafe:
            // Somebody must have told what to make safe before it can end.
            guard !usedZones.isEmpty else { return .safe }
            safety = .making(left: usedZones)
            output.zonesToMakeSafe = usedZones
        case .changed(let state): output.records.append(.state(state, at: now))
        }
        return nil
    }

    private mutating func setTimer(_ thread: Int, _ command: TimerCommand, at now: Instant) {
        for index in acts.indices where acts[index].thread == thread {
            guard case .completing(var completion) = acts[index].phase else { continue }
            completion.set(command, at: now)
            acts[index].phase = .completing(completion)
        }
    }

    mutating func watch(_ thread: Int, _ node: Int, _ sight: inout Sight) -> MachineEvent? {
        guard case .waitUntil(let condition, _, _, _) = program.nodes[node].kind,
            let program = compile(condition, &sight)
        else { return .failed(thread: thread, .failed) }
        watches.append(Watch(thread: thread, program: program))
        return nil
    }

    private mutating func evaluate(
        _ thread: Int,
        _ node: Int,
        _ sight: inout Sight,
        _ output: inout Output
    ) -> MachineEvent {
        let scope = RunScope(names: names, values: values, sight: sight)
        switch program.nodes[node].kind {
        case .decide(let condition, _):
            // What is not known to hold does not hold.
            return .decided(thread: thread, condition.truth(in: scope) ?? false)
        case .wait(let lapse):
            guard let seconds = lapse.number(in: scope) else { break }
            return .measured(thread: thread, Lapse(seconds: seconds))
        case .assign(let slot, let expression):
            guard values.assign(slot, expression.value(in: scope)) else { break }
            output.records.append(
                .assigned(slot: slot, value: values.number(slot), at: sight.now)
            )
            return .finished(thread: thread)
        case .result(let index):
            let spec = program.results[index]
            guard let value = spec.value.number(in: scope) else { break }
            let inputs = spec.inputs.map { $0.number(in: scope) ?? .nan }
            values.record(spec, value)
            output.records.append(
                .result(index: index, value: value, inputs: inputs, at: sight.now)
            )
            return .finished(thread: thread)
        case .fits(let mark, let within, _):
            return .decided(thread: thread, fits(mark, within, node, at: sight.now))
        default: return .failed(thread: thread, .failed)
        }
        let step = program.nodes[node].step
        output.records.append(.fault(.sensorBad, step: step, device: nil, at: sight.now))
        return .failed(thread: thread, .sensorBad)
    }

    /// Whether another iteration, at its proved worst, ends inside `within` since the mark.
    private func fits(_ mark: Int, _ within: Lapse, _ node: Int, at now: Instant) -> Bool {
        guard let began = machine.instant(ofMark: mark) else { return true }
        return now + worstCase(ofIterationAt: node) <= began + within
    }

    /// The proved worst case from a loop's `fits` node to its next one; zero where nothing is
    /// proved of its steps.
    private func worstCase(ofIterationAt node: Int) -> Lapse {
        guard case .fits(let mark, _, let otherwise) = program.nodes[node].kind else {
            return .zero
        }
        var first = Double.infinity
        var last = 0.0
        var seen: [Bool] = Array(repeating: false, count: program.nodes.count)
        var open = [program.nodes[node].next]
        while let index = open.popLast() {
            guard seen.indices.contains(index), !seen[index], index != otherwise else { continue }
            seen[index] = true
            let kind = program.nodes[index].kind
            if case .fits(mark, _, _) = kind { continue }
            let step = program.nodes[index].step
            if case .enter = kind, proof.steps.indices.contains(step) {
                first = min(first, proof.steps[step].start.high)
                last = max(last, proof.steps[step].end.high)
            }
            open.append(program.nodes[index].next)
            if let other = kind.otherwise { open.append(other) }
        }
        return last > first ? Lapse(seconds: last - first) : .zero
    }
}
