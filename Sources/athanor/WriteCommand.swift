import ArgumentParser
import Hosting
import Labs
import Records
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
        let (ending, troubles) = try Terminal.reporting { () throws(Failure) in
            let live = try options.open()
            let writing = try PointWriting(point, value, in: live.loaded) {
                ReadingText.value($0, of: $1)
            }
            try live.ports.requireSimulators(toDo: "Writing")
            let host = try live.host()
            defer { host.stop() }
            let report = writing.carryOut(on: host)
            return (report.ending, Self.troubles(report.view, in: live.loaded))
        }
        switch ending {
        case .confirmed(let shown): Terminal.print("\(point) = \(shown), read back.")
        case .acknowledged: Terminal.print("\(point): acknowledged; it cannot be read back.")
        case .differs(let shown):
            Terminal.note("\(point): acknowledged, but the device shows \(shown).")
            throw ExitCode(1)
        case .failed(let outcome):
            Terminal.note("\(point): \(ReadingText.outcome(outcome)).")
            for trouble in troubles { Terminal.note(trouble) }
            throw ExitCode(1)
        case .waiting(let awaited):
            Terminal.note(
                "\(point): not sent. Interlocks judge nothing before \(awaited) was read, and "
                    + "nothing is permitted before they judge."
            )
            for trouble in troubles { Terminal.note(trouble) }
            throw ExitCode(1)
        case .late:
            Terminal.note(
                "\(point): in doubt; no outcome came in time. Read it to see what holds now."
            )
            for trouble in troubles { Terminal.note(trouble) }
            throw ExitCode(1)
        }
    }

    /// What stands in the way: closed lines, tripped interlocks.
    private static func troubles(_ view: LabView, in loaded: LoadedLab) -> [String] {
        view.troubles(in: loaded.lab).map(\.sentence)
            + view.trips.map { trip in
                let rule = loaded.lab.interlocks[trip.interlock]
                let doubt = loaded.names.doubt(trip.unread)
                return "Interlock \(rule.name) has tripped: \(rule.happened)\(doubt)"
            }
    }
}
