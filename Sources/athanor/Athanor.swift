import ArgumentParser

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
            WatchCommand.self, WriteCommand.self, PortsCommand.self, CaptureCommand.self,
            ReplayCommand.self,
        ]
    )
}
