import ArgumentParser
import Clients
import Documents
import Hosting
import Journaling
import Reports

/// The subcommand `alarms`.
struct AlarmsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarms",
        abstract: "What asks for attention: what happened, what was done, what to do."
    )

    @OptionGroup var options: HostOptions
    @Flag(help: "Those of the past, from the journal: how each came and went.") var past = false
    @Option(help: "How many lines of the past at most.") var last = 50
    @Flag(help: "As JSON.") var json = false

    func run() throws {
        guard !past else { return try showPast() }
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.get("v1/alarms")
        }
        guard !json else { return Terminal.print(reply.bytes) }
        Terminal.print(AlarmText.render(reply.document, Terminal.style))
    }

    /// No host is needed for it.
    private func showPast() throws {
        let notes = try Terminal.reporting { () throws(Failure) in
            let lab = options.lab
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            let path = try StateFolder.journal(of: loaded)
            return try JournalOptions.telling { () throws(JournalFault) in
                try JournalReader(path).notes(.alarm, most: max(1, last))
            }
        }
        guard !json else {
            for note in notes { Terminal.print(note.line + [10]) }
            return
        }
        guard !notes.isEmpty else { return Terminal.note("No alarm is in this journal.") }
        let past = notes.compactMap { note -> AlarmText.Past? in
            guard let tree = try? DocumentTree.read(note.line, file: "journal", syntax: .json)
            else { return nil }
            let run = note.run.map { "\($0)" } ?? ""
            let time = RunHeader.time(note.wall)
            return AlarmText.Past(time: time, run: run, alarm: DocumentValue(tree))
        }
        Terminal.print(AlarmText.render(past, Terminal.tableStyle))
    }
}

/// The subcommand `ack`.
struct AckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an alarm, or every one: somebody has seen it.",
        discussion: "Acknowledging resets nothing; see athanor reset."
    )

    @Argument(help: "The alarm's number; all without it.") var alarm: Int?
    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post(
                "v1/alarms/acknowledge",
                .members(["alarm": alarm.map { .integer($0) }])
            )
        }
        try HostConnection.tell(reply)
    }
}

/// The subcommand `shelve`.
struct ShelveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shelve",
        abstract: "Keep an alarm silent for a while, for a reason; it comes back by itself.",
        discussion: """
              athanor shelve 3 --for '2 h' --reason 'adapter is on order' --lab Examples/demo

            For at most 8 h. Trips, bypasses and zones that are not safe are never shelved.
            """
    )

    @Argument(help: "The alarm's number.") var alarm: Int
    @Option(name: .customLong("for"), help: "For how long: '30 min'.") var lasting: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post(
                "v1/alarms/\(alarm)/shelve",
                .members(["for": .text(lasting), "reason": .text(reason)])
            )
        }
        try HostConnection.tell(reply)
    }
}
