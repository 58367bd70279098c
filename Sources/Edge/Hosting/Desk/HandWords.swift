import Interlocks
import Labs

/// How something a person had done by hand ended, in words.
package struct HandWords: Sendable {
    /// A device that stays held, since what it was told lasts only as long.
    package struct Held: Sendable {
        package var lease: Int
        package var token: UInt64
        /// The actions that follow once nobody holds it.
        package var then: [String]
    }

    package let isDone: Bool
    package let sentence: String
    /// What stands in the way: closed lines, tripped interlocks.
    package let troubles: [String]
    package var held: Held?

    /// How one action ended.
    init(_ name: String, _ ending: HandAction.Ending, _ view: LabView, _ loaded: LoadedLab) {
        switch ending {
        case .confirmed: self.init(true, "\(name): done.", view, loaded)
        case .acknowledged:
            self.init(true, "\(name): acknowledged; nothing would show it done.", view, loaded)
        case .unconfirmed:
            let words = "\(name): acknowledged, but the device did not show it done in its time."
            self.init(false, words, view, loaded)
        case .trouble(let trouble): self.init(false, trouble.sentence(of: name), view, loaded)
        }
    }

    /// How writing one point ended.
    init(_ name: String, _ ending: PointWriting.Ending, _ view: LabView, _ loaded: LoadedLab) {
        switch ending {
        case .confirmed(let shown): self.init(true, "\(name) = \(shown), read back.", view, loaded)
        case .acknowledged:
            self.init(true, "\(name): acknowledged; it cannot be read back.", view, loaded)
        case .differs(let shown):
            let words = "\(name): acknowledged, but the device shows \(shown)."
            self.init(false, words, view, loaded)
        case .trouble(let trouble): self.init(false, trouble.sentence(of: name), view, loaded)
        }
    }

    private init(_ isDone: Bool, _ sentence: String, _ view: LabView, _ loaded: LoadedLab) {
        self.isDone = isDone
        self.sentence = sentence
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
