import Execution
import Interlocks
import Plans
import Quantities

/// A thread that waits until a condition holds.
struct Watch: Sendable {
    let thread: Int
    let program: PointProgram
}

/// A condition that must hold while steps run.
struct MonitorRun: Sendable {
    /// Index into `Program.monitors`.
    let monitor: Int
    let program: PointProgram
    private let excursion: Lapse
    private let counting: HoldWhileStep.Counting
    private var outsideSince: Instant?
    private var spent = Lapse.zero

    init(
        _ monitor: Int,
        _ program: PointProgram,
        excursion: Lapse,
        counting: HoldWhileStep.Counting
    ) {
        self.monitor = monitor
        self.program = program
        self.excursion = excursion
        self.counting = counting
    }

    var nextDeadline: Instant {
        guard let outsideSince else { return .never }
        return outsideSince + excursion + Lapse(nanoseconds: -spent.nanoseconds)
    }

    /// Takes the condition's present value (NaN counts as outside); true where it was outside for
    /// longer than is tolerated.
    mutating func look(_ value: Double, at now: Instant) -> Bool {
        guard value != 1 else {
            if let since = outsideSince {
                outsideSince = nil
                if counting == .cumulative { spent = spent + (now - since) }
            }
            return false
        }
        outsideSince = outsideSince ?? now
        return now >= nextDeadline
    }
}
