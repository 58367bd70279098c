import ArgumentParser
import Foundation
import Hosting
import Labs
import Lines
import Quantities
import Reports

/// The subcommand `capture`.
struct CaptureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Poll the lab's devices and keep every frame both ways in a pcapng file.",
        discussion: """
              athanor capture --lab Examples/demo --out bus.pcapng --for 10min
              athanor capture --lab Examples/demo --out - | tshark -r -

            Nothing is commanded. Wireshark and tshark read the file; to tell requests from \
            replies of Modbus RTU functions 5 and 6, give them -o mbrtu.tcp.port:20502. \
            athanor replay says what every frame meant.
            """
    )

    @OptionGroup var options: LiveOptions
    @OptionGroup var lines: LineOptions
    @Option(help: "The file to write; - for standard output.", completion: .file()) var out: String
    @Option(name: .customLong("for"), help: "How long, such as 10min; until Ctrl-C without it.")
    var duration: String?

    func run() throws {
        Signals.block()
        let interruption = Interruption()
        let closed = try Terminal.reporting { () throws(Failure) in
            let limit = try duration.map { text throws(Failure) in
                try DurationText.read(text, option: "for")
            }
            let live = try options.open()
            let capture = try LineCapture(
                live.loaded,
                ports: live.ports,
                clock: live.clock,
                path: out,
                only: try lines.lines(of: live.loaded)
            )
            let began = Date()
            var screen = LiveScreen()
            while interruption.count == 0 {
                try capture.collect()
                let elapsed = Date().timeIntervalSince(began)
                if Terminal.isInteractive {
                    screen.show(table(capture, live, elapsed), every: 1)
                }
                if let limit, elapsed >= limit.seconds { break }
                Thread.sleep(forTimeInterval: 0.1)
            }
            screen.end()
            try capture.stop()
            if !Terminal.isInteractive {
                Terminal.note(table(capture, live, Date().timeIntervalSince(began)))
            }
            return capture.lines.compactMap { status -> String? in
                guard case .closed(let reason) = status.standing else { return nil }
                return live.loaded.lab.trouble(of: status.line, reason)
            }
        }
        for trouble in closed { Terminal.note(trouble) }
        if !closed.isEmpty { throw ExitCode(1) }
    }

    private func table(_ capture: LineCapture, _ live: LiveLab, _ elapsed: Double) -> String {
        var table = TextTable([
            ("line", .left), ("frames", .right), ("bytes", .right), ("errors", .right),
            ("stray bytes", .right), ("lost", .right), ("", .left),
        ])
        for status in capture.lines {
            let standing: String =
                switch status.standing {
                case .opening: "opening"
                case .open: "open"
                case .closed(let reason): "closed: " + reason
                }
            let traffic = status.traffic
            table.add([
                live.loaded.lab.lines[status.line].name,
                Spoken.grouped(traffic.framesOut + traffic.framesIn + traffic.rests),
                Spoken.grouped(traffic.bytes), Spoken.grouped(status.tally.errors),
                Spoken.grouped(status.tally.strays), Spoken.grouped(status.tally.lost), standing,
            ])
        }
        return table.render(Terminal.errorStyle) + "\n" + Spoken.lapse(Lapse(seconds: elapsed))
            + " captured" + (out == "-" ? "" : " in \(out)")
    }
}
