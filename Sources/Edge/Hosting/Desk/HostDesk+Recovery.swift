package import Documents
import Interlocks
import Journaling
import Labs
import Lines
import Synchronization

/// What an earlier host left unfinished.
extension HostDesk {
    /// Finds runs that earlier hosts died with.
    ///
    /// Where the simulated world died with its host nothing is in doubt: they are closed.
    func findCutOff() {
        guard let journal = acts.journal else { return }
        let cutOff: [CutOffRun]
        do throws(JournalFault) {
            cutOff = try CutOffRun.find(in: journal.path)
        } catch {
            return content.withLock { $0.recoveryFault = error.message }
        }
        let own = cutOff.filter { $0.run.header.farEnd == site.farEndWord && site.hands != nil }
        content.withLock { content in
            content.cutOff = cutOff.filter { run in
                !own.contains { $0.run.header.run == run.run.header.run }
            }
        }
        for run in own {
            acts.noteOwn("recover", ["run": "\(run.run.header.run)", "found": "its world died"])
            journal.append([
                .runEnded(
                    run: run.run.header.run,
                    outcome: "cut-off",
                    wall: Moment.wall,
                    clock: nil
                )
            ])
        }
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
            acts.journal?.append([
                .runEnded(run: Int64(number), outcome: "cut-off", wall: Moment.wall, clock: nil)
            ])
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
                + "doubt. athanor recover shows them, and closes it."
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
