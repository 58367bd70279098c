import ArgumentParser
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

    @OptionGroup var options: PlanRunOptions

    func run() throws {
        Signals.block()
        let plan = plan
        try options.carryOut(file: plan) { _ throws(Failure) in
            try Files.read(plan, limit: 4 << 20)
        }
    }
}
