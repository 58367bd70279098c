import ArgumentParser
import Clients
import Hosting

/// The subcommand `ready`.
struct ReadyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready",
        abstract: "Walk the morning: is everything there that a run needs? Nothing is moved.",
        discussion: """
            Lines, devices and who they are, modes and calibrations, interlocks and bypasses, gas, \
            waste and tips, runs that are held, and what the lab wants done first (start-up): \
            with what to type for it, since nothing is done unasked. Exit code 1 where something \
            is in the way, or to be done.
            """
    )

    @OptionGroup var options: HostOptions
    @Flag(help: "As JSON.") var json = false

    func run() throws {
        let readiness = try Terminal.reporting { () throws(Failure) in
            let host = try options.startingOne()
            return try ReadinessText.whenSettled(host.client)
        }
        Terminal.print(
            json ? readiness.bytes : ReadinessText.render(readiness.document, Terminal.style)
        )
        if !ReadinessText.isReady(readiness.document) { throw ExitCode(1) }
    }
}
