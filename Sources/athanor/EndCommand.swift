import ArgumentParser
import Clients
import Hosting

/// The subcommand `end`.
struct EndCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end",
        abstract: "End the lab's host; what was moved is made safe first."
    )

    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post("v1/end")
        }
        try HostConnection.tell(reply)
    }
}
