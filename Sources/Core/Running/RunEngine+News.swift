import Execution
package import Interlocks
import Labs
package import Quantities

extension RunEngine {
    /// Interlocks (by index into `Lab.interlocks`) tripped.
    ///
    /// Their zones are made safe at once. Where the run uses one of them, it is aborted; a trip
    /// elsewhere does not concern it.
    package mutating func tripped(
        _ interlocks: [Int],
        at now: Instant,
        image: ProcessImage
    ) -> Output {
        turn(now, image) { engine, sight, output in
            var concerned = false
            for interlock in interlocks where engine.lab.interlocks.indices.contains(interlock) {
                let zone = engine.lab.interlocks[interlock].zone
                engine.beginSafe(zone: zone, &sight)
                if engine.usedZones.contains(zone) { concerned = true }
            }
            if concerned { engine.drive(.tripped, &sight, &output) }
        }
    }

    /// A device stopped answering: what needs it fails, but a hold has its grace.
    package mutating func lost(device: Int, at now: Instant, image: ProcessImage) -> Output {
        guard contacts.indices.contains(device) else { return Output() }
        contacts[device] = .lost
        return turn(now, image) { engine, sight, output in
            for thread in engine.acts.filter({ $0.devices.contains(device) && $0.fallsWithDevice })
                .map(\.thread)
            {
                engine.fail(thread: thread, .deviceDead, device: device, &sight, &output)
            }
        }
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
        }
    }

    /// What a person's work changed for the acts after it.
    private mutating func takeOver(_ act: Act) {
        guard case .person(let person) = act else { return }
        for case .move(let item, let slot) in person.changes {
            situation.moved(item: item, to: slot)
        }
    }
}
