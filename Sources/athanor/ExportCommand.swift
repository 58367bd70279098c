import ArgumentParser
import Hosting
import Journaling

/// The subcommand `export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write one run of the journal for other programs.",
        discussion: """
              athanor export 12 --lab Examples/demo > run-12.jsonl
              athanor export 12 --lab Examples/demo --format csv --out run-12.csv

            event-model: Bluesky's documents, one [name, document] a line, with units, results \
            and their lineage. csv: one sample a line. jsonl: events as they were recorded, then \
            samples.
            """
    )

    @Argument(help: "The run's number; athanor runs lists them.") var number: Int64
    @OptionGroup var options: JournalOptions
    @Option(help: "event-model, csv or jsonl.") var format = RunExport.Form.eventModel
    @Option(help: "The file to write; standard output without it.", completion: .file())
    var out: String?

    func run() throws {
        try Terminal.reporting { () throws(Failure) in
            let reader = try options.open()
            let export = try JournalOptions.telling { () throws(JournalFault) in
                try RunExport(number, in: reader)
            }
            let file = try out.map { path throws(Failure) in try FileStream(path) }
            try JournalOptions.telling { () throws(JournalFault) in
                try export.write(format) { bytes in
                    if let file { file.append(bytes) } else { Terminal.print(bytes) }
                }
            }
            try file?.close()
        }
    }
}

extension RunExport.Form: ExpressibleByArgument {}
