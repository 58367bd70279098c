import Interlocks
import Labs

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
        case .trouble(let trouble): (isDone, sentence) = (false, trouble.sentence(of: name))
        }
        troubles = isDone ? [] : view.obstacles(in: loaded)
    }
}
