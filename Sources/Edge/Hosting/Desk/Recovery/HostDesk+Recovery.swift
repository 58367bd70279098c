import Checking
package import Documents
import Execution
import Findings
import Interlocks
import Journaling
import Labs
import Lines
import Running
import Synchronization

/// What an earlier host left unfinished.
extension HostDesk {
    /// Finds runs that earlier hosts died with, and goes on with one where the lab wants that.
    ///
    /// Where the simulated world died with its host nothing is in doubt: they are closed.
    func findCutOff() {
        guard let journal = acts.journal else { return }
        var cutOff: [CutOffRun]
        do throws(JournalFault) {
            cutOff = try CutOffRun.find(in: journal.path)
        } catch {
            return content.withLock { $0.recoveryFault = error.message }
        }
        if site.hands != nil {
            for run in cutOff where run.run.header.farEnd == site.farEndWord { close(run, journal) }
            cutOff.removeAll { $0.run.header.farEnd == site.farEndWord }
        }
        guard let last = cutOff.indices.last else { return }
        do throws(Failure) {
            if cutOff.count > 1 { throw Failure("Earlier runs were cut off as well.") }
            try takeUp(cutOff[last].run, journal)
            cutOff.removeLast()
        } catch {
            cutOff[last].reason = error.message
            acts.noteOwn("made-safe", ["run": "\(cutOff[last].number)", "why": error.message])
            for zone in site.loaded.lab.zones.indices { host.order(.makeSafe(zone: zone)) }
        }
        content.withLock { $0.cutOff = cutOff }
    }

    private func close(_ run: CutOffRun, _ journal: Journal) {
        acts.noteOwn("recover", ["run": "\(run.number)", "found": "its world died"])
        journal.append([.cutOff(run.number)])
    }

    /// Goes on with a run where its last host left it: held, until nothing of it is in doubt.
    private func takeUp(_ run: JournalReader.Run, _ journal: Journal) throws(Failure) {
        let policy = site.loaded.lab.restart
        guard policy.safeState == .left, run.header.farEnd == site.farEndWord else {
            throw Failure("The lab wants the safe state after a host's death.")
        }
        let reader: JournalReader
        do throws(JournalFault) {
            reader = try JournalReader(journal.path)
        } catch {
            throw Failure(error.message)
        }
        let revived = try RevivedRun(run, in: reader, site, host.clock)
        let log = RunLog(journal, resuming: revived, clock: host.clock, site)
        var desk = RunDesk(
            number: revived.number,
            revived.checked,
            findings: revived.findings,
            file: revived.file,
            by: revived.by,
            trace: nil,
            log: log,
            site
        )
        desk.restore(revived, site)
        acts.noteOwn("take-up", ["run": "\(revived.number)"])
        var order = HostedRun(revived.engine, acts: revived.checked.program.acts)
        order.log = log
        order.revival = revived.revival
        content.withLock { content in
            content.runs = max(content.runs, Int(revived.engine.lastCommand >> 24))
            content.run = desk
        }
        host.order(.begin(order))
    }

    /// A run of which something is uncertain goes on only where its plan is proved with that, too.
    ///
    /// - Throws: `Refusal` with the first finding.
    func proveRemainder() throws(Refusal) {
        guard let run = content.withLock({ $0.run }), run.isOn, !run.uncertain.isEmpty else {
            return
        }
        var options = CheckOptions()
        options.uncertain = run.uncertain
        let verdict = Checker.check(
            run.checked.plan,
            run.checked.program,
            lab: site.loaded.lab,
            names: site.loaded.names,
            state: run.checked.state,
            options: options
        )
        guard verdict.checked == nil else { return }
        let finding = verdict.findings.first { $0.severity == .error }
        throw Refusal(
            .conflict,
            "With what is uncertain the rest is no longer proved: \(finding?.message ?? "") "
                + "Stop the run: athanor stop."
        )
    }

    /// Runs that were cut off, with what is in doubt of them and what the devices show.
    package func cutOffRuns() -> DocumentValue {
        content.withLock { content in
            .list(content.cutOff.map { $0.document(content.view.image, site.loaded) })
        }
    }

    /// A person has looked at what a cut-off run left, and closes it; nothing of it is repeated.
    ///
    /// - Throws: `Refusal` where they may not, there is no such run, or they say nothing of what
    ///   they found.
    package func recover(
        run number: Int,
        found words: String,
        for visitor: Visitor
    ) async throws(Refusal) {
        try visitor.requireLeave(to: .attend)
        guard !words.allSatisfy(\.isWhitespace), words.utf8.count <= 2000 else {
            throw Refusal(.invalid, "Say what you found, in at most 2000 bytes.")
        }
        try await onRecord(by: visitor) { content throws(Refusal) in
            guard let cutOff = content.cutOff.first(where: { $0.run.header.run == number })
            else { throw Refusal(.unknown, "No run \(number) was cut off.") }
            let doubts = cutOff.doubts.map { "\($0.command)" }.joined(separator: " ")
            return ("recover", ["run": "\(number)", "found": words, "in-doubt": doubts])
        } carryOut: { content throws(Refusal) in
            acts.journal?.append([.cutOff(Int64(number))])
            content.cutOff.removeAll { $0.run.header.run == number }
        }
    }

    /// No run begins while nobody has looked at what the last one left.
    func refuseUnrecovered(_ content: Content) throws(Refusal) {
        if let fault = content.recoveryFault {
            throw Refusal(.conflict, "Nobody knows what earlier runs left: \(fault)")
        }
        guard let run = content.cutOff.first else { return }
        let number = run.run.header.run
        throw Refusal(
            .conflict,
            "Run \(number) was cut off when its host died, with \(run.doubts.count) commands in "
                + "doubt. \(run.reason ?? "") athanor recover shows them, and closes it."
        )
    }

    func recoveryItems(_ content: Content) -> [ReadyItem] {
        content.cutOff.map { cutOff in
            ReadyItem(
                subject: "run \(cutOff.run.header.run)",
                standing: .blocked,
                words: "was cut off when its host died; \(cutOff.doubts.count) commands in doubt",
                todo: "athanor recover \(cutOff.run.header.run)"
            )
        }
    }
}

extension JournalEntry {
    /// The end of a run that nobody goes on with.
    fileprivate static func cutOff(_ run: Int64) -> JournalEntry {
        .runEnded(run: run, outcome: "cut-off", wall: Moment.wall, clock: nil, energy: nil)
    }
}
