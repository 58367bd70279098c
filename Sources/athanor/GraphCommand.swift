import ArgumentParser
import Hosting
import Reports

/// `athanor graph`
struct GraphCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dot, mermaid, svg
    }

    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw the state machine that will run."
    )

    @Argument(help: "The plan, YAML or JSON.", completion: .file())
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
        let graph = ProgramGraph(checked.program)
        switch format {
        case .dot: Terminal.print(GraphRenderer.dot(graph))
        case .mermaid: Terminal.print(GraphRenderer.mermaid(graph))
        case .svg: Terminal.print(GraphRenderer.svg(graph))
        }
    }
}
