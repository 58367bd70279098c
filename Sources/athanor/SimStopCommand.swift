import ArgumentParser
import Lines
import Simulators

/// The subcommand `sim stop`.
struct SimStopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "End a running simulator."
    )

    @OptionGroup var simulator: SimulatorOption

    func run() throws {
        let link = try simulator.pick()
        try Terminal.reachingPorts { () throws(LineFault) in try link.stop() }
        Terminal.print("The simulator of the lab \(link.lab) ends.")
    }
}
