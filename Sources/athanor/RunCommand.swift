import ArgumentParser
import Checking
import Hosting
import Lines

/// The subcommand `run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a plan on the lab's lines, in real time.",
        discussion: """
              athanor run Examples/demo/plans/parallel.yaml --lab Examples/demo --simulate
              athanor run plan.yaml --lab Examples/demo --simulate --speed 60 --report out/run.html

            The plan is checked first; only what was proved is run. The lab's host carries it out \
            (athanor serve; one is started where none runs), so that the run goes on whatever \
            becomes of this command. --simulate starts the lab's simulators with the host; without \
            it, the run uses those that `athanor sim` has started. Hardware is refused by this \
            version.

            Ctrl-C once: a controlled stop (the plan's finally, then safe). Twice: the safe \
            sequences at once.
            """
    )

    @Argument(help: "The plan, YAML or JSON.", completion: .file())
    var plan: String

    @OptionGroup var options: LiveOptions

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

    func run() throws {
        Signals.block()
        let outcome = try Terminal.reporting { () throws(Failure) in
            let lab = options.lab
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            let bytes = try Files.read(plan, limit: 4 << 20)
            let review = PlanReview(bytes, file: plan, in: loaded, provingFixes: false)
            guard let checked = review.checked else {
                Terminal.print(review, in: loaded, json: json)
                if let report { try Files.write(review.refusalReport(in: loaded), to: report) }
                return RunEnding.refused(review)
            }
            return try RunSession(checked, plan: bytes, in: loaded, command: self).play()
        }
        if let code = outcome.exitCode { throw code }
    }
}
