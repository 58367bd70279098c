import ArgumentParser
import Documents
import Hosting
import Journaling
import Reports

/// The subcommand `results`.
struct ResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Print a run's results with their inputs and lineage.",
        discussion: """
            What the plan's `result` steps gave, in the order of time: each value with its inputs, \
            the step it was recorded in, the vessels it was measured on and what flowed into them. \
            The best of several is marked with *.

            Examples:
              athanor results out/closed-loop.jsonl
              athanor results out/closed-loop.jsonl --json
              athanor results 12 --lab Examples/demo
            """
    )

    @Argument(
        help: "A run's number in the lab's journal, or a trace; - for standard input.",
        completion: .file(extensions: ["jsonl"])
    )
    var trace: String

    @Option(help: "The lab whose journal has the run: its folder or file.", completion: .directory)
    var lab: String?

    @Option(help: "Where devices/ and protocols/ are.", completion: .directory)
    var library: String?

    @Flag(help: "As JSON: the trace's own lines.")
    var json = false

    func run() throws {
        let results = try Terminal.reporting { () throws(Failure) in
            guard let lab, let run = Int64(trace) else { return try TraceResults.read(trace) }
            let loaded = try LabFolder.open(lab, library: library)
            let path = try StateFolder.journal(of: loaded)
            return try JournalOptions.telling { () throws(JournalFault) in
                try JournalResults.read(run, in: JournalReader(path))
            }
        }
        guard !json else { return Terminal.print(DocumentWriter.json(.list(results), .pretty)) }
        guard !results.isEmpty else { return Terminal.note("The run named no result.") }
        Terminal.print(
            ResultsText.render(results.compactMap(TraceResults.report), Terminal.tableStyle)
        )
    }
}
