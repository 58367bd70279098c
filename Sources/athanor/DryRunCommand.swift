import ArgumentParser
import Documents
import Findings
import Hosting
import Labs
import Quantities
import Records
import Rehearsal
import Reports
import Simulation

/// The subcommand `dry-run`.
struct DryRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dry-run",
        abstract: "Run a plan on simulated devices in virtual time, and report what happened.",
        discussion: """
            The plan is checked first; only what was proved is run. The same seed gives the same \
            trace, byte for byte.

            Faults: --fault 'kind=device-dead,device=pump,at=10min,for=5min', any number of times. \
            Kinds: reply-lost, reply-late, reply-corrupted, reply-doubled, device-busy, \
            gateway-timeout, device-dead, device-restarted, \
            line-dead, sensor-frozen, sensor-open, sensor-drifting, sensor-detached, \
            sensor-reversed, heater-stuck-on, heater-weak, element-open, contactor-welded, \
            plunger-overload, tip-missing.

            Without for= a fault lasts for ever, a reply fault for one reply; line-dead takes \
            line=NAME.

            A planner or operator command reads one JSON question a line and writes one JSON \
            answer a line; a file of answers is a list of {ask: NAME, answer: {…}}; see \
            docs/plan-language.md.

            Exit code 0: carried out to the end. 1: refused, stopped, or outside what was proved. \
            2: unreadable or invalid input.

            Examples:
              athanor dry-run plan.yaml --lab Examples/demo --report run.html --trace run.jsonl
              athanor dry-run Examples/demo/plans/closed-loop.yaml --lab Examples/demo \
            --planner 'python3 Examples/demo/planner/secant.py'
              athanor dry-run Examples/demo/plans/anneal-72h.yaml --lab Examples/demo \
            --fault 'kind=heater-stuck-on,device=controller,at=3h' --report stuck.html
            """
    )

    @Argument(help: "The plan, YAML or JSON; - for standard input.", completion: .plan)
    var plan: String

    @OptionGroup var options: LabOptions

    @Option(help: "The seed of everything random.")
    var seed: UInt64 = 1

    @Option(help: "A fault: kind=…,device=…,at=…[,for=…].", completion: .fault)
    var fault: [String] = []

    @Option(help: "The HTML report to write.", completion: .file(extensions: ["html"]))
    var report: String?

    @Option(help: "The trace to write, JSON Lines.", completion: .file(extensions: ["jsonl"]))
    var trace: String?

    @Option(help: "A command that answers ask-planner; without it, the plan's fallback.")
    var planner: String?

    @Option(
        help: "Who answers for people: yes, no, a file of answers, or a command.",
        completion: .file()
    )
    var `operator`: String = "yes"

    @Flag(help: "The summary as JSON.")
    var json = false

    func run() throws {
        let outcome = try Terminal.reporting { () throws(Failure) in
            let loaded = try LabFolder.open(
                options.lab,
                state: options.state,
                library: options.library
            )
            let bytes = try Files.read(plan, limit: 4 << 20)
            let review = PlanReview(
                bytes,
                file: Files.label(plan),
                in: loaded,
                provingFixes: false
            )
            guard let checked = review.checked else {
                let refused = review.provingFixes(in: loaded)
                Terminal.print(refused, in: loaded, json: json)
                if let report { try Files.write(refused.refusalReport(in: loaded), to: report) }
                return RunEnding.refused(refused)
            }
            let rehearsal = try DryRunSession(
                checked,
                in: loaded,
                findings: review.findings,
                command: self
            )
            return try rehearsal.play()
        }
        if let code = outcome.exitCode { throw code }
    }
}
