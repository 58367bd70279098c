import ArgumentParser
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

    @OptionGroup var options: LiveOptions
    @Flag(help: "One JSON object a reading.") var json = false
    @Option(help: "For how long, in seconds; until Ctrl-C without it.") var seconds: Double?

    func run() throws {
        Signals.block()
        let interruption = Interruption()
        try Terminal.reporting { () throws(Failure) in
            let live = try options.open()
            let selection = try PointSelection(points, in: live.loaded)
            let host = try live.host()
            defer { host.stop() }
            var view = LabView(live.loaded)
            let table = PointTable(selection, in: live.loaded)
            var screen = LiveScreen()
            let streams = json || !Terminal.isInteractive
            var readings = PointStream(selection, in: live.loaded, json: json)
            var told: [String] = []
            view.follow(host, seconds: seconds ?? .greatestFiniteMagnitude) { view in
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
