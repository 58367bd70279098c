import ArgumentParser
import Checking
import Hosting
import Plans
import Reports

/// The subcommand `graph`.
struct GraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dot, mermaid, svg
    }

    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw the state machine that will run."
    )

    @ArgumentParser.Argument(help: "The plan, YAML or JSON.", completion: .file())
    var plan: String

    @OptionGroup var options: LabOptions

    @Option(help: "dot (Graphviz), mermaid or svg.")
    var format: Format = .svg

    func run() throws {
        let review = try Terminal.reporting { () throws(Failure) in
            let loaded = try LabFolder.open(
                options.lab,
                state: options.state,
                library: options.library
            )
            let bytes = try Files.read(plan, limit: 4 << 20)
            let review = PlanReview(bytes, file: plan, in: loaded, provingFixes: false)
            if review.checked == nil { Terminal.note(review.rendered(in: loaded, json: false)) }
            return review
        }
        guard let checked = review.checked else { throw review.exitCode ?? ExitCode(1) }
        let graph = StepGraph(checked.program, title: checked.plan.title)
        Terminal.print(GraphRenderer.render(graph, as: form))
    }

    private var form: GraphRenderer.Form {
        switch format {
        case .dot: .dot
        case .mermaid: .mermaid
        case .svg: .svg
        }
    }
}
