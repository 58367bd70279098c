import ArgumentParser
import Documents
import Foundation
import Hosting
import Journaling
import Quantities
import Reports

/// The subcommand `runs`.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "The runs of the lab's journal, the newest first.",
        subcommands: [List.self, Show.self, Document.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List them.")

        @OptionGroup var options: JournalOptions
        @Option(help: "How many at most.") var last = 20
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            let runs = try Terminal.reporting { () throws(Failure) in
                let reader = try options.open()
                let most = max(1, last)
                return try JournalOptions.telling { () throws(JournalFault) in
                    try reader.runs(most: most)
                }
            }
            guard !json else {
                let documents = runs.map(\.document)
                return Terminal.print(DocumentWriter.json(.list(documents), .pretty))
            }
            guard !runs.isEmpty else { return Terminal.note("No run is in this journal.") }
            var table = TextTable([
                ("run", .right), ("began", .left), ("plan", .left), ("by", .left),
                ("outcome", .left), ("took", .right), ("energy", .right),
            ])
            for run in runs {
                table.add([
                    "\(run.header.run)", run.header.began, run.header.plan, run.header.by,
                    run.outcome ?? "no end recorded", run.lasting, run.used,
                ])
            }
            Terminal.print(table.render(Terminal.tableStyle))
        }
    }

    struct Document: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A plan, lab, profile, protocol or state that runs were made with.",
            discussion: "athanor runs --json and the first line of a run's events name the hashes."
        )

        @Argument(help: "Its hash.") var hash: String
        @OptionGroup var options: JournalOptions

        func run() throws {
            let bytes = try Terminal.reporting { () throws(Failure) in
                let reader = try options.open()
                return try JournalOptions.telling { () throws(JournalFault) in
                    guard let bytes = try reader.document(hash) else {
                        throw JournalFault("The journal has no document \(hash).")
                    }
                    return bytes
                }
            }
            Terminal.print(bytes)
        }
    }

    /// What is shown of a run.
    enum Part: String, EnumerableFlag {
        case events, messages, findings, alarms

        static func help(for part: Part) -> ArgumentHelp? {
            switch part {
            case .events: "What happened, as its trace says it."
            case .messages: "What it said to people and asked them."
            case .findings: "What the checker said of its plan."
            case .alarms: "The alarms that came and went meanwhile."
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Everything that happened in one run, line by line, as JSON."
        )

        @Argument(help: "The run's number.") var number: Int64
        @OptionGroup var options: JournalOptions
        @Flag var part = Part.events
        @Flag(help: "Follow its events while it is on.") var follow = false

        func run() throws {
            try Terminal.reporting { () throws(Failure) in
                let reader = try options.open()
                try JournalOptions.telling { () throws(JournalFault) in try show(reader) }
            }
        }

        private func show(_ reader: JournalReader) throws(JournalFault) {
            guard try reader.run(number) != nil else {
                throw JournalFault("The journal has no run \(number). athanor runs lists them.")
            }
            switch part {
            case .events: try showEvents(reader)
            case .messages: try show(.message, reader)
            case .findings: try show(.finding, reader)
            case .alarms: try show(.alarm, reader)
            }
        }

        private func show(
            _ kind: JournalEntry.NoteKind,
            _ reader: JournalReader
        ) throws(JournalFault) {
            for note in try reader.notes(kind, of: number, most: 100_000) {
                Terminal.print(note.line + [10])
            }
        }

        private func showEvents(_ reader: JournalReader) throws(JournalFault) {
            var last: Int64 = 0
            while true {
                let events = try reader.events(of: number, after: last)
                for event in events { Terminal.print(event.line + [10]) }
                last = events.last?.number ?? last
                guard events.isEmpty else { continue }
                guard follow, try reader.run(number)?.ended == nil else { return }
                Thread.sleep(forTimeInterval: 0.2)
            }
        }
    }
}

extension JournalReader.Run {
    var document: DocumentValue {
        .members([
            "run": .integer(Int(header.run)), "plan": .text(header.plan),
            "title": .text(header.title), "file": .text(header.file), "by": .text(header.by),
            "far-end": .text(header.farEnd), "plan-hash": .text(header.planHash),
            "lab-hash": .text(header.labHash), "began": .text(header.began),
            "outcome": outcome.map { .text($0) },
            "ended": ended.map { .text(RunHeader.time($0)) },
            "energy-J": energy.map { .number($0) },
            "gave-way": completeness.loss.map { .text($0) },
        ])
    }

    /// What its meters counted; nothing where nothing did.
    fileprivate var used: String {
        energy.map { Spoken.quantity(Quantity(si: $0, unit: .named("kWh") ?? .one)) } ?? ""
    }

    /// How long it took; of a run that has not ended, or was cut off, nothing.
    fileprivate var lasting: String {
        guard let took else { return "" }
        let seconds = Int(took / 1_000_000_000)
        let minutes = seconds / 60
        return minutes >= 60
            ? "\(minutes / 60) h \(minutes % 60) min" : "\(minutes) min \(seconds % 60) s"
    }
}

extension RunHeader {
    var began: String { Self.time(wall) }

    static func time(_ wall: Int64) -> String {
        Date(timeIntervalSince1970: Double(wall) / 1e9).ISO8601Format()
    }
}

extension JournalReader.Completeness {
    /// What is no longer there of a run; nil where all is.
    fileprivate var loss: String? {
        switch self {
        case .whole: nil
        case .withoutCourse: "its course, step by step"
        case .withoutResults: "its course and its results"
        }
    }
}
