import ArgumentParser
import Clients
import Documents
import Hosting
import Lines

/// The subcommand `write`.
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write one value to one point, through a permit, and read it back.",
        discussion: """
              athanor write relays.hood-light true --lab Examples/demo
              athanor write controller.remote-setpoint '60 degC' --lab Examples/demo

            Interlocks, limits and modes judge it as they judge a run's commands. Nothing is sent \
            twice: where no reply came, the exit code is 1 and the message says so. What must not \
            stay on without anybody (manual-end in profile or lab) is held until Ctrl-C, then \
            ended. What a device holds only while it is refreshed lapses soon after this command.
            """
    )

    @Argument(help: "The point: DEVICE.POINT.", completion: .lab) var point: String
    @Argument(help: "The value: a quantity with its unit, true or false, or a choice.")
    var value: String

    @OptionGroup var options: HostOptions

    func run() throws {
        Signals.block()
        let (client, reply) = try Terminal.reporting { () throws(Failure) in
            let client = try options.startingOne().client
            let reply = try client.post(
                "v1/points/\(point.urlPart)",
                .members(["value": .text(value)])
            )
            return (client, reply)
        }
        let device = point.prefix { $0 != "." }
        try HandHold.conclude(reply, of: String(device), at: client)
    }
}
