import Devices
package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// Makes zones safe, whatever else goes on: no run, no plan and no journal has a part in it.
///
/// A value of the scan's own thread. Every zone has at most one sequence under way.
package struct ZoneSafety: Sendable {
    /// A zone's sequence has ended.
    package struct Ending: Hashable, Sendable {
        package var zone: Int
        /// Whether every write was read back in time.
        package var reached: Bool
    }

    private let lab: Lab
    private let safeWrites: SafeWrites
    private let preparation: CallPreparation
    private var sequences: [SafeSequence] = []
    private var rates = RateTable()
    private var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)
    private var nextCommand = CommandID.firstOfSafety
    package private(set) var endings: [Ending] = []

    package init(_ lab: Lab, _ names: LabNames) {
        self.lab = lab
        safeWrites = SafeWrites(lab)
        preparation = CallPreparation(lab, names)
    }

    /// Whether any zone is being made safe.
    package var isBusy: Bool { !sequences.isEmpty }

    package func isMaking(zone: Int) -> Bool { sequences.contains { $0.zone == zone } }

    /// When a sequence has something to do though nothing new arrives.
    package var nextDeadline: Instant { sequences.reduce(.never) { min($0, $1.nextDeadline) } }

    /// Begins to make a zone safe.
    ///
    /// Where that is under way, everything is told once more without beginning over, so that
    /// whoever asks again and again keeps no step from its turn; a trip has the zone's whole time
    /// anew.
    package mutating func begin(zone: Int, forTrip isTrip: Bool, at now: Instant) {
        guard lab.zones.indices.contains(zone) else { return }
        if let place = sequences.firstIndex(where: { $0.zone == zone }) {
            let within = isTrip ? lab.zones[zone].within : nil
            return sequences[place].tellAgain(within: within, at: now)
        }
        var steps: [SafeSequence.Step] = []
        for write in safeWrites.zones[zone] {
            var step = SafeSequence.Step(write: write, confirm: nil)
            if let confirm = write.action.confirm {
                step.confirm = preparation.program(confirm, write.device, write.arguments, &rates)
            }
            steps.append(step)
        }
        sequences.append(
            SafeSequence(zone: zone, steps: steps, within: lab.zones[zone].within, at: now)
        )
    }

    /// Takes an outcome; false where it is none of these sequences'.
    package mutating func take(
        _ id: CommandID,
        _ outcome: CommandOutcome,
        at now: Instant
    ) -> Bool {
        guard id.isOfSafety else { return false }
        for index in sequences.indices where sequences[index].take(id, outcome, at: now) { break }
        return true
    }

    /// Carries the sequences on: what they want sent now; what has ended is in `endings`.
    package mutating func look(_ image: ProcessImage, at now: Instant) -> [CommandRequest] {
        endings.removeAll(keepingCapacity: true)
        guard !sequences.isEmpty else { return [] }
        var requests: [CommandRequest] = []
        var sight = Sight(now: now, image: image, rates: rates, stack: stack)
        stack = []
        var index = 0
        while index < sequences.count {
            switch sequences[index].look(&sight) {
            case .waits: index += 1
            case .requests(let body, let device):
                let id = CommandID(nextCommand)
                nextCommand += 1
                let origin = CommandRequest.Origin.safe(zone: sequences[index].zone)
                sequences[index].sent(id, at: now)
                requests.append(
                    CommandRequest(id: id, device: device, body: body, origin: origin)
                )
                index += 1
            case .ended(let reached):
                endings.append(Ending(zone: sequences[index].zone, reached: reached))
                sequences.remove(at: index)
            }
        }
        stack = sight.stack
        return requests
    }
}

extension CommandID {
    /// Safe sequences number their commands from here on; runs and people stay below.
    static let firstOfSafety = 1 << 51

    fileprivate var isOfSafety: Bool {
        number >= Self.firstOfSafety && number < Self.firstOfScan
    }
}
