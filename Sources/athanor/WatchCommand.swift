import ArgumentParser
import Clients
import Documents
import Hosting
import Lines
import Reports

/// The subcommand `watch`.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow points of the lab's devices, live.",
        discussion: """
              athanor watch furnace.temperature controller.output --lab Examples/demo

            On a terminal, a table that is kept up to date until Ctrl-C; elsewhere, or with \
            --json, a line for every new reading.
            """
    )

    @Argument(help: "Points, devices or assemblies; all points without any.", completion: .lab)
    var points: [String] = []

    @OptionGroup var options: HostOptions
    @Flag(help: "One JSON object a reading.") var json = false
    @Option(help: "For how long, in seconds; until Ctrl-C without it.") var seconds: Double?

    func run() throws {
        Signals.block()
        let interruption = Interruption()
        try Terminal.reporting { () throws(Failure) in
            let host = try options.startingOne()
            let selection = try PointSelection(points, in: host.loaded)
            var lab = RemoteLab(host.client, points: selection.names, in: host.loaded)
            let table = PointTable(selection, in: host.loaded)
            var screen = LiveScreen()
            let streams = json || !Terminal.isInteractive
            var readings = PointStream(selection, in: host.loaded, json: json)
            var told: [String] = []
            try lab.follow(seconds: seconds ?? 1e9) { view in
                let troubles = table.troubles(view)
                for trouble in troubles where !told.contains(trouble) { screen.note(trouble) }
                told = troubles
                if streams {
                    for line in readings.news(view) { Terminal.print(line) }
                } else {
                    screen.show(table.text(view, Terminal.errorStyle, ages: true), every: 0.25)
                }
            } until: { _ in
                interruption.count > 0
            }
            screen.end()
        }
    }
}
