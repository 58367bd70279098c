package import Execution
import Records

/// A program as people look at it: a vertex for each step of the plan, edges where control goes.
///
/// The rounds of a loop are one body with an edge that leads back. Steps of one block fall together
/// where there would be too many to draw.
package struct StepGraph: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case act, decision, wait, question, result, branch, block
    }

    package struct Vertex: Hashable, Sendable {
        package var text: String
        package var kind: Kind

        package init(text: String, kind: Kind) {
            self.text = text
            self.kind = kind
        }
    }

    package struct Edge: Hashable, Sendable {
        package var from: Int
        package var to: Int
        /// `yes`, `no`, `on timeout`; empty for what simply comes next.
        package var text: String

        package init(from: Int, to: Int, text: String = "") {
            self.from = from
            self.to = to
            self.text = text
        }
    }

    package var title: String
    package var vertices: [Vertex]
    package var edges: [Edge]

    package init(title: String, vertices: [Vertex], edges: [Edge]) {
        self.title = title
        self.vertices = vertices
        self.edges = edges
    }

    /// The graph of `program` with at most `limit` vertices, as far as its blocks allow.
    package init(_ program: Program, title: String, limit: Int = 400) {
        var depth = 12
        var reader = ProgramReader(program, depth: depth)
        while reader.count > limit, depth > 0 {
            depth -= 1
            reader = ProgramReader(program, depth: depth)
        }
        self = reader.graph(title: title)
    }
}

/// Walks a program's nodes once, and gives each to the step it is drawn in.
private struct ProgramReader {
    private let program: Program
    /// The vertex of each step instance; nil where it has none of its own.
    private var vertexOfStep: [Int?]
    /// The vertex of each step of the plan, whichever round it is in.
    private var vertexOfName: [String: Int] = [:]
    /// How many instances a vertex stands for.
    private var rounds: [Int] = []
    private var vertices: [StepGraph.Vertex] = []
    private var edges: [StepGraph.Edge] = []
    /// The edge from one vertex to another.
    private var edgeBetween: [[Int]: Int] = [:]
    /// Whether a step is a loop whose rounds were unrolled.
    private var isLoop: [Bool]

    var count: Int { vertices.count }

    /// Steps deeper than `depth` are drawn as the step around them.
    init(_ program: Program, depth: Int) {
        self.program = program
        vertexOfStep = Array(repeating: nil, count: program.steps.count)
        isLoop = Array(repeating: false, count: program.steps.count)
        var depths = Array(repeating: 0, count: program.steps.count)
        var shown = Array(program.steps.indices)
        for (index, step) in program.steps.enumerated() {
            guard let parent = step.parent, parent < index else { continue }
            if Self.round(step) != Self.round(program.steps[parent]) { isLoop[parent] = true }
            depths[index] = depths[parent] + 1
            if depths[index] > depth { shown[index] = shown[parent] }
        }
        for node in program.nodes {
            guard let kind = Self.kind(node.kind), let step = shown.at(node.step) else { continue }
            let name = Self.name(program.steps[step])
            if vertexOfStep[step] == nil {
                vertexOfStep[step] = vertexOfName[name] ?? vertices.count
                if vertexOfName[name] == nil {
                    vertexOfName[name] = vertices.count
                    vertices.append(
                        StepGraph.Vertex(
                            text: program.steps[step].title,
                            kind: step == node.step ? kind : .block
                        )
                    )
                    rounds.append(0)
                }
                if let vertex = vertexOfStep[step] { rounds[vertex] += 1 }
            }
            if let vertex = vertexOfStep[step], step == node.step, kind != .act {
                // A loop decides, whatever it waits for on the way.
                vertices[vertex].kind = isLoop[step] ? .decision : kind
            }
            vertexOfStep[node.step] = vertexOfStep[step]
        }
        for (vertex, count) in rounds.enumerated() where count > 1 {
            vertices[vertex].text += ", at most \(count) ×"
        }
    }

    /// In which round of the loops around it a step is: `3.1`, empty outside of loops.
    private static func round(_ step: StepInstance) -> Substring {
        guard let mark = step.id.lastIndex(of: "#") else { return "" }
        return step.id[mark...].dropFirst().prefix { $0.isNumber || $0 == "." }
    }

    /// The same for every round of the loops around a step: its id without `#3.1`.
    private static func name(_ step: StepInstance) -> String {
        let parts = step.id.split(separator: "#", omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts[0])) { name, part in
            name + part.drop { $0.isNumber || $0 == "." }
        }
    }

    /// How a node is drawn; nil for those that only mark where a step begins or ends.
    private static func kind(_ kind: NodeKind) -> StepGraph.Kind? {
        switch kind {
        case .enter, .leave, .mark, .end, .monitor: nil
        case .act, .assign: .act
        case .decide, .fits: .decision
        case .wait, .waitUntil, .due, .join: .wait
        case .ask: .question
        case .result: .result
        case .fork, .start: .branch
        }
    }

    func graph(title: String) -> StepGraph {
        var reader = self
        let ends = reader.threadEnds()
        for (index, node) in program.nodes.enumerated() {
            guard let from = reader.vertex(of: index) else { continue }
            reader.follow(node, from: from, ends)
        }
        reader.connectFinally(ends)
        return StepGraph(title: title, vertices: vertices, edges: reader.edges)
    }

    private func vertex(of node: Int) -> Int? {
        guard let node = program.nodes.at(node), Self.kind(node.kind) != nil else { return nil }
        return vertexOfStep.at(node.step) ?? nil
    }

    /// The first drawn vertex from a node on; nil at a thread's end.
    private func target(_ node: Int) -> Int? {
        var next = node
        for _ in 0..<program.nodes.count {
            guard let here = program.nodes.at(next), here.kind != .end else { return nil }
            if let vertex = vertex(of: next) { return vertex }
            next = here.next
        }
        return nil
    }

    /// The vertices each thread's control ends in.
    private func threadEnds() -> [[Int]] {
        var owner = Array(repeating: -1, count: program.nodes.count)
        var ends = Array(repeating: [Int](), count: program.threads.count)
        for (thread, entry) in program.threads.enumerated() {
            var open = [entry.first]
            while let index = open.popLast() {
                guard let node = program.nodes.at(index), owner[index] != thread else { continue }
                owner[index] = thread
                let targets = targets(node).map(\.0)
                open.append(contentsOf: targets)
                guard let vertex = vertex(of: index) else { continue }
                let closes = targets.contains { target($0) == nil }
                if closes, !ends[thread].contains(vertex) { ends[thread].append(vertex) }
            }
        }
        return ends
    }

    /// Where control goes from a node within its thread, and on which condition.
    private func targets(_ node: Node) -> [(Int, String)] {
        switch node.kind {
        case .end: []
        case .decide(_, let otherwise) where isLoop.at(node.step) == true:
            [(node.next, "done"), (otherwise, "again")]
        case .decide(_, let otherwise): [(node.next, "yes"), (otherwise, "no")]
        case .fits(_, _, let otherwise): [(node.next, "again"), (otherwise, "out of time")]
        case .waitUntil(_, _, _, let otherwise) where otherwise != node.next:
            [(node.next, ""), (otherwise, "too late")]
        case .ask(_, let otherwise) where otherwise != node.next:
            [(node.next, ""), (otherwise, "no answer")]
        default: [(node.next, "")]
        }
    }

    private mutating func follow(_ node: Node, from: Int, _ ends: [[Int]]) {
        switch node.kind {
        case .fork(let threads, _, _):
            for thread in threads {
                guard let entry = program.threads.at(thread) else { continue }
                add(from, target(entry.first), entry.name)
                for end in ends[thread] { add(end, target(node.next), "") }
            }
            return
        case .start(let thread):
            if let entry = program.threads.at(thread) {
                add(from, target(entry.first), "background")
            }
        case .join(let thread):
            for end in ends.at(thread) ?? [] { add(end, from, "") }
        default: break
        }
        for (next, words) in targets(node) { add(from, target(next), words) }
    }

    /// After the last step, and after a controlled stop from anywhere.
    private mutating func connectFinally(_ ends: [[Int]]) {
        guard let thread = program.finally, let entry = program.threads.at(thread),
            let first = target(entry.first)
        else { return }
        for end in ends.at(0) ?? [] { add(end, first, "finally") }
    }

    private mutating func add(_ from: Int, _ to: Int?, _ text: String) {
        guard let to, from != to else { return }
        if let known = edgeBetween[[from, to]] {
            let words = edges[known].text
            if !text.isEmpty, !words.split(separator: " / ").contains(Substring(text)) {
                edges[known].text = words.isEmpty ? text : words + " / " + text
            }
            return
        }
        edgeBetween[[from, to]] = edges.count
        edges.append(StepGraph.Edge(from: from, to: to, text: text))
    }
}
