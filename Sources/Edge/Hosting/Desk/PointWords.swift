import Interlocks
import Labs
import Reports
import Scanning

/// How writing a point ended, in words.
package struct PointWords: Sendable {
    package let isDone: Bool
    package let sentence: String
    /// What stands in the way: closed lines, tripped interlocks.
    package let troubles: [String]

    package init(
        _ name: String,
        _ ending: PointWriting.Ending,
        _ view: LabView,
        _ loaded: LoadedLab
    ) {
        switch ending {
        case .confirmed(let shown): (isDone, sentence) = (true, "\(name) = \(shown), read back.")
        case .acknowledged:
            (isDone, sentence) = (true, "\(name): acknowledged; it cannot be read back.")
        case .differs(let shown):
            isDone = false
            sentence = "\(name): acknowledged, but the device shows \(shown)."
        case .failed(let outcome):
            (isDone, sentence) = (false, "\(name): \(ReadingText.outcome(outcome)).")
        case .waiting(let awaited):
            isDone = false
            sentence =
                "\(name): not sent. Interlocks judge nothing before \(awaited) was read, and "
                + "nothing is permitted before they judge."
        case .late:
            isDone = false
            sentence =
                "\(name): in doubt; no outcome came in time. Read it to see what holds now."
        }
        troubles = isDone ? [] : view.obstacles(in: loaded)
    }
}
