import ArgumentParser
import Clients
import Documents
import Hosting

/// What the commands `hold`, `resume`, `stop` and `abort` have in common.
struct RunOptions: ParsableArguments {
    @Argument(help: "The run's number; the one that is on without it.")
    var run: Int?

    @OptionGroup var options: HostOptions

    func send(_ word: String) throws {
        let reply = try Terminal.reporting { () throws(Failure) in
            let place = run.map { "\($0)" } ?? "current"
            return try options.running().client.post("v1/runs/\(place)/\(word)")
        }
        try HostConnection.tell(reply)
    }
}

/// The subcommand `hold`.
struct HoldCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Hold the run: what must finish finishes, nothing new begins."
    )

    @OptionGroup var options: RunOptions

    func run() throws { try options.send("hold") }
}

/// The subcommand `resume`.
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a held run go on."
    )

    @OptionGroup var options: RunOptions

    func run() throws { try options.send("resume") }
}

/// The subcommand `verify`.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Say that what somebody changed during the run was looked at and stands again."
    )

    @OptionGroup var options: RunOptions

    func run() throws { try options.send("verify") }
}

/// The subcommand `stop`.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop the run: the plan's finally, then its zones are made safe."
    )

    @OptionGroup var options: RunOptions

    func run() throws { try options.send("stop") }
}

/// The subcommand `abort`.
struct AbortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Abort the run: its zones are made safe at once."
    )

    @OptionGroup var options: RunOptions

    func run() throws { try options.send("abort") }
}
