import ArgumentParser
import Hosting
import Reports

/// The subcommand `write`.
struct WriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write one value to one point, through a permit, and read it back.",
        discussion: """
              athanor write relays.hood-light true --lab Examples/demo
              athanor write controller.remote-setpoint '60 degC' --lab Examples/demo

            Interlocks, limits and modes judge it as they judge a run's commands. Nothing is sent \
            twice: where no reply came, the exit code is 1 and the message says so. What a device \
            holds only while it is refreshed lapses when this command ends.
            """
    )

    @Argument(help: "The point: DEVICE.POINT.", completion: .lab) var point: String
    @Argument(help: "The value: a quantity with its unit, true or false, or a choice.")
    var value: String

    @OptionGroup var options: LiveOptions

    func run() throws {
        let ending = try Terminal.reporting { () throws(Failure) in
            let live = try options.open()
            let writing = try PointWriting(point, value, in: live.loaded) {
                ReadingText.value($0, of: $1)
            }
            try live.ports.requireSimulators(toDo: "Writing")
            let host = try live.host()
            defer { host.stop() }
            return writing.carryOut(on: host)
        }
        switch ending {
        case .confirmed(let shown): Terminal.print("\(point) = \(shown), read back.")
        case .acknowledged: Terminal.print("\(point): acknowledged; it cannot be read back.")
        case .differs(let shown):
            Terminal.note("\(point): acknowledged, but the device shows \(shown).")
            throw ExitCode(1)
        case .failed(let outcome):
            Terminal.note("\(point): \(ReadingText.outcome(outcome)).")
            throw ExitCode(1)
        case .late:
            Terminal.note("\(point): no outcome in time; read it to see what holds now.")
            throw ExitCode(1)
        }
    }
}
