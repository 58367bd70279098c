import Interlocks
import Labs

/// How an action by hand ended, in words.
package struct ActionWords: Sendable {
    package let isDone: Bool
    package let sentence: String
    /// What stands in the way: closed lines, tripped interlocks.
    package let troubles: [String]

    package init(_ name: String, _ ending: HandAction.Ending, _ view: LabView, _ loaded: LoadedLab)
    {
        switch ending {
        case .confirmed: (isDone, sentence) = (true, "\(name): done.")
        case .acknowledged:
            (isDone, sentence) = (true, "\(name): acknowledged; nothing would show it done.")
        case .unconfirmed:
            isDone = false
            sentence = "\(name): acknowledged, but the device did not show it done in its time."
        case .trouble(let trouble): (isDone, sentence) = (false, trouble.sentence(of: name))
        }
        troubles = isDone ? [] : view.obstacles(in: loaded)
    }
}

extension LabView {
    /// What stands in the way of commands: closed lines, tripped interlocks.
    func obstacles(in loaded: LoadedLab) -> [String] {
        troubles(in: loaded.lab).map(\.sentence)
            + latched.map { trip in
                "Interlock \(loaded.lab.interlocks[trip.interlock].name) has tripped: "
                    + LiveWords.of(tripOf: trip.interlock, trip.unread, loaded)
            }
    }
}
