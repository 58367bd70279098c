import ArgumentParser
import Documents
import Hosting
import Reports

/// The subcommand `results`.
struct ResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Print a trace's results with their inputs and lineage.",
        discussion: """
            What the plan's `result` steps gave, in the order of time: each value with its inputs, \
            the step it was recorded in, the vessels it was measured on and what flowed into them. \
            The best of several is marked with *.

            Examples:
              athanor results out/closed-loop.jsonl
              athanor results out/closed-loop.jsonl --json
            """
    )

    @Argument(
        help: "A trace that dry-run wrote; - for standard input.",
        completion: .file(extensions: ["jsonl"])
    )
    var trace: String

    @Flag(help: "As JSON: the trace's own lines.")
    var json = false

    func run() throws {
        let results = try Terminal.reporting { () throws(Failure) in
            try TraceResults.read(trace)
        }
        guard !json else { return Terminal.print(DocumentWriter.json(.list(results), .pretty)) }
        guard !results.isEmpty else { return Terminal.note("The run named no result.") }
        Terminal.print(
            ResultsText.render(results.compactMap(TraceResults.report), Terminal.tableStyle)
        )
    }
}
