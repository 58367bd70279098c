import ArgumentParser
import Hosting

/// How a run ended, dry or live, as an exit code.
enum RunEnding {
    case refused(PlanReview)
    case complete
    /// Stopped, aborted, not begun, or outside what was proved.
    case notReached

    var exitCode: ExitCode? {
        switch self {
        case .refused(let review): review.exitCode
        case .complete: nil
        case .notReached: ExitCode(1)
        }
    }
}
