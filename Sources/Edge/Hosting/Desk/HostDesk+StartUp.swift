import Devices
import Labs
import Lines
import Running
import Synchronization

/// How something that is to be done each morning stands.
enum StartUpStanding: Sendable {
    /// Not since the host began.
    case open
    case done
    /// It was done, and the device was away afterwards.
    case lost
}

/// What the lab wants done before the first run: watched, and never done by itself.
extension HostDesk {
    /// A person had this done to its end.
    func noteStartUp(_ hand: HandAction) {
        content.withLock { content in
            for (place, wanted) in site.loaded.lab.startUp.enumerated()
            where hand.isWanted(by: wanted) {
                content.startUp[place] = .done
            }
        }
    }

    /// A device that was away may have lost its power: what was done to it counts no more.
    ///
    /// One that comes back before anybody has asked it cannot be told from one that never left.
    func noteLosses(_ batch: HostBatch, _ content: inout Content) {
        let lab = site.loaded.lab
        guard !lab.startUp.isEmpty else { return }
        for notice in batch.notices {
            switch notice.kind {
            case .connected: break
            case .disconnected, .cannotOpen:
                lose(&content) { lab.devices[$0.device].line == notice.line }
            }
        }
        for record in batch.records {
            switch record {
            case .deviceLost(let device, _), .mode(let device, .maintenance, _),
                .mode(let device, .outOfService, _):
                lose(&content) { $0.device == device }
            default: break
            }
        }
    }

    private func lose(_ content: inout Content, where isLost: (StartUpAction) -> Bool) {
        for (place, wanted) in site.loaded.lab.startUp.enumerated() where isLost(wanted) {
            guard case .done = content.startUp[place] else { continue }
            content.startUp[place] = .lost
        }
    }

    /// Whether the walk asks for this action of the device as something to be done first.
    func isAskedAtStartUp(_ action: String, of device: Int) -> Bool {
        site.loaded.lab.startUp.contains { $0.device == device && $0.action == action }
    }

    /// What is to be done first, and what of it was done.
    func startUpItems(_ content: Content) -> [ReadyItem] {
        site.loaded.lab.startUp.enumerated()
            .map { place, wanted in
                let name = site.loaded.lab.devices[wanted.device].name
                let standing = standing(of: place, wanted, content)
                let call = "athanor act \(name) \(wanted.action)" + Self.typed(wanted.arguments)
                let subject = "start-up " + name
                switch standing {
                case .done:
                    return ReadyItem(
                        subject: subject,
                        standing: .ready,
                        words: "\(wanted.action): done"
                    )
                case .open:
                    return ReadyItem(
                        subject: subject,
                        standing: .todo,
                        words: "\(wanted.action): not done since the host began",
                        todo: call,
                        reason: wanted.reason
                    )
                case .lost:
                    return ReadyItem(
                        subject: subject,
                        standing: .todo,
                        words: "\(wanted.action): to be done again, it was away",
                        todo: call,
                        reason: wanted.reason
                    )
                }
            }
    }

    /// Homing that was done does not count once the position is lost again.
    private func standing(
        of place: Int,
        _ wanted: StartUpAction,
        _ content: Content
    ) -> StartUpStanding {
        let device = site.loaded.lab.devices[wanted.device]
        let home = site.loaded.lab.profiles[device.profile].jog?.home
        let isLost =
            wanted.action == home && content.state.devices[wanted.device].homing == .unknown
        guard case .done = content.startUp[place], isLost else { return content.startUp[place] }
        return .lost
    }

    /// The arguments as a shell takes them.
    private static func typed(_ arguments: [StartUpAction.Argument]) -> String {
        arguments.map { argument in
            let isPlain = argument.text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
            }
            let text = argument.text.replacing("'", with: "'\\''")
            return " \(argument.name)=" + (isPlain ? text : "'\(text)'")
        }
        .joined()
    }
}
