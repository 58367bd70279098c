import ArgumentParser
import Simulators

/// The simulated devices a host begins with.
struct SimulationOptions: ParsableArguments {
    @Flag(help: "Start the lab's simulators with the host, and use those.")
    var simulate = false

    @Option(help: "How much faster than real time simulated devices live, with --simulate.")
    var speed = 1.0

    @Option(help: "The seed of the simulated devices.")
    var seed: UInt64 = 1

    @Option(help: "A fault of a simulated device: kind=…,device=…,at=…[,for=…].")
    var fault: [String] = []

    func validate() throws {
        guard SimulatorService.speeds.contains(speed) else {
            throw ValidationError("--speed is from 0.01 to 1000, not \(speed).")
        }
        guard simulate || (speed == 1 && fault.isEmpty) else {
            throw ValidationError("--speed and --fault are for --simulate.")
        }
    }
}
