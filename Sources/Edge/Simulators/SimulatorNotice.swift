package import Documents
package import Labs
package import Quantities
package import Simulation

/// Something a person at the simulator wants to know.
package struct SimulatorNotice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case hostCame(line: Int)
        case hostGone(line: Int)
        case fault(FaultNote)
    }

    package var kind: Kind
    package var at: Instant
    /// How often it came and went since the last notice of this line.
    package var changes = 1

    /// One line: `12.40 s  furnace-bus: a host is connected`.
    package func text(_ lab: Lab) -> String {
        let seconds = Double(at.nanoseconds / 10_000_000) / 100
        return "\(seconds) s  \(words(lab))"
    }

    /// The notice for programs: when, which line or device, what.
    package func document(_ lab: Lab) -> DocumentValue {
        let (name, event): (String, String) =
            switch kind {
            case .hostCame(let line): (lab.lines[line].name, "host-came")
            case .hostGone(let line): (lab.lines[line].name, "host-gone")
            case .fault(let note):
                (
                    lab.devices[note.spec.device].name,
                    note.spec.kind.rawValue + (note.change == .began ? " begins" : " ends")
                )
            }
        return .members([
            "at-s": .number(at.nanoseconds.seconds), "of": .text(name), "event": .text(event),
            "changes": .integer(changes),
        ])
    }

    /// What happened, without when.
    package func words(_ lab: Lab) -> String {
        let often = changes > 2 ? " (it came and went \(changes / 2) times)" : ""
        switch kind {
        case .hostCame(let line): return "\(lab.lines[line].name): a host is connected\(often)"
        case .hostGone(let line): return "\(lab.lines[line].name): the host has gone\(often)"
        case .fault(let note): return note.words(lab)
        }
    }
}

extension FaultNote {
    /// `controller: device-dead begins, for 300 s`.
    package func words(_ lab: Lab) -> String {
        let device = lab.devices[spec.device]
        let name = spec.kind == .lineDead ? lab.lines[device.line].name : device.name
        guard change == .began else { return "\(name): \(spec.kind.rawValue) has ended" }
        let lasting = spec.lasting.map { ", for \($0.seconds) s" } ?? ""
        return "\(name): \(spec.kind.rawValue) begins\(lasting)"
    }
}
