import ArgumentParser
import Clients
import Devices
import Hosting
import Labs
import Lines

/// The subcommand `jog`.
struct JogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jog",
        abstract: "Move a device by hand, step by step, from this terminal.",
        discussion: """
              athanor jog gantry --lab Examples/demo
              athanor jog pump --lab Examples/demo

            One press, one bounded step; what a held key repeats while a step is under way is \
            thrown away. Where the terminal tells when a key is let go (the kitty keyboard \
            protocol), shift with an arrow moves as long as it is held. SPACE stops. The device is \
            yours alone meanwhile, and stops by itself where this program dies.

            While its position is not known a device moves only slowly, away from what it could \
            hit, until it is homed (h).
            """
    )

    @Argument(
        help: "The device.",
        completion: .lab { loaded in
            loaded.lab.devices.filter { loaded.lab.profiles[$0.profile].jog != nil }.map(\.name)
        }
    )
    var device: String

    @OptionGroup var options: HostOptions

    func run() throws {
        guard Terminal.canAsk else {
            throw Terminal.report(Failure("Jogging needs a terminal; this is none."))
        }
        Signals.block()
        try Terminal.reporting { () throws(Failure) in
            let host = try options.startingOne()
            var session = try JogSession(device, host)
            try session.run()
        }
    }
}
