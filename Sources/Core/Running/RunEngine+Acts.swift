import Devices
import Execution
import Expressions
import Interlocks
import Labs
import Quantities
import Scanning

extension RunEngine {
    /// Looks at everything under way until nothing more goes on by itself.
    ///
    /// Ends, because every round that repeats has ended an act, a watch or a monitor,
    /// and a program has no cycles.
    mutating func carryOn(_ sight: inout Sight, _ output: inout Output) {
        var goesOn = true
        while goesOn {
            goesOn = false
            if lookAtActs(&sight, &output) { goesOn = true }
            if lookAtStandings(&sight, &output) { goesOn = true }
            if lookAtSupplies(&sight, &output) { goesOn = true }
            if lookAtMissing(&sight, &output) { goesOn = true }
            if lookAtWatches(&sight, &output) { goesOn = true }
            if lookAtMonitors(&sight, &output) { goesOn = true }
            // What happens at the instant of a deadline is in time.
            if !goesOn, sight.now >= machine.nextDeadline {
                drive(.timer, &sight, &output)
                goesOn = machine.nextDeadline > sight.now
            }
        }
    }

    func note(_ progress: RunProgress, at now: Instant, _ output: inout Output) {
        output.records.append(.progress(progress, at: now))
    }

    /// Begins an act; what cannot begin fails.
    mutating func begin(
        _ number: Int,
        thread: Int,
        step: Int,
        _ sight: inout Sight,
        _ output: inout Output
    ) -> MachineEvent? {
        output.records.append(.actBegan(act: number, thread: thread, at: sight.now))
        let act = program.acts[number]
        var run = ActRun(
            thread: thread,
            act: number,
            step: step,
            lowered: LoweredAct(),
            devices: devices(of: act),
            phase: .withPerson,
            at: sight.now
        )
        switch act {
        case .person:
            output.records.append(.personNeeded(act: number, thread: thread, at: sight.now))
        case .measure:
            guard let measuring = measuring(act, at: sight.now) else {
                return failed(run, .failed, nil, &output, sight.now)
            }
            run.phase = .measuring(measuring)
        default:
            do throws(LoweringFault) {
                run = try lowered(act, run, sight)
            } catch {
                return failed(run, error.kind, run.devices.first, &output, sight.now)
            }
            release(run.lowered)
            let verdict = run.begin(&sight, preparation)
            switch verdict {
            case .failed(let fault, let device):
                return failed(run, fault, device, &output, sight.now)
            case .needsPerson:
                output.records.append(.personNeeded(act: number, thread: thread, at: sight.now))
            default: break
            }
            situation.began(run.lowered.effect)
            note(.lowered(run.lowered, thread: thread), at: sight.now, &output)
            run.supplies = supplies(of: act).filter { sight.good($0.point)?.value == 1 }
        }
        note(.reached(run.place, thread: thread), at: sight.now, &output)
        acts.append(run)
        return nil
    }

    /// A reading that begins now; nil for acts that read nothing.
    func measuring(_ act: Act, at now: Instant) -> Measuring? {
        guard case .measure(let point, _, let over, let bounds) = act,
            names.points.indices.contains(point)
        else { return nil }
        return Measuring(
            point: point,
            over: over,
            bounds: bounds,
            since: now,
            takesEarlier: names.points[point].isReadOnDemand
        )
    }

    /// The act in calls, and where a weighing reads.
    private func lowered(
        _ act: Act,
        _ run: ActRun,
        _ sight: Sight
    ) throws(LoweringFault) -> ActRun {
        let scope = RunScope(names: names, values: values, sight: sight)
        let lowered = try lowering.lower(act, in: scope, situation)
        var begun = ActRun(
            thread: run.thread,
            act: run.act,
            step: run.step,
            lowered: lowered,
            devices: run.devices,
            phase: run.phase,
            at: sight.now
        )
        begun.scale = try scale(of: act, scope)
        return begun
    }

    /// Where a weighing reads; nil for every other act.
    func scale(of act: Act, _ scope: RunScope) throws(LoweringFault) -> Scale? {
        guard case .weigh(let weigh) = act else { return nil }
        guard let target = weigh.target.number(in: scope),
            let tolerance = weigh.tolerance.number(in: scope)
        else { throw .badValue }
        let points = try lowering.balancePoints(weigh.assembly)
        return Scale(
            weight: points.weight,
            stable: points.stable,
            target: target,
            tolerance: tolerance
        )
    }

    func devices(of act: Act) -> [Int] {
        act.assembly.map(lab.commandedDevices(ofAssembly:)) ?? []
    }

    private mutating func lookAtActs(_ sight: inout Sight, _ output: inout Output) -> Bool {
        var ended = false
        var index = 0
        while index < acts.count {
            let thread = acts[index].thread
            let before = acts[index].place
            let verdict = acts[index].look(&sight, preparation)
            if acts[index].place != before {
                note(.reached(acts[index].place, thread: thread), at: sight.now, &output)
            }
            if let program = acts[index].confirmedTarget {
                acts[index].confirmedTarget = nil
                keep(program, acts[index], at: sight.now)
            }
            switch verdict {
            case .waits: index += 1
            case .progressed: drive(.progressed(thread: thread, .settling), &sight, &output)
            case .requests(let body, let device):
                let id = request(body, device: device, .run, &output)
                let part = acts[index].part
                note(.commanded(id, part: part, thread: thread), at: sight.now, &output)
                acts[index].sent(id, at: sight.now)
                drive(.progressed(thread: thread, .sent), &sight, &output)
                index += 1
            case .needsPerson:
                output.records.append(
                    .personNeeded(act: acts[index].act, thread: thread, at: sight.now)
                )
                index += 1
            case .yields(let value):
                ended = true
                if yielded(acts[index], value, &output, sight.now) {
                    finish(thread: thread, &sight, &output)
                } else {
                    fail(thread: thread, .failed, device: nil, &sight, &output)
                }
            case .finished:
                ended = true
                finish(thread: thread, &sight, &output)
            case .failed(let fault, let device):
                ended = true
                fail(thread: thread, fault, device: device, &sight, &output)
            }
        }
        return ended
    }

    /// Gives the act's slot its value; false where the plan did not allow for it.
    private mutating func yielded(
        _ run: ActRun,
        _ value: Double,
        _ output: inout Output,
        _ now: Instant
    ) -> Bool {
        let slot: Int
        switch program.acts[run.act] {
        case .measure(_, let target, _, _): slot = target
        case .weigh(let weigh): slot = weigh.slot
        default: return true
        }
        guard values.assign(slot, .number(value)) else { return false }
        output.records.append(.assigned(slot: slot, value: values.number(slot), at: now))
        return true
    }

    private mutating func finish(thread: Int, _ sight: inout Sight, _ output: inout Output) {
        guard let index = acts.firstIndex(where: { $0.thread == thread }) else { return }
        let run = acts.remove(at: index)
        situation.confirmed(run.lowered.effect)
        keepOutputs(run, &sight.rates, at: sight.now)
        output.records.append(
            .actEnded(act: run.act, thread: thread, .confirmed, at: sight.now)
        )
        drive(.finished(thread: thread), &sight, &output)
    }

    mutating func fail(
        thread: Int,
        _ fault: FaultKind,
        device: Int?,
        _ sight: inout Sight,
        _ output: inout Output
    ) {
        guard let index = acts.firstIndex(where: { $0.thread == thread }) else { return }
        let run = acts.remove(at: index)
        failedRuns[thread] = run
        if let event = failed(run, fault, device, &output, sight.now) {
            drive(event, &sight, &output)
        }
    }

    private func failed(
        _ run: ActRun,
        _ fault: FaultKind,
        _ device: Int?,
        _ output: inout Output,
        _ now: Instant
    ) -> MachineEvent? {
        output.records.append(.fault(fault, step: run.step, device: device, at: now))
        output.records.append(
            .actEnded(act: run.act, thread: run.thread, .failed(fault), at: now)
        )
        return .failed(thread: run.thread, fault)
    }

    /// Stops pursuing what a thread has under way, and takes back what was not yet handed over.
    mutating func cancel(thread: Int, _ sight: Sight, _ output: inout Output) {
        watches.removeAll { $0.thread == thread }
        guard let index = acts.firstIndex(where: { $0.thread == thread }) else { return }
        let run = acts.remove(at: index)
        failedRuns[thread] = run
        output.requests.removeAll { run.awaits($0.id) }
        output.records.append(
            .actEnded(act: run.act, thread: thread, .abandoned, at: sight.now)
        )
    }
}

extension LoweringFault {
    /// What a step that cannot be lowered runs into.
    fileprivate var kind: FaultKind {
        switch self {
        case .badValue: .sensorBad
        case .plunger: .inDoubt
        case .outOfReach, .noTarget, .missing, .notADevice: .refused
        }
    }
}

extension LabPoint {
    fileprivate var isReadOnDemand: Bool { definition.every == nil }
}
