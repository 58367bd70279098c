import ArgumentParser
import Lines
import Simulation
import Simulators

/// The subcommand `sim fault`.
struct SimFaultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fault",
        abstract: "Begin or end a fault of a simulated device.",
        discussion: """
            Kinds: \(FaultSpec.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
            A reply fault without --for meets the next reply; any other goes on until it is ended.
              athanor sim fault controller sensor-open
              athanor sim fault furnace-bus line-dead --for '30 s'
              athanor sim fault controller --end
            """
    )

    @Argument(
        help: "The device; for line-dead its line will do.",
        completion: .custom { _, _, _ in SimulatedNames.devices() }
    )
    var device: String

    @Argument(
        help: "What is wrong with it.",
        completion: .list(FaultSpec.Kind.allCases.map(\.rawValue))
    )
    var kind: String?

    @Option(name: .customLong("for"), help: "How long, in simulated time: 5min.")
    var lasting: String?

    @Flag(help: "End it; without a kind, everything that is wrong with the device.")
    var end = false

    @OptionGroup var simulator: SimulatorOption

    func validate() throws {
        if end, lasting != nil { throw ValidationError("--end takes no --for.") }
        if !end, kind == nil { throw ValidationError("What is wrong with it? Name a kind.") }
    }

    func run() throws {
        let link = try simulator.pick()
        let said = try Terminal.reachingPorts { () throws(LineFault) in
            if end { return try link.endFault(of: device, kind: kind) }
            return try link.begin(fault: kind ?? "", of: device, lasting: lasting)
        }
        Terminal.print(said)
    }
}

/// Which running simulator is meant.
struct SimulatorOption: ParsableArguments {
    @Option(help: "The lab, where several simulators run: its name, file or folder.")
    var lab: String?

    func pick() throws -> SimulatorLink {
        try Terminal.reachingPorts { () throws(LineFault) in try SimulatorLink.pick(lab) }
    }
}

/// Names that running simulators know, for completion.
enum SimulatedNames {
    static func devices() -> [String] {
        let links = (try? SimulatorLink.running()) ?? []
        return links.flatMap { $0.lines.flatMap { [$0.line] + $0.devices } }
    }
}
