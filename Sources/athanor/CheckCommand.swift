import ArgumentParser
import Documents
import Findings
import Hosting
import Records
import Reports

/// The subcommand `check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Prove a plan safe for a lab and its present state, or say every reason why not.",
        discussion: """
            Exit code 0: accepted, with the proved bounds and the assumptions. 1: refused, with \
            every finding. 2: unreadable or invalid input, with file:line:column.

            Examples:
              athanor check plan.yaml --lab Examples/demo
              athanor check - --lab Examples/demo --json < plan.json
              athanor check plan.yaml --lab Examples/demo --fix > mended.yaml
              athanor check --codes
            """
    )

    @Argument(help: "The plan, YAML or JSON; - for standard input.", completion: .plan)
    var plan: String?

    @Option(help: "The lab: its lab.yaml, or the folder that holds it.", completion: .file())
    var lab: String?

    @Option(help: "The lab state; by default state.yaml beside the lab.", completion: .file())
    var state: String?

    @Option(help: "The folder with devices/ and protocols/.", completion: .directory)
    var library: String?

    @Flag(help: "The verdict as JSON.")
    var json = false

    @Flag(help: "List all finding codes.")
    var codes = false

    @Flag(help: "Write the corrected plan to standard output when every finding has a fix.")
    var fix = false

    func validate() throws {
        guard codes || (plan != nil && lab != nil) else {
            throw ValidationError("Give a plan and --lab LAB, or --codes.")
        }
    }

    func run() throws {
        if codes {
            return Terminal.print(
                json
                    ? DocumentWriter.json(FindingCodes.document, .pretty)
                    : Array(FindingCodes.text.utf8)
            )
        }
        guard let plan, let lab else { return }
        let code = try Terminal.reporting { () throws(Failure) in
            let loaded = try LabFolder.open(lab, state: state, library: library)
            let review = PlanReview(
                try Files.read(plan, limit: 4 << 20),
                file: Files.label(plan),
                in: loaded
            )
            return fix ? mend(review, in: loaded) : judge(review, in: loaded)
        }
        if let code { throw code }
    }

    private func judge(_ review: PlanReview, in loaded: LoadedLab) -> ExitCode? {
        Terminal.print(review, in: loaded, json: json)
        return review.exitCode
    }

    /// Prints the mended plan, or why it cannot be mended.
    private func mend(_ review: PlanReview, in loaded: LoadedLab) -> ExitCode? {
        guard let mended = review.mended(in: loaded) else {
            if json { return judge(review, in: loaded) }
            Terminal.note(review.renderedFindings())
            Terminal.note("Not every finding has a fix; mend the others by hand.")
            return review.exitCode
        }
        guard json else {
            Terminal.print(mended.bytes)
            return nil
        }
        let text = String(decoding: mended.bytes, as: UTF8.self)
        let document = DocumentValue.members(["verdict": .text("mended"), "plan": .text(text)])
        Terminal.print(DocumentWriter.json(document, .pretty))
        return nil
    }
}
