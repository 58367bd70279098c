import ArgumentParser
import Hosting
import Labs
import Lines
import Quantities
import Reports

/// Playing the devices of a capture, as `replay --serve` does.
struct ReplaySession {
    private let command: ReplayCommand

    init(_ command: ReplayCommand) { self.command = command }

    func run() throws {
        Signals.block()
        let interruption = Interruption()
        let ending = try Terminal.reporting { () throws(Failure) in
            let server = try open()
            for port in server.ports { Terminal.print("\(port.line)\t\(port.address)") }
            let patience = try command.patience.map { text throws(Failure) in
                try DurationText.read(text, option: "patience")
            }
            var screen = LiveScreen()
            let ending = server.serve(patience: patience) { server in
                guard Terminal.isInteractive else { return }
                let (answered, all) = server.progress
                screen.show("\(answered) of \(Spoken.count(all, "request")) answered", every: 0.25)
            } until: {
                interruption.count > 0
            }
            screen.end()
            return ending
        }
        try conclude(ending)
    }

    private func open() throws(Failure) -> ReplayServer {
        let loaded = try LabFolder.open(
            command.lab.lab,
            state: command.lab.state,
            library: command.lab.library
        )
        let scripts = try ReplayScripts.read(
            command.file,
            lab: loaded.lab,
            names: loaded.names,
            only: try command.lines.lines(of: loaded),
            order: command.strict ? .recorded : .any
        )
        do throws(LineFault) {
            return try ReplayServer(
                scripts.map { (definition: loaded.lab.lines[$0.line], script: $0.script) }
            )
        } catch {
            throw Failure(error.message)
        }
    }

    private func conclude(_ ending: ReplayServer.Ending) throws {
        switch ending {
        case .complete: Terminal.note("Every recorded request was asked and answered.")
        case .unfinished(let rests):
            for rest in rests {
                Terminal.note(
                    "\(rest.line): \(Spoken.count(rest.count, "recorded request")) never came; "
                        + "the next is " + SightingText.shown(rest.next[...])
                )
            }
            if !rests.isEmpty { throw ExitCode(1) }
        case .unknown(let line, let bytes, let expected):
            let wanted = expected.map { "; expected " + SightingText.shown($0[...]) } ?? ""
            Terminal.note(
                "\(line): a request that was not recorded, or not so often, or not now: "
                    + SightingText.shown(bytes[...]) + wanted
            )
            throw ExitCode(1)
        }
    }
}
