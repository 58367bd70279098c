import Devices
import Execution
package import Interlocks
import Labs
package import Lines
import Quantities
import Records
import Reports
package import Running

/// What a person should know at once of what happens on a host, in words.
package enum LiveWords {
    package static func of(_ notice: LineNotice, _ loaded: LoadedLab) -> String {
        let words =
            switch notice.kind {
            case .connected(let port): "open at \(port)."
            case .disconnected(let reason): "lost. \(reason)"
            case .cannotOpen(let reason): "\(reason) Trying again."
            }
        return loaded.lab.trouble(of: notice.line, words)
    }

    /// nil for what is no news to a person.
    package static func of(_ record: RunRecord, _ loaded: LoadedLab) -> String? {
        let lab = loaded.lab
        switch record {
        case .fault(let kind, _, let device, let at):
            let name = device.map { lab.devices[$0].name } ?? "the run"
            return "\(Spoken.clock(at))  \(name): \(kind.rawValue)."
        case .responded(_, _, let response, let at):
            return "\(Spoken.clock(at))  What follows: \(response.text)."
        case .state(.aborting, let at): return "\(Spoken.clock(at))  Making the zones safe."
        case .tripped(let interlock, let unread, let at):
            return "\(Spoken.clock(at))  TRIP: \(lab.interlocks[interlock].name). "
                + of(tripOf: interlock, unread, loaded)
        case .degraded(let interlock, let bad, let at):
            return lab.interlocks[interlock].words(bad: bad).map { "\(Spoken.clock(at))  \($0)" }
        case .progress(.drove(.cutOff(let away)), let at):
            return "\(Spoken.clock(at))  The host had died. Taken up \(Spoken.lapse(away)) later; "
                + "held until nothing is in doubt."
        case .overdue(let what, let at): return "\(Spoken.clock(at))  \(what.sentence)."
        case .intervened(let device, let at):
            return "\(Spoken.clock(at))  \(lab.devices[device].name): somebody changed what the "
                + "run had commanded. Held until that is verified: athanor verify."
        case .verified(let at): return "\(Spoken.clock(at))  Verified after the intervention."
        case .safe(let zone, let reached, let at):
            return "\(Spoken.clock(at))  Zone \(lab.zones[zone].name) "
                + (reached ? "is safe." : "is NOT known to be safe. Look at it.")
        case .deviceLost(let device, let at):
            return "\(Spoken.clock(at))  \(lab.devices[device].name) does not answer."
        case .deviceFound(let device, let at):
            return "\(Spoken.clock(at))  \(lab.devices[device].name) answers again."
        case .worn(let point, let used, let endurance, let at):
            return "\(Spoken.clock(at))  \(loaded.names.points[point].name): \(used) of "
                + "\(endurance) writes its memory survives are used up."
        case .reset(let interlock, .reset, let at):
            return "\(Spoken.clock(at))  Interlock \(lab.interlocks[interlock].name) was reset."
        case .bypassed(let interlock, _, let at):
            return "\(Spoken.clock(at))  Interlock \(lab.interlocks[interlock].name) is BYPASSED."
        case .mode(let device, let mode, let at):
            return "\(Spoken.clock(at))  \(lab.devices[device].name) is in mode \(mode.rawValue)."
        default: return nil
        }
    }

    /// What a trip is about: the hazard, and that it may not be known.
    package static func of(
        tripOf interlock: Int,
        _ unread: UnreadPoint?,
        _ loaded: LoadedLab
    ) -> String {
        loaded.lab.interlocks[interlock].happened + loaded.names.doubt(unread)
    }

    /// What the devices of an act show now, point by point.
    static func evidence(
        of act: Act,
        _ image: ProcessImage,
        _ loaded: LoadedLab
    ) -> [String] {
        let devices = act.assembly.map(loaded.lab.commandedDevices(ofAssembly:)) ?? []
        return loaded.names.points.indices.compactMap { point in
            let entry = loaded.names.points[point]
            guard devices.contains(entry.reference.device), image[point].quality == .good else {
                return nil
            }
            return "\(entry.name) = \(ReadingText.value(image[point], of: entry.definition))"
        }
    }

    static func ofRefusal(_ devices: [Int], _ loaded: LoadedLab) -> String {
        let names = devices.map { device in
            let instance = loaded.lab.devices[device]
            return "“\(instance.name)” at address \(instance.address) of line "
                + "“\(loaded.lab.lines[instance.line].name)”"
        }
        return "The run did not begin: another device than the lab file says answers as "
            + names.joined(separator: ", ") + ". athanor devices probe shows what answered."
    }
}
