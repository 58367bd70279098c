import ArgumentParser
import Clients
import Documents
import Hosting
import Labs

/// The subcommand `safe`.
struct SafeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "safe",
        abstract: "Make a zone of the lab safe, or every one; a run is aborted.",
        discussion: """
              athanor safe --lab Examples/demo            # everything
              athanor safe furnace --lab Examples/demo

            Anybody may. It goes to the scan at once, whatever a run, a disk or a network is doing.
            """
    )

    @Argument(
        help: "The zone; every one without it.",
        completion: .lab { $0.lab.zones.map(\.name) }
    )
    var zone: String?

    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.startingOne().client.post(
                "v1/safe",
                .members(["zone": zone.map { .text($0) }])
            )
        }
        try HostConnection.tell(reply)
    }
}
