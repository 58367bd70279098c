import ArgumentParser
import Documents
import Hosting
import Labs
import Lines
import Reports
import Simulation
import Simulators

/// The subcommand `sim serve`, which is `sim` with nothing else.
struct SimServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the devices until Ctrl-C.",
        discussion: """
            Lines keep their time: baud, the silences of RTU, and the device's turnaround. --speed \
            shortens all of it, and hosts with timeouts in real time give up beyond some tens.

            Faults: --fault 'kind=device-dead,device=pump,at=10min,for=5min', any number of times; \
            at counts from the start, in simulated time. The kinds are those of \
            `athanor dry-run --help`.
            """
    )

    @Argument(help: "The lab: its lab.yaml, or the folder that holds it.", completion: .file())
    var lab: String

    @Option(
        help: "The lab state; by default state.yaml beside the lab.",
        completion: .file()
    )
    var state: String?

    @Option(
        help: "The folder with devices/ and protocols/; by default the nearest above the lab.",
        completion: .directory
    )
    var library: String?

    @Option(help: "How much faster than real time, 0.01 to 1000.")
    var speed = 1.0

    @Option(help: "The seed of everything random.")
    var seed: UInt64 = 1

    @Option(help: "A fault: kind=…,device=…,at=…[,for=…].")
    var fault: [String] = []

    @Flag(help: "Serial lines and RTU buses, too, at TCP ports: their bytes as they are.")
    var tcp = false

    @Option(help: "A folder for links LINE to the terminals.", completion: .directory)
    var links: String?

    @Flag(help: "One JSON object a line: the ports, then what happens.")
    var json = false

    func validate() throws {
        guard SimulatorService.speeds.contains(speed) else {
            throw ValidationError("--speed is from 0.01 to 1000.")
        }
    }

    func run() throws {
        Signals.block()
        let loaded = try Terminal.reporting { () throws(Failure) in
            try LabFolder.open(lab, state: state, library: library)
        }
        let options = try options(loaded)
        let service = try Terminal.reachingPorts { () throws(LineFault) in
            try SimulatorService(
                lab: loaded.lab,
                names: loaded.names,
                state: loaded.state,
                labPath: loaded.labPath,
                options: options
            )
        }
        Terminal.print(service, json: json)
        let described = loaded.lab
        if json {
            service.follow { Terminal.print(DocumentWriter.json($0.document(described))) }
        } else {
            service.follow { Terminal.print($0.text(described)) }
        }
        _ = Signals.wait()
        service.stop()
    }

    private func options(_ loaded: LoadedLab) throws -> SimulatorService.Options {
        var options = SimulatorService.Options()
        options.speed = speed
        options.seed = seed
        options.transport = tcp ? .sockets : .terminals
        options.links = links
        for text in fault {
            do throws(FaultSpecError) {
                options.faults.append(
                    try FaultSpec(parsing: text, lab: loaded.lab, names: loaded.names)
                )
            } catch {
                throw Terminal.report(Failure("--fault \(text): \(error.message)"))
            }
        }
        return options
    }
}

extension Terminal {
    /// Prints where a simulator's lines are.
    fileprivate static func print(_ service: SimulatorService, json: Bool) {
        guard !json else { return print(DocumentWriter.json(service.ports)) }
        var table = TextTable([
            ("line", .left), ("kind", .left), ("where", .left), ("devices", .left),
        ])
        for row in service.rows {
            table.add([
                row.line, row.kind, row.address.description, row.devices.joined(separator: ", "),
            ])
        }
        print(table.render(style))
        print("Ctrl-C ends it.")
    }
}
