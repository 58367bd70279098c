import Execution

/// An order of a program's nodes in which every edge leads forward.
enum NodeOrder {
    /// By node: its place; nil where the program has a cycle or an edge to nowhere.
    static func of(_ program: Program) -> [Int32]? {
        let count = program.nodes.count
        if isForward(program) { return (0..<Int32(clamping: count)).map { $0 } }
        var arrivals = [Int32](repeating: 0, count: count)
        for node in program.nodes {
            for target in node.successors(program) {
                guard program.nodes.indices.contains(target) else { return nil }
                arrivals[target] += 1
            }
        }
        var ready = program.nodes.indices.filter { arrivals[$0] == 0 }
        var order = [Int32](repeating: .max, count: count)
        var placed: Int32 = 0
        while let node = ready.popLast() {
            order[node] = placed
            placed += 1
            for target in program.nodes[node].successors(program) {
                arrivals[target] -= 1
                if arrivals[target] == 0 { ready.append(target) }
            }
        }
        return Int(placed) == count ? order : nil
    }

    /// Programs are mostly written in order already.
    private static func isForward(_ program: Program) -> Bool {
        for index in program.nodes.indices {
            let node = program.nodes[index]
            switch node.kind {
            case .end: continue
            case .fork, .start: return false
            case .decide(_, let otherwise), .waitUntil(_, timeout: _, onTimeout: _, let otherwise),
                .fits(mark: _, within: _, let otherwise), .ask(_, let otherwise):
                guard otherwise > index, otherwise < program.nodes.count else { return false }
            default: break
            }
            guard node.next > index, node.next < program.nodes.count else { return false }
        }
        return true
    }
}

extension Node {
    /// Every node that can come after this one, in its thread.
    func successors(_ program: Program) -> [Int] {
        switch kind {
        case .end: []
        case .decide(_, let otherwise), .waitUntil(_, timeout: _, onTimeout: _, let otherwise),
            .fits(mark: _, within: _, let otherwise), .ask(_, let otherwise):
            otherwise == next ? [next] : [next, otherwise]
        default: [next]
        }
    }
}
