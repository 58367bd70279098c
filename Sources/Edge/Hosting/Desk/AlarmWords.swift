import Interlocks
import Labs

/// What an alarm says: what happened, what the box did, what to do, what not to do (ISA-18.2).
struct AlarmWords {
    var name: String
    var happened: String
    var did: String
    var todo: String
    var not: String

    init(_ source: AlarmBook.Source, _ content: HostDesk.Content, _ loaded: LoadedLab) {
        let lab = loaded.lab
        switch source {
        case .trip(let interlock):
            let rule = lab.interlocks[interlock]
            let unread = content.view.trips.last { $0.interlock == interlock }?.unread
            self.init(
                "trip " + rule.name,
                LiveWords.of(tripOf: interlock, unread, loaded),
                rule.did,
                rule.mend + " Then: athanor reset \(rule.name).",
                "Do not bypass the interlock to go on."
            )
        case .bypass(let interlock):
            let bypass = content.bypasses.first { $0.interlock == interlock }
            self.init(
                "bypass " + lab.interlocks[interlock].name,
                "The interlock is not judged"
                    + (bypass.map { " (by \($0.by): \($0.reason))" } ?? "") + ".",
                "Nothing: its hazard is not fenced.",
                "Watch what it would watch; end it as soon as you can.",
                "Do not leave the bench."
            )
        case .degraded(let interlock):
            self.init(
                "degraded " + lab.interlocks[interlock].name,
                "Channels of its voting give no good reading.",
                "Votes as the lab declares for fewer channels.",
                "Look at the channels' devices and lines (athanor read).",
                "Do not wait: one more channel less may trip it."
            )
        case .lab(let alarm):
            self.init(lab.alarms[alarm].name, lab.alarms[alarm].message, "Nothing.", "", "")
        case .notKept:
            self.init(
                "latches not kept",
                content.storeFault ?? "Latched trips and bypasses could not be written.",
                "Goes on; the next host would not know of them.",
                "Look at this machine's disk.",
                "Do not restart the host before you have noted what is tripped."
            )
        case .notRecorded:
            self.init(
                "journal not written",
                content.journalFault ?? "What happens cannot be recorded.",
                "Refuses whatever is new; stopping and making safe work as ever.",
                "Make room on this machine's disk, or see to its permissions.",
                "Do not delete the journal."
            )
        default: self.init(ofEquipment: source, content, lab)
        }
    }

    private init(
        ofEquipment source: AlarmBook.Source,
        _ content: HostDesk.Content,
        _ lab: Lab
    ) {
        switch source {
        case .deviceLost(let device):
            self.init(
                "lost " + lab.devices[device].name,
                "\(lab.devices[device].name) does not answer.",
                "Its readings are bad; what needs them trips or fails.",
                "Look at its power, its cable and its display.",
                "Do not trust its last values."
            )
        case .handLeft(let device):
            self.init(
                "left as it was: " + lab.devices[device].name,
                "Somebody held \(lab.devices[device].name), and what ends that was not "
                    + "acknowledged: it may still move, or be on.",
                "Sends it again, ten times in all.",
                "Look at the device itself, and switch it off by hand where it is on.",
                "Do not trust that it stopped."
            )
        case .lineClosed(let line):
            var reason = ""
            if case .closed(let why) = content.view.lines[line] { reason = " " + why }
            self.init(
                "line " + lab.lines[line].name,
                "The line is not open.\(reason)",
                "Every device on it reads as bad; opening is tried again and again.",
                "Look at the adapter and its cable.",
                "Do not open the port with another program."
            )
        case .notSafe(let zone):
            self.init(
                "not safe: zone " + lab.zones[zone].name,
                "The zone's safe state was not confirmed in time.",
                "Every write of its safe sequence was sent until its time was over.",
                "Look at the zone itself, and switch it off by hand where it is not safe.",
                "Do not trust what is shown of it."
            )
        default: self.init(ofTheBox: source)
        }
    }

    private init(ofTheBox source: AlarmBook.Source) {
        switch source {
        case .scanLate:
            self.init(
                "scan late",
                "Interlocks were judged later than every 10 ms.",
                "Took back what was permitted meanwhile, where it was very late.",
                "Find out what keeps this box busy (athanor status).",
                "Do not run other programs on it."
            )
        case .scanNotRealtime:
            self.init(
                "scan without real-time priority",
                "The system does not let the scan come before other programs.",
                "Scans all the same; reaction times are not guaranteed.",
                "Start the host with the right to SCHED_FIFO and mlockall.",
                "Do not leave it alone with heat."
            )
        case .clockBehind:
            self.init(
                "clock set back",
                "The wall clock is behind the newest record of the journal.",
                "Keeps every record in its order by number; nothing that runs depends on this "
                    + "clock.",
                "Set the clock, and see to what keeps it right (chrony).",
                "Do not compare times of records before and after."
            )
        default:
            self.init(
                "run aborted",
                "The run ended by a fault.",
                "Made its zones safe.",
                "Read what happened (athanor status) before you begin another run.",
                "Do not repeat the step unseen."
            )
        }
    }

    private init(
        _ name: String,
        _ happened: String,
        _ did: String,
        _ todo: String,
        _ not: String
    ) {
        self.name = name
        self.happened = happened
        self.did = did
        self.todo = todo
        self.not = not
    }
}
