import Devices
import Execution
package import Interlocks
package import Quantities
import Scanning

/// What the run commanded stays as it is, or somebody intervened.
extension RunEngine {
    /// Whether what a device was told has changed by itself is judged here, every turn.
    mutating func lookAtStandings(_ sight: inout Sight, _ output: inout Output) -> Bool {
        for index in standings.indices where standings[index].look(&sight) == .changed {
            let standing = standings[index]
            guard machine.state.isUnderWay else { continue }
            if lostAt[standing.device] >= standing.stood,
                let thread = thread(relyingOn: standing.subject)
            {
                // It forgot: it was away in between.
                standings.remove(at: index)
                fail(thread: thread, .restarted, device: standing.device, &sight, &output)
            } else {
                output.records.append(.intervened(device: standing.device, at: sight.now))
                drive(.intervened, &sight, &output)
            }
            return true
        }
        return false
    }

    /// The thread whose act needs the subject to stand.
    private func thread(relyingOn subject: Standing.Subject) -> Int? {
        acts.first { run in
            switch subject {
            case .target(let assembly): program.acts[run.act].assembly == assembly
            case .output(let device, _): run.devices.contains(device)
            }
        }?.thread
    }

    /// An act begins: what it commands is no longer expected to stay.
    mutating func release(_ lowered: LoweredAct) {
        if case .target(let assembly, _) = lowered.effect {
            standings.removeAll { $0.subject == .target(assembly) }
        }
        for call in lowered.calls + lowered.closing {
            guard case .write(let point, _) = call.command else { continue }
            standings.removeAll { $0.subject == .output(device: call.device, point: point) }
        }
    }

    /// A zone is made safe: nothing its sequence commands is expected to stay.
    mutating func release(zone: Int) {
        let devices = safeWrites.zones[zone].map(\.device)
        standings.removeAll { devices.contains($0.device) }
    }

    /// A furnace has confirmed its target, and is to keep it.
    mutating func keep(_ program: PointProgram, _ run: ActRun, at now: Instant) {
        guard case .target(let assembly, .some) = run.lowered.effect,
            let device = run.devices.first
        else { return }
        standings.removeAll { $0.subject == .target(assembly) }
        standings.append(Standing(.target(assembly), device: device, program, at: now))
    }

    /// An act is confirmed: the outputs it wrote are to stay.
    mutating func keepOutputs(_ run: ActRun, _ rates: inout RateTable, at now: Instant) {
        for call in run.lowered.calls + run.lowered.closing {
            guard case .write(let point, _) = call.command,
                let program = preparation.prepare(call, rates: &rates)?.confirm
            else { continue }
            let subject = Standing.Subject.output(device: call.device, point: point)
            standings.removeAll { $0.subject == subject }
            standings.append(Standing(subject, device: call.device, program, at: now))
        }
    }

    /// Somebody says that what the run relies on was looked at; it is believed where it is read.
    mutating func verify(_ sight: inout Sight, _ output: inout Output) {
        for index in standings.indices where standings[index].report == .told {
            guard standings[index].holds(&sight) else { return }
        }
        for index in standings.indices { standings[index].verified(at: sight.now) }
        let before = machine.posture
        drive(.verified, &sight, &output)
        if machine.posture != before { output.records.append(.verified(at: sight.now)) }
    }

    /// Somebody commands a device by hand while the run relies on it.
    package mutating func takenInHand(
        device: Int,
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        turn(now, image) { engine, sight, output in
            guard engine.usedDevices.contains(device), engine.machine.state.isUnderWay else {
                return
            }
            output.records.append(.intervened(device: device, at: now))
            engine.drive(.intervened, &sight, &output)
        }
    }
}
