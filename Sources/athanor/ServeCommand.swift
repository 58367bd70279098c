import API
import ArgumentParser
import Clients
import Foundation
import Hosting
import Labs
import Lines
import Simulation

/// The subcommand `serve`.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Be the lab's host: scan, fence, and answer commands, until Ctrl-C.",
        discussion: """
              athanor serve --lab Examples/demo --simulate &
              athanor status --lab Examples/demo

            One host a lab. It holds the lines, judges the interlocks every 10 ms, runs plans, and \
            listens at a Unix-domain socket for athanor run, status, hold, safe and the others; \
            these start a host by themselves where none runs. Before it ends it makes safe what \
            was moved.
            """
    )

    @OptionGroup var lab: LabOptions

    @OptionGroup var simulation: SimulationOptions

    @Option(help: "A hardware watchdog to feed, such as /dev/watchdog.")
    var watchdog: String?

    @Flag(help: ArgumentHelp("End once nothing needs the host.", visibility: .hidden))
    var untilIdle = false

    func run() throws {
        Signals.block()
        try Terminal.reporting { () throws(Failure) in
            let session = try ServeSession(self)
            session.serve()
        }
    }
}
