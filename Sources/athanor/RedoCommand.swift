import ArgumentParser
import Hosting
import Journaling

/// The subcommand `redo`.
struct RedoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redo",
        abstract: "Write a plan that makes a well that was given up anew in a fresh one.",
        discussion: """
              athanor redo 12 plate/A3 plate/B5 --lab Examples/demo > redo.yaml
              athanor run redo.yaml --lab Examples/demo

            Where nobody could tell whether a dose was given (athanor fix discard), the well stays \
            uncertain. What run 12 put into it by its record is put into the other one: each dose \
            with a new tip. The plan is checked as any other before it runs.
            """
    )

    @Argument(help: "The run's number; athanor runs lists them.") var number: Int64
    @Argument(help: "The well that is given up: plate/A3.") var well: String
    @Argument(help: "The fresh one.") var fresh: String
    @OptionGroup var options: JournalOptions
    @Option(help: "The file to write; standard output without it.", completion: .file())
    var out: String?

    func run() throws {
        try Terminal.reporting { () throws(Failure) in
            let lab = options.lab
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            let reader = try options.open()
            let plan = try RedoPlan.make(run: number, well: well, into: fresh, in: reader, loaded)
            if let out { try Files.write(plan, to: out) } else { Terminal.print(plan) }
        }
    }
}
