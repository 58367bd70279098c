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

    /// By zone: its safe state is reached within this time.
    private let within: [Lapse]
    /// By zone: its sequence.
    ///
    /// All is compiled before the first tick: nothing of it may take time when a zone has to be
    /// made safe.
    private var sequences: [SafeSequence]
    /// Zones whose sequence is under way, in the order they began.
    private var busy: [Int] = []
    private var rates = RateTable()
    private var stack = [Double](repeating: 0, count: PointProgram.greatestDepth)
    private var nextCommand = CommandID.firstOfSafety
    package private(set) var endings: [Ending] = []

    package init(_ lab: Lab, _ names: LabNames) {
        let preparation = CallPreparation(lab, names)
        var rates = RateTable()
        within = lab.zones.map(\.within)
        sequences = SafeWrites(lab).zones
            .map { writes in
                SafeSequence(
                    writes.map { write in
                        let confirm = write.action.confirm.flatMap {
                            preparation.program($0, write.device, write.arguments, &rates)
                        }
                        return SafeSequence.Step(write: write, confirm: confirm)
                    }
                )
            }
        self.rates = rates
        busy.reserveCapacity(within.count)
        endings.reserveCapacity(within.count)
    }

    /// Whether any zone is being made safe.
    package var isBusy: Bool { !busy.isEmpty }

    package func isMaking(zone: Int) -> Bool { busy.contains(zone) }

    /// When a sequence has something to do though nothing new arrives.
    package var nextDeadline: Instant {
        busy.reduce(.never) { min($0, sequences[$1].nextDeadline) }
    }

    /// Begins to make a zone safe.
    ///
    /// Where that is under way, everything is told once more without beginning over, so that
    /// whoever asks again and again keeps no step from its turn; a trip has the zone's whole time
    /// anew.
    package mutating func begin(zone: Int, forTrip isTrip: Bool, at now: Instant) {
        guard sequences.indices.contains(zone) else { return }
        guard !isMaking(zone: zone) else {
            return sequences[zone].tellAgain(within: isTrip ? within[zone] : nil, at: now)
        }
        sequences[zone].begin(within: within[zone], at: now)
        busy.append(zone)
    }

    /// Takes an outcome; false where it is none of these sequences'.
    package mutating func take(
        _ id: CommandID,
        _ outcome: CommandOutcome,
        at now: Instant
    ) -> Bool {
        guard id.isOfSafety else { return false }
        for zone in busy where sequences[zone].take(id, outcome, at: now) { break }
        return true
    }

    /// Carries the sequences on: what they want sent now; what has ended is in `endings`.
    package mutating func look(_ image: ProcessImage, at now: Instant) -> [CommandRequest] {
        var requests: [CommandRequest] = []
        look(image, at: now, into: &requests)
        return requests
    }

    /// Carries the sequences on, and adds what they want sent now; what has ended is in `endings`.
    package mutating func look(
        _ image: ProcessImage,
        at now: Instant,
        into requests: inout [CommandRequest]
    ) {
        endings.removeAll(keepingCapacity: true)
        guard isBusy else { return }
        var sight = Sight(now: now, image: image, rates: rates, stack: stack)
        stack = []
        var index = 0
        while index < busy.count {
            let zone = busy[index]
            switch sequences[zone].look(&sight) {
            case .waits: index += 1
            case .requests(let body, let device):
                let id = CommandID(nextCommand)
                nextCommand += 1
                sequences[zone].sent(id, at: now)
                requests.append(
                    CommandRequest(id: id, device: device, body: body, origin: .safe(zone: zone))
                )
                index += 1
            case .ended(let reached):
                endings.append(Ending(zone: zone, reached: reached))
                busy.remove(at: index)
            }
        }
        stack = sight.stack
    }
}

extension CommandID {
    /// Safe sequences number their commands from here on; runs and people stay below.
    static let firstOfSafety = 1 << 51

    fileprivate var isOfSafety: Bool {
        number >= Self.firstOfSafety && number < Self.firstOfScan
    }
}
