import ArgumentParser
import Clients
import Documents
import Hosting
import Interlocks
import Reports

/// The subcommand `read`.
struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read points from the lab's devices, once.",
        discussion: """
              athanor read furnace.temperature relays.contactor --lab Examples/demo
              athanor read gantry --lab Examples/demo          # every point of a device

            A value is shown only where the device was asked and answered just now; otherwise the \
            reason stands in its place and the exit code is 1.
            """
    )

    @Argument(help: "Points, devices or assemblies; all points without any.", completion: .lab)
    var points: [String] = []

    @OptionGroup var options: HostOptions
    @Flag(help: "As JSON.") var json = false
    @Option(help: "How long to wait for answers, in seconds.") var patience = 6.0

    func run() throws {
        let isGood = try Terminal.reporting { () throws(Failure) in
            let host = try options.startingOne()
            let selection = try PointSelection(points, in: host.loaded)
            var lab = RemoteLab(host.client, points: selection.names, in: host.loaded)
            try lab.follow(seconds: patience) { view in
                selection.isComplete(in: view.image) || view.isHopeless(selection, in: host.loaded)
            }
            let view = lab.view
            let table = PointTable(selection, in: host.loaded)
            Terminal.print(json ? table.json(view) : Array(table.text(view, Terminal.style).utf8))
            for line in table.troubles(view) { Terminal.note(line) }
            return selection.points.allSatisfy { view.image[$0].quality == .good }
        }
        if !isGood { throw ExitCode(1) }
    }
}
