import Documents
import Interlocks
package import Journaling
package import Labs

/// Puts on the journal what changes in a lab beside its runs' events: what stands where and holds
/// what, and the alarms.
struct LabChronicle: Sendable {
    /// After so many changes the state is written whole again, so that reading it stays quick.
    private static let greatestChanges = 500
    /// How often an alarm that comes and goes is recorded, ns.
    ///
    /// Its record never gives way; how often it came meanwhile the next line says.
    private static let rhythm: Int64 = 10_000_000_000

    private let lab: Lab
    private let farEnd: String
    private let journal: Journal?
    /// As recorded last.
    private var state: LabState?
    private var changes = 0
    private var alarms: [AlarmBook.Alarm] = []
    /// By alarm: when its last line was recorded, CLOCK_BOOTTIME, ns.
    private var recorded: [Int: Int64] = [:]

    init(_ site: HostDesk.Site, _ journal: Journal?) {
        lab = site.loaded.lab
        farEnd = site.farEndWord
        self.journal = journal
    }

    /// How the lab is now; `run`: which run may have changed it.
    mutating func note(_ now: LabState, run: Int64?) {
        guard let journal, now != state else { return }
        let before = changes < Self.greatestChanges ? state : nil
        let document = LabStateDocument.document(now, lab: lab, since: before)
        let bytes = DocumentWriter.json(document)
        let entry: JournalEntry =
            before == nil
            ? .labState(farEnd: farEnd, revision: now.revision, wall: Moment.wall, bytes: bytes)
            : .stateChange(run: run, revision: now.revision, wall: Moment.wall, bytes: bytes)
        guard journal.append([entry]) != nil else { return }
        state = now
        changes = before == nil ? 0 : changes + 1
    }

    /// The alarms as they are now; those that are no longer in the book have gone.
    mutating func note(
        _ now: [AlarmBook.Alarm],
        run: Int64?,
        _ words: (AlarmBook.Alarm) -> DocumentValue
    ) {
        guard let journal, now != alarms else { return }
        var entries: [JournalEntry] = []
        var known: [AlarmBook.Alarm] = []
        for alarm in now {
            let last = alarms.first { $0.number == alarm.number }
            guard last != alarm, !isTooSoon(alarm, last) else {
                known.append(last ?? alarm)
                continue
            }
            entries.append(Self.entry(words(alarm), run))
            recorded[alarm.number] = Moment.boot
            known.append(alarm)
        }
        for gone in alarms where !now.contains(where: { $0.number == gone.number }) {
            var last = gone
            last.condition = .normal
            last.attention = .acknowledged
            entries.append(Self.entry(words(last), run))
            recorded[gone.number] = nil
        }
        guard entries.isEmpty || journal.append(entries) != nil else { return }
        alarms = known
    }

    /// Whether it only comes and goes, as it did a moment ago.
    private func isTooSoon(_ alarm: AlarmBook.Alarm, _ last: AlarmBook.Alarm?) -> Bool {
        guard let last, last.attention == alarm.attention || alarm.attention == .unacknowledged,
            last.shelvedUntil == alarm.shelvedUntil, let at = recorded[alarm.number]
        else { return false }
        return Moment.boot - at < Self.rhythm
    }

    private static func entry(_ document: DocumentValue, _ run: Int64?) -> JournalEntry {
        let line = DocumentWriter.json(document)
        return .note(run: run, kind: .alarm, wall: Moment.wall, line: line)
    }
}

/// What stood where and held what, as a journal has it.
package enum RecordedState {
    /// - Returns: The state at that moment (UTC, ns since 1970), the newest without one, on this
    ///   far end alone where one is named; nil where there is none, or it is not this lab's.
    package static func read(
        _ reader: JournalReader,
        _ loaded: LoadedLab,
        until wall: Int64 = .max,
        on farEnd: String? = nil
    ) throws(JournalFault) -> LabState? {
        var state: LabState?
        for bytes in try reader.states(until: wall, on: farEnd) {
            state =
                LabStateDocument.decode(
                    bytes,
                    file: reader.path,
                    lab: loaded.lab,
                    names: loaded.names,
                    since: state
                ).0
            guard state != nil else { return nil }
        }
        return state
    }
}
