import ArgumentParser
import Clients
import Hosting
import Reports

/// The subcommand `status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "How the lab's host stands: run, zones, trips, bypasses, lines, scan."
    )

    @OptionGroup var options: HostOptions
    @Flag(help: "As JSON.") var json = false

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.get("v1/status")
        }
        guard !json else { return Terminal.print(reply.bytes) }
        Terminal.print(StatusText.render(reply.document, Terminal.style))
    }
}
