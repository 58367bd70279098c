import Interlocks
import Quantities

/// Watches that what a device was told still stands while its effect is waited for.
///
/// A controller that restarted, or that somebody took in hand, still answers every poll; only its
/// commanded values tell.
struct Supervision: Sendable {
    enum Verdict: Sendable {
        case stands
        case broken
    }

    /// A change may last so long: a reading that was under way, a refresh that comes late.
    static let patience = Lapse(seconds: 5)

    let program: PointProgram
    private var brokenSince: Instant?

    init(_ program: PointProgram) { self.program = program }

    var nextDeadline: Instant { brokenSince.map { $0 + Self.patience } ?? .never }

    /// Unknown is not broken: bad readings are the completion's and the interlocks' concern.
    mutating func look(_ sight: inout Sight) -> Verdict {
        guard sight.value(of: program) == 0 else {
            brokenSince = nil
            return .stands
        }
        let since = brokenSince ?? sight.now
        brokenSince = since
        return sight.now >= since + Self.patience ? .broken : .stands
    }
}
