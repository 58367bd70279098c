import Checking
import Execution
import Hosting
import Interlocks
import Labs
import Lines
import Quantities
import Records
import Reports
import Running

/// What a person sees of a run while it is on, and what is recorded of it.
struct RunConsole {
    let screen = SharedScreen()
    private(set) var recorder: Recorder
    private let loaded: LoadedLab
    private var status: LiveStatus
    private var image: ProcessImage

    init(_ checked: CheckedPlan, in loaded: LoadedLab, traced: Bool, _ seed: UInt64) {
        self.loaded = loaded
        let header = TraceHeader(version: Athanor.version, seed: seed, faults: [])
        recorder = Recorder(checked, in: loaded, trace: traced ? header : nil)
        status = LiveStatus(checked, lab: loaded.lab, names: loaded.names)
        image = ProcessImage(loaded.names)
    }

    mutating func take(_ batch: HostBatch) {
        recorder.take(batch.records, batch.readings, began: batch.began)
        status.take(batch.records)
        for sample in batch.readings { image.store(sample.reading, point: sample.point) }
        image.expire(at: batch.now)
        for notice in batch.notices { screen.note(words(notice)) }
        for record in batch.records {
            if let words = words(record) { screen.note(words) }
        }
        guard Terminal.isInteractive else { return }
        if case .waitingForImage = batch.phase {
            return screen.show("Waiting for every device's first readings …")
        }
        screen.show(
            status.text(
                batch.state,
                image: image,
                deck: recorder.digest.ledger.state,
                elapsed: batch.now - batch.began,
                Terminal.errorStyle
            )
        )
    }

    /// The bytes of the trace since the last call.
    mutating func drainTrace() -> [UInt8] { recorder.drainTrace() }

    mutating func finish(_ run: LiveRun) {
        recorder.finish(run.outcome, at: run.ended)
        screen.end()
    }

    private func words(_ notice: LineNotice) -> String {
        let words =
            switch notice.kind {
            case .connected(let port): "open at \(port)."
            case .disconnected(let reason): "lost. \(reason)"
            case .cannotOpen(let reason): "\(reason) Trying again."
            }
        return loaded.lab.trouble(of: notice.line, words)
    }

    /// What a person should know at once.
    private func words(_ record: RunRecord) -> String? {
        switch record {
        case .fault(let kind, _, let device, let at):
            let name = device.map { loaded.lab.devices[$0].name } ?? "the run"
            return "\(Spoken.clock(at))  \(name): \(kind.rawValue). Making the zones safe."
        case .tripped(let interlock, let unread, let at):
            let rule = loaded.lab.interlocks[interlock]
            let doubt = loaded.names.doubt(unread)
            return "\(Spoken.clock(at))  TRIP: \(rule.name). \(rule.happened)\(doubt)"
        case .safe(let zone, let reached, let at):
            let name = loaded.lab.zones[zone].name
            return "\(Spoken.clock(at))  Zone \(name) "
                + (reached ? "is safe." : "is NOT known to be safe. Look at it.")
        case .deviceLost(let device, let at):
            return "\(Spoken.clock(at))  \(loaded.lab.devices[device].name) does not answer."
        case .deviceFound(let device, let at):
            return "\(Spoken.clock(at))  \(loaded.lab.devices[device].name) answers again."
        case .worn(let point, let used, let endurance, let at):
            return "\(Spoken.clock(at))  \(loaded.names.points[point].name): \(used) of "
                + "\(endurance) writes its memory survives are used up."
        default: return nil
        }
    }
}
