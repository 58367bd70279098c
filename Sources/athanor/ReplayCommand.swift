import ArgumentParser
import Documents
import Hosting
import Lines
import Quantities
import Reports
import Wire

/// The subcommand `replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Say what every frame of a capture meant, or play its devices.",
        discussion: """
              athanor replay bus.pcapng --lab Examples/demo
              athanor replay bus.pcapng --lab Examples/demo --summary
              athanor replay bus.pcapng --lab Examples/demo --serve

            Frames are read by the very code that reads them live. With --serve, the recorded \
            replies answer the recorded requests, on pseudo-terminals and loopback ports, as late \
            as they did then. A request that was not recorded, and requests that nobody sent \
            until the end, give the exit code 1.
            """
    )

    @Argument(help: "A file that capture wrote.", completion: .file(extensions: ["pcapng"]))
    var file: String

    @OptionGroup var lab: LabOptions
    @OptionGroup var lines: LineOptions
    @Flag(help: "One JSON object for everything that happened, and one for each device.")
    var json = false
    @Flag(help: "Only the counts.") var summary = false
    @Flag(help: "Play the devices' side.") var serve = false
    @Flag(help: "With --serve: requests must come in the recorded order.") var strict = false
    @Option(help: "With --serve: end when nobody has asked anything for so long, such as 10s.")
    var patience: String?

    func validate() throws {
        guard serve || !strict && patience == nil else {
            throw ValidationError("--strict and --patience go with --serve.")
        }
    }

    func run() throws {
        guard !serve else { return try ReplaySession(self).run() }
        try Terminal.reporting { () throws(Failure) in
            let loaded = try LabFolder.open(lab.lab, state: lab.state, library: lab.library)
            var replay = try CaptureReplay(
                file,
                lab: loaded.lab,
                names: loaded.names,
                only: try lines.lines(of: loaded)
            )
            let text = SightingText(lab: loaded.lab, names: loaded.names)
            let document = SightingDocument(loaded: loaded)
            func show(_ sightings: [Sighting], _ bytes: [UInt8], _ line: Int) {
                guard !summary else { return }
                for sighting in sightings {
                    if json {
                        Terminal.print(document.line(sighting, bytes, line: line))
                    } else {
                        Terminal.print(text.row(sighting, bytes, line: line))
                    }
                }
            }
            while let happening = try replay.next() {
                if !json, !summary { remark(happening, text) }
                show(happening.sightings, happening.passage.bytes, happening.line)
            }
            for (line, sightings) in try replay.finish() { show(sightings, [], line) }
            for name in replay.strangers {
                Terminal.note("Line “\(name)” is not in the lab and was left out.")
            }
            if let offset = replay.cutAt {
                Terminal.note("\(file) was cut off at byte \(offset); what came before is shown.")
            }
            let report = TrafficReport(loaded: loaded, tallies: replay.tallies)
            if json {
                for line in report.documents { Terminal.print(line) }
            } else {
                if !summary { Terminal.print("") }
                Terminal.print(report.text(Terminal.style))
            }
        }
    }

    private func remark(_ happening: CaptureReplay.Happening, _ text: SightingText) {
        for note in happening.passage.notes {
            switch note {
            case .opened, .lost, .rest, .echo:
                Terminal.print(
                    text.remark(note.text, at: happening.passage.at, line: happening.line)
                )
            case .portions: break
            }
        }
    }
}
