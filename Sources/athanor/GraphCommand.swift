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
        abstract: "Draw the state machine that will run.",
        discussion: """
            Loops are drawn once, with an edge that leads back; a plan that is refused has no \
            machine, and its findings are printed instead.

            Examples:
              athanor graph plan.yaml --lab Examples/demo --format svg > plan.svg
              athanor graph plan.yaml --lab Examples/demo --format dot | dot -Tpdf > plan.pdf
              athanor graph plan.yaml --lab Examples/demo --format mermaid
            """
    )

    @ArgumentParser.Argument(
        help: "The plan, YAML or JSON; - for standard input.",
        completion: .plan
    )
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
            let review = PlanReview(
                bytes,
                file: Files.label(plan),
                in: loaded,
                provingFixes: false
            )
            if review.checked == nil {
                Terminal.note(review.provingFixes(in: loaded).renderedFindings())
            }
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
