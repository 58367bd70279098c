import Devices
import Execution
import Interlocks
import Labs
import Quantities
import Scanning

/// Makes one zone safe: its sequence in order, whatever fails, again and again until every write
/// is read back or the zone's time is over.
struct SafeSequence: Sendable {
    /// A command's outcome is awaited so long before the next one follows.
    static let outcomeTime = SafetyTiming.outcome
    /// From the end of one pass to the next one over what is not confirmed.
    static let pauseBetweenPasses = Lapse.milliseconds(500)

    struct Step: Sendable {
        var write: SafeWrites.Step
        var confirm: PointProgram?
        /// When its last command was acknowledged in this pass.
        var acknowledged: Instant?
        var isConfirmed = false
    }

    enum Phase: Sendable {
        /// This command of this step is to be requested.
        case ready(step: Int, body: Int)
        case sent(CommandID, step: Int, body: Int, until: Instant)
        /// A pass is over.
        case pausing(until: Instant)
    }

    enum Verdict: Sendable {
        case waits
        case requests(CommandBody, device: Int)
        case ended(reached: Bool)
    }

    private var began = Instant.start
    private var deadline = Instant.never
    private var steps: [Step]
    private var phase = Phase.ready(step: 0, body: 0)

    /// A sequence that is ready to begin.
    init(_ steps: [Step]) { self.steps = steps }

    /// Begins, whatever an earlier time left.
    mutating func begin(within: Lapse, at now: Instant) {
        began = now
        deadline = now + within
        phase = .ready(step: 0, body: 0)
        forget()
    }

    private mutating func forget() {
        for index in steps.indices {
            steps[index].isConfirmed = false
            steps[index].acknowledged = nil
        }
    }

    var nextDeadline: Instant {
        let due: Instant =
            switch phase {
            case .ready: .start
            case .sent(_, _, _, let until): until
            case .pausing(let until): until
            }
        return min(due, deadline)
    }

    /// What was told and read back is told once more; `within` so long from now, where it is given.
    mutating func tellAgain(within: Lapse?, at now: Instant) {
        guard now != began else { return }
        forget()
        if case .pausing = phase { phase = .ready(step: 0, body: 0) }
        if let within { deadline = now + within }
    }

    mutating func look(_ sight: inout Sight) -> Verdict {
        for index in steps.indices where !steps[index].isConfirmed { confirm(index, &sight) }
        if steps.allSatisfy(\.isConfirmed) { return .ended(reached: true) }
        guard sight.now < deadline else { return .ended(reached: false) }
        switch phase {
        case .sent(_, let step, let body, let until) where sight.now >= until:
            goOn(after: step, body, sight.now)
        case .pausing(let until) where sight.now >= until: phase = .ready(step: 0, body: 0)
        default: break
        }
        while case .ready(let step, let body) = phase {
            guard step < steps.count else {
                phase = .pausing(until: sight.now + Self.pauseBetweenPasses)
                break
            }
            let write = steps[step].write
            guard !steps[step].isConfirmed, body < write.bodies.count else {
                phase = .ready(step: step + 1, body: 0)
                continue
            }
            return .requests(write.bodies[body], device: write.device)
        }
        return .waits
    }

    mutating func sent(_ id: CommandID, at now: Instant) {
        guard case .ready(let step, let body) = phase else { return }
        if body == 0 { steps[step].acknowledged = nil }
        phase = .sent(id, step: step, body: body, until: now + Self.outcomeTime)
    }

    /// Takes an outcome; false where it is not this sequence's.
    mutating func take(_ id: CommandID, _ outcome: CommandOutcome, at now: Instant) -> Bool {
        guard case .sent(let sent, let step, let body, _) = phase, sent == id else { return false }
        if outcome == .acknowledged, body + 1 == steps[step].write.bodies.count {
            steps[step].acknowledged = now
            // Nothing to read back: the acknowledgement must do.
            if steps[step].confirm == nil { steps[step].isConfirmed = true }
        }
        goOn(after: step, body, now)
        return true
    }

    private mutating func goOn(after step: Int, _ body: Int, _ now: Instant) {
        phase = .ready(step: step, body: body + 1)
    }

    private mutating func confirm(_ index: Int, _ sight: inout Sight) {
        guard let program = steps[index].confirm, let since = steps[index].acknowledged,
            program.isNewer(than: since, in: sight.image)
        else { return }
        if sight.value(of: program) == 1 { steps[index].isConfirmed = true }
    }
}
