import Devices
import Execution
import Interlocks
import Labs
import Quantities
import Scanning

extension RunEngine {
    /// Begins to make a zone safe, where that is not under way.
    mutating func beginSafe(zone: Int, _ sight: inout Sight) {
        guard lab.zones.indices.contains(zone), !sequences.contains(where: { $0.zone == zone })
        else { return }
        var steps: [SafeSequence.Step] = []
        for write in safeWrites.zones[zone] {
            var step = SafeSequence.Step(write: write, confirm: nil)
            if let confirm = write.action.confirm {
                step.confirm = preparation.program(
                    confirm,
                    write.device,
                    write.arguments,
                    &sight.rates
                )
            }
            steps.append(step)
        }
        sequences.append(
            SafeSequence(zone: zone, steps: steps, within: lab.zones[zone].within, at: sight.now)
        )
    }

    /// Carries the safe sequences on; true where one has ended.
    mutating func lookAtSequences(_ sight: inout Sight, _ output: inout Output) -> Bool {
        var ended = false
        var index = 0
        while index < sequences.count {
            switch sequences[index].look(&sight) {
            case .waits: index += 1
            case .requests(let body, let device):
                let zone = sequences[index].zone
                let id = request(body, device: device, .safe(zone: zone), &output)
                sequences[index].sent(id, at: sight.now)
                index += 1
            case .ended(let reached):
                ended = true
                let zone = sequences.remove(at: index).zone
                output.records.append(.safe(zone: zone, reached: reached, at: sight.now))
            }
        }
        if safety == .making, sequences.isEmpty {
            safety = .unasked
            ended = true
            drive(.safe, &sight, &output)
        }
        return ended
    }
}
