import Interlocks
import Reports
package import Scanning

/// Why what a person wanted done by hand was not, or is not known to be.
package enum HandTrouble: Sendable {
    case failed(CommandOutcome)
    /// Nothing was sent: interlocks wait for this point to be read.
    case waiting(point: String)
    /// Somebody has stopped something meanwhile.
    case stopped
    /// No outcome in time: it may have been sent or not.
    case late

    func sentence(of name: String) -> String {
        switch self {
        case .failed(let outcome): "\(name): \(ReadingText.outcome(outcome))."
        case .waiting(let awaited):
            "\(name): not sent. Interlocks judge nothing before \(awaited) was read, and nothing "
                + "is permitted before they judge."
        case .stopped:
            "\(name): nothing more is sent, since somebody has stopped something meanwhile. Look, "
                + "then ask again."
        case .late: "\(name): in doubt; no outcome came in time. Read what holds now."
        }
    }
}
