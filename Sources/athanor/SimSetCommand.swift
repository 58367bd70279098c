import ArgumentParser
import Lines
import Simulators

/// The subcommand `sim set`.
struct SimSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Make a simulated point show a value, as a person at the device would.",
        discussion: """
            Opens a door, puts weight on a balance, lets a furnace be hot from the start:
              athanor sim set inputs.furnace-door-closed false
              athanor sim set balance.weight '5 g'
              athanor sim set controller.temperature '600 degC'
            A contact that is set stays as it is set, whatever it was wired to.
            """
    )

    @Argument(help: "The point: device.point.")
    var point: String

    @Argument(help: "The value with its unit, true or false, or one of the point's words.")
    var value: String

    @OptionGroup var simulator: SimulatorOption

    func run() throws {
        let link = try simulator.pick()
        Terminal.print(
            try Terminal.reachingPorts { () throws(LineFault) in try link.set(point, to: value) }
        )
    }
}
