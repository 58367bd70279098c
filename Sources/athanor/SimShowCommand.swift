import ArgumentParser
import Documents
import Lines
import Simulators

/// The subcommand `sim show`.
struct SimShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the true state of a simulated lab, whatever its devices say."
    )

    @Flag(help: "As JSON instead of YAML.")
    var json = false

    @Flag(help: "Where its lines are, instead.")
    var ports = false

    @OptionGroup var simulator: SimulatorOption

    func run() throws {
        let link = try simulator.pick()
        let state = try Terminal.reachingPorts { () throws(LineFault) in
            ports ? try link.ports() : try link.state()
        }
        Terminal.print(json ? DocumentWriter.json(state, .pretty) : DocumentWriter.yaml(state))
    }
}
