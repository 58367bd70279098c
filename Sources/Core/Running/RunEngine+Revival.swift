import Execution
package import Interlocks
import Labs
import Plans
package import Quantities
import Scanning

/// Goes on with a run that another host has died with, once its records were recalled.
extension RunEngine {
    /// Takes the run up: nothing new begins (it is held), and what was under way is found out.
    ///
    /// A command whose end nobody knows counts as one whose reply was lost: what can be read back
    /// is, what is safe to say again is said again, the rest a person decides. For `away` nobody
    /// looked.
    package mutating func revive(
        at now: Instant,
        image: ProcessImage,
        away: Lapse
    ) -> Output {
        turn(now, image) { engine, sight, output in
            let recalled = engine.recalled
            engine.recalled = []
            for act in recalled {
                let run = engine.revived(act, away: away, &sight, &output)
                engine.acts.append(run)
                if case .completing = act.place {
                    engine.keepTargets(run, &sight.rates, at: act.since)
                }
            }
            engine.reviveConditions(&sight, &output)
            if case .making(let left) = engine.safety { output.zonesToMakeSafe = left }
            engine.drive(.cutOff(away), &sight, &output)
        }
    }

    /// Whether the run rests, nothing of it waits for a person or is uncertain, and all it relies
    /// on stands.
    package func isReconciled(at now: Instant, image: ProcessImage) -> Bool {
        guard machine.state == .held, machine.commands.contains(.resume), openFaults.isEmpty,
            uncertain.isEmpty
        else { return false }
        var sight = Sight(now: now, image: image, rates: rates, stack: stack)
        return standings.allSatisfy { $0.holds(&sight) }
    }

    /// Conditions that were watched are watched again.
    private mutating func reviveConditions(_ sight: inout Sight, _ output: inout Output) {
        for thread in machine.threads {
            guard case .watching = thread.phase else { continue }
            if let event = watch(thread.thread, thread.node, &sight) {
                drive(event, &sight, &output)
            }
        }
        for number in machine.control.monitors {
            if let event = monitor(number, &sight) { drive(event, &sight, &output) }
        }
    }

    private func revived(
        _ act: RecalledAct,
        away: Lapse,
        _ sight: inout Sight,
        _ output: inout Output
    ) -> ActRun {
        var run = ActRun(
            thread: act.thread,
            act: act.act,
            step: act.step,
            lowered: act.lowered,
            devices: devices(of: program.acts[act.act]),
            phase: .done,
            at: act.began
        )
        let scope = RunScope(names: names, values: values, sight: sight)
        run.scale = (try? scale(of: program.acts[act.act], scope)) ?? nil
        run.supplies = supplies(of: program.acts[act.act])
            .filter { sight.good($0.point)?.value == 1 }
        run.phase = phase(of: act, away: away, &sight)
        if case .withPerson = run.phase {
            output.records.append(
                .personNeeded(act: act.act, thread: act.thread, at: sight.now)
            )
        }
        return run
    }

    private func phase(
        of act: RecalledAct,
        away: Lapse,
        _ sight: inout Sight
    ) -> ActRun.Phase {
        switch act.place {
        case .preparing: .preparing(CompletionRun(act.lowered.readiness, since: sight.now))
        case .calling(let number):
            call(act.lowered.calls, number, act.command, &sight)
                .map { .calling(number, $0) } ?? .withPerson
        case .closing(let number):
            call(act.lowered.closing, number, act.command, &sight)
                .map { .closing(number, $0) } ?? .withPerson
        case .completing:
            .completing(
                CompletionRun(
                    act.lowered.completion,
                    since: act.since,
                    stopped: act.stopped,
                    away: away,
                    at: sight.now
                )
            )
        // Whoever was weighing in is asked again: the balance tells what is there.
        case .withPerson, .weighing: .withPerson
        case .measuring:
            measuring(program.acts[act.act], at: sight.now).map { .measuring($0) } ?? .done
        case .done: .done
        }
    }

    private func call(
        _ calls: [DeviceCall],
        _ number: Int,
        _ sent: RecalledAct.Sent?,
        _ sight: inout Sight
    ) -> CallRun? {
        guard calls.indices.contains(number),
            let prepared = preparation.prepare(calls[number], rates: &sight.rates)
        else { return nil }
        guard let sent else { return CallRun(prepared, at: sight.now) }
        return CallRun(prepared, part: sent.part, sent.outcome, at: sight.now)
    }
}
