import ArgumentParser
import Checking
import Hosting
import Lines

/// How a plan is run, and what is kept of it.
struct PlanRunOptions: ParsableArguments {
    @OptionGroup var live: LiveOptions

    @OptionGroup var simulation: SimulationOptions

    @Option(help: "The HTML report to write.", completion: .file(extensions: ["html"]))
    var report: String?

    @Option(help: "The trace to write, JSON Lines.", completion: .file(extensions: ["jsonl"]))
    var trace: String?

    @Option(help: "A command that answers ask-planner; without it, the plan's fallback.")
    var planner: String?

    @Option(
        help: """
            Who answers for people: ask (on this terminal), yes, no, a file of answers, or a \
            command. By default ask on a terminal, else yes for simulated labs.
            """
    )
    var `operator`: String?

    @Flag(help: "The summary as JSON.")
    var json = false

    /// Checks a plan and runs it, to its end; `Signals.block` must have been called before.
    func carryOut(
        file: String,
        _ plan: (LoadedLab) throws(Failure) -> [UInt8]
    ) throws {
        let outcome = try Terminal.reporting { () throws(Failure) in
            let lab = live.lab
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            let bytes = try plan(loaded)
            let review = PlanReview(bytes, file: file, in: loaded, provingFixes: false)
            guard let checked = review.checked else {
                Terminal.print(review, in: loaded, json: json)
                if let report { try Files.write(review.refusalReport(in: loaded), to: report) }
                return RunEnding.refused(review)
            }
            let session = try RunSession(checked, plan: bytes, file: file, in: loaded, self)
            return try session.play()
        }
        if let code = outcome.exitCode { throw code }
    }
}
