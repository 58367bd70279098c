import ArgumentParser
import Clients
import Documents
import Hosting

/// The subcommand `fix`.
struct FixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Decide a fault that the run waits with: what athanor status offers for it.",
        discussion: """
              athanor fix retry --lab Examples/demo

            What is decided passes the same permits as everything else.
            """
    )

    @Argument(help: "What is decided: one of the ways status shows.") var way: String
    @Option(help: "The fault's thread, where several wait.") var thread: Int?
    @OptionGroup var options: HostOptions

    func run() throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            try options.running().client.post(
                "v1/faults",
                .members(["fix-up": .text(way), "thread": thread.map { .integer($0) }])
            )
        }
        try HostConnection.tell(reply)
    }
}
