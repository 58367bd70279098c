import ArgumentParser
import Documents
import Hosting

/// The subcommand `describe`.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Say what a lab can do and holds now, in a form one can plan from.",
        discussion: """
            Give the output to a language model together with `athanor schema plan --strict \
            --lab LAB`, and let it write a plan; `athanor check` says what is wrong with it.

            Examples:
              athanor describe --lab Examples/demo
              athanor describe --lab Examples/demo --json
            """
    )

    @OptionGroup var options: LabOptions

    @Flag(help: "As JSON instead of YAML.")
    var json = false

    func run() throws {
        let description = LabDescription(try options.open()).document
        Terminal.print(
            json ? DocumentWriter.json(description, .pretty) : DocumentWriter.yaml(description)
        )
    }
}
