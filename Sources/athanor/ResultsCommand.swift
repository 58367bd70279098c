import ArgumentParser
import Documents
import Hosting
import Reports

/// The subcommand `results`.
struct ResultsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results",
        abstract: "Print a trace's results with their inputs and lineage."
    )

    @Argument(help: "A trace that dry-run wrote.", completion: .file(extensions: ["jsonl"]))
    var trace: String

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let results = try Terminal.reporting { () throws(Failure) in
            try TraceResults.read(trace)
        }
        guard !json else { return Terminal.print(DocumentWriter.json(.list(results), .pretty)) }
        guard !results.isEmpty else { return Terminal.note("The run named no result.") }
        var table = TextTable([
            ("result", .left), ("value", .right), ("goal", .left), ("inputs", .left),
            ("step", .left), ("lineage", .left),
        ])
        for result in results {
            func text(_ key: String) -> String { result.member(key)?.spoken ?? "" }
            let lineage = ["vessels", "sources"].map(text).filter { !$0.isEmpty }
            let iteration = text("iteration")
            table.add([
                text("name"), text("value") + " " + text("unit"), text("goal"), text("inputs"),
                text("step") + (iteration.isEmpty ? "" : " (\(iteration))"),
                lineage.joined(separator: " ← "),
            ])
        }
        Terminal.print(table.render(Terminal.style))
    }
}
