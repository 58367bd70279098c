/// One way out of a node, whose target may not be known yet.
struct Edge: Hashable {
    enum Way: Hashable {
        case next, otherwise
    }

    var node: Int
    var way: Way

    init(_ node: Int, _ way: Way = .next) {
        self.node = node
        self.way = way
    }
}

/// Builds a program's nodes in the order of writing.
///
/// A node flows into the one emitted after it. Ways that lead elsewhere are captured as edges and
/// attached where they arrive: the next node emitted is their target.
struct GraphBuilder {
    var program = Program()
    private var open: [Edge] = []
    private var flows = false

    var count: Int { program.nodes.count }

    @discardableResult
    mutating func emit(_ kind: NodeKind, step: Int) -> Int {
        let index = program.nodes.count
        program.nodes.append(Node(kind, next: index + 1, step: step))
        if !open.isEmpty {
            for edge in open { point(edge, to: index) }
            open.removeAll(keepingCapacity: true)
        }
        flows = true
        return index
    }

    /// Ends a thread: nothing flows out of the node.
    mutating func emitEnd(step: Int) {
        let index = emit(.end, step: step)
        program.nodes[index].next = index
        flows = false
    }

    /// Takes every way that would lead to the next node.
    mutating func capture() -> [Edge] {
        var edges = open
        if flows { edges.append(Edge(count - 1)) }
        open.removeAll(keepingCapacity: true)
        flows = false
        return edges
    }

    /// Lets these ways lead to the next node, too.
    mutating func attach(_ edges: [Edge]) { open.append(contentsOf: edges) }

    func target(of edge: Edge) -> Int {
        let node = program.nodes[edge.node]
        switch edge.way {
        case .next: return node.next
        case .otherwise: return node.kind.otherwise ?? node.next
        }
    }

    mutating func point(_ edge: Edge, to target: Int) {
        switch edge.way {
        case .next: program.nodes[edge.node].next = target
        case .otherwise: program.nodes[edge.node].kind.setOtherwise(target)
        }
    }

    /// Puts a node into ways that already have a target.
    mutating func insert(_ kind: NodeKind, step: Int, into edges: [Edge]) {
        let here = capture()
        for edge in edges {
            let index = program.nodes.count
            program.nodes.append(Node(kind, next: target(of: edge), step: step))
            point(edge, to: index)
        }
        attach(here)
    }
}

extension NodeKind {
    fileprivate mutating func setOtherwise(_ target: Int) {
        switch self {
        case .decide(let condition, _): self = .decide(condition, otherwise: target)
        case .ask(let question, _): self = .ask(question, otherwise: target)
        case .fits(let mark, let within, _):
            self = .fits(mark: mark, within: within, otherwise: target)
        case .waitUntil(let condition, let timeout, let policy, _):
            self = .waitUntil(
                condition,
                timeout: timeout,
                onTimeout: policy,
                otherwise: target
            )
        default: break
        }
    }
}
