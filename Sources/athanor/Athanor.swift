import ArgumentParser
import Glibc

/// The command line: one file a subcommand, no logic of its own.
@main
struct Athanor: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "athanor",
        abstract: "Prove experiment plans safe for a lab, and run exactly what was proved.",
        discussion: """
            Start here, in a checkout:
              athanor describe --lab Examples/demo
              athanor check Examples/demo/plans/elisa-dilution.yaml --lab Examples/demo
              athanor dry-run Examples/demo/plans/anneal-72h.yaml --lab Examples/demo \
            --report anneal.html

            Exit codes: 0 accepted or done, 1 refused or not reached, 2 unreadable or invalid \
            input, 64 wrong usage.
            Every command that prints results takes --json.
            Tab completion, for bash (zsh and fish alike):
              athanor --generate-completion-script bash > ~/.athanor.bash
              echo '. ~/.athanor.bash' >> ~/.bashrc
            """,
        version: version,
        subcommands: [
            DescribeCommand.self, CheckCommand.self, DryRunCommand.self, ResultsCommand.self,
            DeckCommand.self, SchemaCommand.self, GraphCommand.self, DevicesCommand.self,
            ImportCommand.self, RunCommand.self, SimCommand.self, ReadCommand.self,
            WatchCommand.self, WriteCommand.self, ActCommand.self, DoCommand.self,
            PortsCommand.self, CaptureCommand.self, ReplayCommand.self, ServeCommand.self,
            EndCommand.self, StatusCommand.self, ReadyCommand.self, HoldCommand.self,
            ResumeCommand.self, VerifyCommand.self, StopCommand.self, AbortCommand.self,
            SafeCommand.self, AlarmsCommand.self, AckCommand.self, ShelveCommand.self,
            ResetCommand.self, BypassCommand.self, ModeCommand.self, AnswerCommand.self,
            JogCommand.self, FixCommand.self, RunsCommand.self, ExportCommand.self,
            AuditCommand.self, RecoverCommand.self, RedoCommand.self, BenchCommand.self,
        ]
    )

    /// Runs the command and ends the process at once: what libraries do at `exit` would race with
    /// the threads they have.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            end(0)
        } catch {
            let code = exitCode(for: error)
            let message = fullMessage(for: error)
            if !message.isEmpty {
                if code == .success { Terminal.print(message) } else { Terminal.note(message) }
            }
            end(code.rawValue)
        }
    }

    private static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }
}
