import Execution
import Expressions
import Interlocks
import Labs
import Quantities
import Scanning

/// An act of a run that was cut off, as far as its records tell.
struct RecalledAct: Sendable {
    let thread: Int
    let act: Int
    let step: Int
    let began: Instant
    var lowered = LoweredAct()
    /// Where nothing is known, a person is waited for.
    var place = ActPlace.withPerson
    /// Since when it is there.
    var since: Instant
    /// Since when its soak's time stands still.
    var stopped: Instant?
    /// The newest command of its call, and how it ended; without an outcome, nobody knows.
    var command: Sent?

    struct Sent: Sendable {
        var id: CommandID
        var part: Int
        var outcome: CommandOutcome?
    }
}

/// Brings an engine where another one of the same program was, by that one's records.
extension RunEngine {
    /// Takes the next record, in order; nothing is commanded.
    package mutating func recall(_ record: RunRecord) {
        switch record {
        case .progress(let progress, let at): recall(progress, at: at)
        case .outcome(let id, let outcome, _):
            for index in recalled.indices where recalled[index].command?.id == id {
                recalled[index].command?.outcome = outcome
            }
        case .assigned(let slot, let value, _): _ = values.assign(slot, .number(value))
        case .answered(let question, let answer, _, let at):
            var unread = Output()
            guard program.questions.indices.contains(question) else { return }
            assign(answer, program.questions[question], at, &unread)
        case .result(let index, let value, _, _):
            guard program.results.indices.contains(index) else { return }
            values.record(program.results[index], value)
        case .personDone(let act, _, _):
            guard program.acts.indices.contains(act) else { return }
            takeOver(program.acts[act])
        case .actEnded(_, let thread, let outcome, let at): end(thread, outcome, at: at)
        case .safe(let zone, _, _):
            release(zone: zone)
            guard case .making(let left) = safety else { return }
            let rest = left.filter { $0 != zone }
            safety = rest.isEmpty ? .unasked : .making(left: rest)
        default: break
        }
    }

    private mutating func recall(_ progress: RunProgress, at: Instant) {
        switch progress {
        case .drove(let event):
            for action in machine.handle(event, at: at) { recall(action, at: at) }
        case .lowered(let lowered, let thread):
            release(lowered)
            situation.began(lowered.effect)
            change(thread) { $0.lowered = lowered }
        case .reached(let place, let thread):
            change(thread) {
                $0.place = place
                $0.since = at
                $0.command = nil
            }
        case .commanded(let id, let part, let thread):
            nextCommand = max(nextCommand, id.number + 1)
            change(thread) { $0.command = RecalledAct.Sent(id: id, part: part) }
        }
    }

    private mutating func recall(_ action: MachineAction, at: Instant) {
        switch action {
        case .perform(let thread, let act, let node):
            recalled.removeAll { $0.thread == thread }
            let step = program.nodes[node].step
            recalled.append(
                RecalledAct(thread: thread, act: act, step: step, began: at, since: at)
            )
        case .cancel(let thread): end(thread, .abandoned, at: at)
        case .ask(let thread, let question):
            asking.append(OpenQuestion(question: question, thread: thread))
        case .withdraw(let thread, let question):
            asking.removeAll { $0.question == question && $0.thread == thread }
        case .fixed(let thread, let step, let fixUp):
            var unread = Output()
            fixed(thread, step, fixUp, at: at, &unread)
        case .timer(let thread, .stop): change(thread) { $0.stopped = at }
        case .timer(let thread, .run):
            change(thread) { act in
                if let stopped = act.stopped { act.since = act.since + (at - stopped) }
                act.stopped = nil
            }
        case .makeSafe: safety = usedZones.isEmpty ? .unasked : .making(left: usedZones)
        default: break
        }
    }

    private mutating func change(_ thread: Int, _ body: (inout RecalledAct) -> Void) {
        guard let index = recalled.firstIndex(where: { $0.thread == thread }) else { return }
        body(&recalled[index])
    }

    private mutating func end(_ thread: Int, _ outcome: StepOutcome, at: Instant) {
        guard let index = recalled.firstIndex(where: { $0.thread == thread }) else { return }
        let act = recalled.remove(at: index)
        let run = ActRun(
            thread: thread,
            act: act.act,
            step: act.step,
            lowered: act.lowered,
            devices: devices(of: program.acts[act.act]),
            phase: .done,
            at: act.began
        )
        guard outcome == .confirmed else {
            failedRuns[thread] = run
            return
        }
        situation.confirmed(act.lowered.effect)
        // Moved out and in again: what is compiled may follow points of its own.
        var followed = rates
        rates = RateTable()
        keepOutputs(run, &followed, at: at)
        keepTargets(run, &followed, at: at)
        rates = followed
    }

    /// What a furnace has confirmed it keeps.
    mutating func keepTargets(_ run: ActRun, _ rates: inout RateTable, at now: Instant) {
        for call in run.lowered.calls {
            guard case .action = call.command,
                let program = preparation.prepare(call, rates: &rates)?.confirm
            else { continue }
            keep(program, run, at: now)
        }
    }
}
