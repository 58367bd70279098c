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
            """
    )

    @Argument(help: "The plan, YAML or JSON.", completion: .file())
    var plan: String?

    @Option(help: "The lab: its lab.yaml, or the folder that holds it.", completion: .file())
    var lab: String?

    @Option(help: "The lab state; by default state.yaml beside the lab.", completion: .file())
    var state: String?

    @Option(help: "The folder with devices/ and protocols/.", completion: .directory)
    var library: String?

    @Flag(help: "As JSON.")
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
        let review = try Terminal.reporting { () throws(Failure) in
            let loaded = try LabFolder.open(lab, state: state, library: library)
            let bytes = try Files.read(plan, limit: 4 << 20)
            return try outcome(PlanReview(bytes, file: plan, in: loaded), in: loaded)
        }
        if let code = review.exitCode { throw code }
    }

    /// Prints the verdict, or the mended plan.
    private func outcome(_ review: PlanReview, in loaded: LoadedLab) throws(Failure) -> PlanReview {
        guard fix else {
            Terminal.print(review, in: loaded, json: json)
            return review
        }
        guard let mended = review.mended(in: loaded) else {
            throw Failure(
                "Not every finding has a fix; mend the others by hand.",
                findings: review.findings
            )
        }
        Terminal.print(mended.bytes)
        return PlanReview(mended.bytes, file: mended.file, in: loaded)
    }
}
