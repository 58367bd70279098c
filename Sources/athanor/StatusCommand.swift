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
    @Flag(help: "What the host measures of itself, as Prometheus reads it.") var metrics = false

    func run() throws {
        let place = metrics ? "v1/metrics" : "v1/status"
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.get(place)
        }
        guard !json, !metrics else { return Terminal.print(reply.bytes) }
        Terminal.print(StatusText.render(reply.document, Terminal.style))
    }
}
