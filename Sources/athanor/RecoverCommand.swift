import ArgumentParser
import Clients
import Documents
import Hosting
import Reports

/// The subcommand `recover`.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Look at what a run left whose host died, and close it.",
        discussion: """
              athanor recover --lab Examples/demo
              athanor recover 12 --found 'A3 got its dose, B3 did not; plate discarded' \
            --lab Examples/demo

            Shows runs that could not be taken up again, and why (those that were, athanor status \
            shows). Every command was on disk before it was sent; those whose outcome is not there \
            are in doubt. What the device reads now stands beside them. Nothing is repeated. Until \
            the run is closed no other begins.
            """
    )

    @Argument(help: "The run's number; without it, what there is.") var number: Int?
    @Option(help: "What you found at the bench; closes the run.") var found: String?
    @OptionGroup var options: HostOptions
    @Flag(help: "As JSON.") var json = false

    func run() throws {
        let client = try Terminal.reporting { () throws(Failure) in
            try options.startingOne().client
        }
        if let number, let found {
            let reply = try Terminal.reporting { () throws(Failure) in
                try client.post(
                    "v1/runs/\(number)/recover",
                    .members(["found": .text(found)])
                )
            }
            return try HostConnection.tell(reply)
        }
        let reply = try Terminal.reporting { () throws(Failure) in
            try client.get("v1/recovery")
        }
        guard !json else { return Terminal.print(reply.bytes) }
        guard case .list(let runs) = reply.document, !runs.isEmpty else {
            return Terminal.note("No run was cut off that was not taken up again.")
        }
        for run in runs where number == nil || run.member("run")?.number == number {
            show(run)
        }
    }

    private func show(_ run: DocumentValue) {
        let number = run.member("run")?.number ?? 0
        let plan = run.member("plan")?.text ?? ""
        let step = run.member("step")?.text.map { ", at step \($0)" } ?? ""
        let reason = run.member("reason")?.text.map { " \($0)" } ?? ""
        Terminal.print("Run \(number) (\(plan)) was cut off\(step).\(reason)")
        var table = TextTable([
            ("command", .right), ("told", .left), ("shows now", .left), ("so it was", .left),
        ])
        guard case .list(let doubts)? = run.member("in-doubt"), !doubts.isEmpty else {
            return Terminal.print("No command is in doubt.")
        }
        for doubt in doubts {
            let verdict =
                switch doubt.member("is-done") {
                case .flag(true): "done"
                case .flag(false): "not done, or undone since"
                default: "look at it"
                }
            table.add([
                "\(doubt.member("command")?.number ?? 0)", doubt.member("told")?.text ?? "",
                doubt.member("shows")?.text ?? "", verdict,
            ])
        }
        Terminal.print(table.render(Terminal.tableStyle))
    }
}

extension DocumentValue {
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }

    fileprivate var number: Int? {
        switch self {
        case .integer(let number): number
        case .decimal(let digits): Int(digits)
        default: nil
        }
    }
}
