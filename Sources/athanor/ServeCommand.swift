import API
import ArgumentParser
import Clients
import Foundation
import Hosting
import Labs
import Lines
import Simulation
import Simulators

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

    @Flag(help: "Start the lab's simulators, and be the host of those.")
    var simulate = false

    @Option(help: "How much faster than real time simulated devices live, with --simulate.")
    var speed = 1.0

    @Option(help: "The seed of the simulated devices.")
    var seed: UInt64 = 1

    @Option(help: "A fault of a simulated device: kind=…,device=…,at=…[,for=…].")
    var fault: [String] = []

    @Option(help: "A hardware watchdog to feed, such as /dev/watchdog.")
    var watchdog: String?

    @Flag(help: ArgumentHelp("End once nothing needs the host.", visibility: .hidden))
    var untilIdle = false

    func validate() throws {
        guard SimulatorService.speeds.contains(speed) else {
            throw ValidationError("--speed is from 0.01 to 1000.")
        }
        guard simulate || (speed == 1 && fault.isEmpty) else {
            throw ValidationError("--speed and --fault are for --simulate.")
        }
    }

    func run() throws {
        Signals.block()
        try Terminal.reporting { () throws(Failure) in
            let session = try ServeSession(self)
            session.serve()
        }
    }
}
