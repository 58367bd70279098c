import Devices
import Execution
package import Interlocks
import Labs
package import Quantities

extension RunEngine {
    /// Interlocks (by index into `Lab.interlocks`) tripped.
    ///
    /// Where the run uses one of their zones it is aborted; a trip elsewhere does not concern it.
    /// The zones are made safe without it.
    package mutating func tripped(
        _ interlocks: [Int],
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        turn(now, image) { engine, sight, output in
            var concerned = false
            for interlock in interlocks where engine.lab.interlocks.indices.contains(interlock) {
                let zone = engine.lab.interlocks[interlock].zone
                if engine.usedZones.contains(zone) { concerned = true }
            }
            if concerned { engine.drive(.tripped, &sight, &output) }
        }
    }

    /// A zone is being made safe, by whoever's wish: nothing its sequence commands is expected to
    /// stay, and a run that uses it ends.
    package mutating func safetyBegun(
        zone: Int,
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        guard lab.zones.indices.contains(zone) else { return Output() }
        return turn(now, image) { engine, sight, output in
            engine.release(zone: zone)
            // Not where it is the run itself that wants it so.
            guard engine.usedZones.contains(zone), case .unasked = engine.safety else { return }
            engine.drive(.tripped, &sight, &output)
        }
    }

    /// A zone's safe sequence has ended, whether every write was read back or not.
    package mutating func safetyEnded(
        zone: Int,
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        guard case .making(var left) = safety else { return Output() }
        left.removeAll { $0 == zone }
        safety = left.isEmpty ? .unasked : .making(left: left)
        guard left.isEmpty else { return Output() }
        return turn(now, image) { engine, sight, output in
            engine.drive(.safe, &sight, &output)
        }
    }

    /// Devices stopped answering: what needs them fails, but a hold has its grace.
    ///
    /// Where nothing on a line of several answers, the line is dead.
    package mutating func lost(devices: [Int], at now: Instant, image: ProcessImage) -> Output {
        let lost = devices.filter(contacts.indices.contains)
        for device in lost {
            contacts[device] = .lost
            lostAt[device] = now
        }
        return turn(now, image) { engine, sight, output in
            for device in lost {
                let kind: FaultKind = engine.isOnDeadLine(device) ? .lineDead : .deviceDead
                for run in engine.acts where run.devices.contains(device) && run.fallsWithDevice {
                    engine.fail(thread: run.thread, kind, device: device, &sight, &output)
                }
            }
        }
    }

    package mutating func lost(device: Int, at now: Instant, image: ProcessImage) -> Output {
        lost(devices: [device], at: now, image: image)
    }

    private func isOnDeadLine(_ device: Int) -> Bool {
        let line = lab.devices[device].line
        let neighbours = lab.devices.indices.filter { lab.devices[$0].line == line }
        return neighbours.count > 1 && neighbours.allSatisfy { contacts[$0] == .lost }
    }

    /// A device answers again.
    package mutating func found(device: Int, at now: Instant, image: ProcessImage) -> Output {
        guard contacts.indices.contains(device) else { return Output() }
        contacts[device] = .answers
        return turn(now, image) { _, _, _ in }
    }

    /// A person says an operator task (or the adding of a weighing) is done.
    ///
    /// Returns nil where the thread waits for nobody.
    package mutating func personDone(
        thread: Int,
        at now: Instant,
        image: ProcessImage
    ) -> Output? {
        guard let index = acts.firstIndex(where: { $0.thread == thread }),
            case .withPerson = acts[index].phase
        else { return nil }
        return turn(now, image) { engine, _, output in
            let act = engine.acts[index]
            output.records.append(.personDone(act: act.act, thread: thread, at: now))
            if act.scale == nil {
                engine.takeOver(engine.program.acts[act.act])
                engine.acts[index].phase = .done
            } else {
                engine.acts[index].phase = .weighing(Weighing(since: now))
            }
            engine.note(.reached(engine.acts[index].place, thread: thread), at: now, &output)
        }
    }

    /// What a person's work changed for the acts after it.
    mutating func takeOver(_ act: Act) {
        guard case .person(let person) = act else { return }
        for case .move(let item, let slot) in person.changes {
            situation.moved(item: item, to: slot)
        }
    }
}
