import Execution
import Labs
import Quantities
import Scanning

/// The first and the last commands of a run; counts what is between.
struct CommandTape: Sendable {
    static let greatestFirst = 600
    static let greatestLast = 200

    private var first: [Transcript.Line] = []
    /// A ring: the oldest is overwritten.
    private var ring: [Transcript.Line] = []
    private var oldest = 0
    private var omitted = 0
    private var counts: [Int] = []

    mutating func take(_ request: CommandRequest, at: Instant, _ basis: RunBasis) {
        if counts.isEmpty { counts = Array(repeating: 0, count: basis.lab.devices.count) }
        counts.change(request.device) { $0 += 1 }
        let line = Transcript.Line(
            at: at,
            id: request.id.number,
            command: CommandSentence(request, basis),
            outcome: ""
        )
        if first.count < Self.greatestFirst {
            first.append(line)
        } else if ring.count < Self.greatestLast {
            ring.append(line)
        } else {
            ring[oldest] = line
            oldest = (oldest + 1) % Self.greatestLast
            omitted += 1
        }
    }

    mutating func take(_ id: CommandID, _ outcome: CommandOutcome) {
        let words = CommandSentence.words(for: outcome)
        // Replies follow their commands closely: the newest lines come first.
        if let index = ring.lastIndex(where: { $0.id == id.number }) {
            ring[index].outcome = words
        } else if let index = first.lastIndex(where: { $0.id == id.number }) {
            first[index].outcome = words
        }
    }

    func transcript(_ basis: RunBasis) -> Transcript {
        var transcript = Transcript()
        transcript.first = first
        transcript.last = Array(ring[oldest...]) + Array(ring[..<oldest])
        transcript.omitted = omitted
        for (device, count) in counts.enumerated() where count > 0 {
            transcript.devices.append(
                Transcript.DeviceCount(device: basis.deviceName(device), commands: count)
            )
        }
        return transcript
    }
}
