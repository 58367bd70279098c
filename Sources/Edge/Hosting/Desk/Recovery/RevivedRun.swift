import Checking
import Documents
import Execution
import Findings
import Foundation
import Journaling
import Labs
import Lines
import Quantities
import Reports
import Running

/// A run that was cut off, as an engine has recalled it from the journal.
struct RevivedRun: Sendable {
    let number: Int
    let file: String
    let by: String
    let checked: CheckedPlan
    let findings: [Finding]
    let engine: RunEngine
    /// All that happened, on this host's time line.
    let records: [RunRecord]
    let revival: RunStepper.Revival
    /// From this host's time line to the one of the host that began the run.
    let shift: Lapse

    /// Recalls a run as far as the journal has it.
    ///
    /// - Throws: `Failure` that says why it cannot go on: the lab has changed since, nobody has
    ///   looked for too long or nobody knows for how long, or its records cannot be read.
    init(
        _ run: JournalReader.Run,
        in reader: JournalReader,
        _ site: HostDesk.Site,
        _ clock: HostClock
    ) throws(Failure) {
        let header = run.header
        number = Int(header.run)
        file = header.file
        by = header.by
        let policy = site.loaded.lab.restart
        guard header.labHash == site.loaded.lab.hash else {
            throw Failure("The lab file has changed since.")
        }
        guard header.bootID == Moment.bootID else {
            throw Failure("The machine was restarted since: nobody can prove for how long.")
        }
        let left = clock.instant(ofBootTime: run.alive ?? header.boot)
        let away = clock.now - left
        guard away <= policy.longestOutage else {
            throw Failure(
                "Nobody looked after it for \(Spoken.lapse(away)); the lab allows "
                    + "\(Spoken.lapse(policy.longestOutage))."
            )
        }
        let review = try Self.review(header, reader, site.loaded)
        guard let checked = review.checked else {
            throw Failure("Its plan is refused now: \(review.findings.first?.message ?? "").")
        }
        self.checked = checked
        findings = review.findings
        let (origin, records) = try Self.records(of: header, reader, clock)
        self.records = records
        shift = .start - (origin.map { clock.instant(ofBootTime: $0) } ?? .start)
        var engine = RunEngine(
            checked,
            lab: site.loaded.lab,
            names: site.loaded.names,
            firstCommand: 1 << 24
        )
        for record in records { engine.recall(record) }
        self.engine = engine
        var began = left
        for case .state(.starting, let at) in records { began = min(began, at) }
        revival = RunStepper.Revival(began: began, left: left, resumption: policy.resumption)
    }

    /// The plan, checked again from what the lab held when the run began.
    static func review(
        _ header: RunHeader,
        _ reader: JournalReader,
        _ loaded: LoadedLab
    ) throws(Failure) -> PlanReview {
        var loaded = loaded
        do throws(JournalFault) {
            guard let plan = try reader.document(header.planHash),
                let state = try reader.document(header.stateHash)
            else { throw JournalFault("The journal has its plan no more.") }
            let (before, _) = LabStateDocument.decode(
                state,
                file: "state.yaml",
                lab: loaded.lab,
                names: loaded.names
            )
            guard let before else { throw JournalFault("Its lab state cannot be read.") }
            loaded.state = before
            return PlanReview(plan, file: header.file, in: loaded, provingFixes: false)
        } catch {
            throw Failure(error.message)
        }
    }

    private static func records(
        of header: RunHeader,
        _ reader: JournalReader,
        _ clock: HostClock
    ) throws(Failure) -> (origin: Int64?, [RunRecord]) {
        var records: [RunRecord] = []
        var first: Int64?
        var decoders: [Int64: JSONDecoder] = [:]
        var fault: (any Error)?
        do throws(JournalFault) {
            try reader.history(of: header.run) { origin, line in
                first = first ?? origin
                let decoder =
                    decoders[origin]
                    ?? HistoryCoding.decoder(
                        shiftedBy: clock.instant(ofBootTime: origin) - .start
                    )
                decoders[origin] = decoder
                do {
                    records.append(try decoder.decode(RunRecord.self, from: Data(line)))
                } catch { fault = fault ?? error }
            }
        } catch {
            throw Failure(error.message)
        }
        guard fault == nil else { throw Failure("Its records are not of this version.") }
        return (first, records)
    }
}
