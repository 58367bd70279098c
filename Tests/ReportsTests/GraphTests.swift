import Execution
import Expressions
import Findings
import Plans
import Quantities
import Reports
import Testing

@Suite struct GraphTests {
    /// step 0, then a decision (1) between 2 and 3, then 4.
    private var program: Program {
        var program = Program()
        for index in 0..<5 {
            program.steps.append(
                StepInstance(
                    id: "s\(index)",
                    title: index == 0 ? "say \"hi\" <b>" : "step \(index)",
                    path: DocumentPath(),
                    parent: nil,
                    iteration: "",
                    timeout: Lapse(seconds: 1),
                    fault: .safeStop
                )
            )
        }
        program.nodes = [
            Node(.enter, next: 1, step: 0), Node(.act(0), next: 2, step: 0),
            Node(.leave, next: 3, step: 0),
            Node(.decide(.flag(true), otherwise: 5), next: 4, step: 1),
            Node(.act(0), next: 6, step: 2), Node(.act(0), next: 6, step: 3),
            Node(.act(0), next: 7, step: 4), Node(.end, next: 7, step: 4),
        ]
        program.threads = [ThreadEntry(name: "main", first: 0, parent: nil)]
        return program
    }

    @Test func `control is edges between steps`() {
        let graph = StepGraph(program, title: "demo")
        #expect(graph.vertices.count == 5)
        #expect(graph.vertices[1].kind == .decision)
        #expect(
            graph.edges == [
                .init(from: 0, to: 1), .init(from: 1, to: 2, text: "yes"),
                .init(from: 1, to: 3, text: "no"), .init(from: 2, to: 4), .init(from: 3, to: 4),
            ]
        )
    }

    @Test func `every form escapes names`() {
        let graph = StepGraph(program, title: "demo")
        let dot = GraphRenderer.render(graph, as: .dot)
        #expect(dot.contains(#"label="say \"hi\" <b>""#))
        #expect(dot.contains("s1 -> s2 [label=\"yes\"];"))
        let mermaid = GraphRenderer.render(graph, as: .mermaid)
        #expect(mermaid.contains("s0[\"say #34;hi#34; #60;b#62;\"]"))
        #expect(mermaid.contains("s1 -->|\"no\"| s3"))
        let svg = GraphRenderer.render(graph, as: .svg)
        #expect(svg.contains("say &quot;hi&quot; &lt;b&gt;"))
        #expect(!svg.contains("<b>"))
    }

    @Test func `a graph that goes in circles is drawn too`() {
        let graph = StepGraph(
            title: "circle",
            vertices: [.init(text: "a", kind: .act), .init(text: "b", kind: .act)],
            edges: [.init(from: 0, to: 1), .init(from: 1, to: 0), .init(from: 9, to: 0)]
        )
        #expect(GraphRenderer.render(graph, as: .svg).hasSuffix("</svg>\n"))
    }
}
