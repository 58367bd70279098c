package import Findings

extension DocumentTree {
    /// The path of the node at `index`; a key has the path of its member.
    ///
    /// Walks down from the root: made only when something is reported.
    func path(of index: Int) -> DocumentPath {
        var components: [DocumentPath.Component] = []
        var node = 0
        while node != index, nodes.indices.contains(node) {
            let isMapping = nodes[node].form == .mapping
            guard isMapping || nodes[node].form == .sequence else { break }
            var child = node + 1
            var inner = node
            for position in 0..<Int(nodes[node].length) {
                let value = isMapping ? child + 1 : child
                if index < Int(nodes[value].next) {
                    components.append(isMapping ? .key(text(child)) : .index(position))
                    inner = isMapping && index == child ? index : value
                    break
                }
                child = Int(nodes[value].next)
            }
            guard inner != node else { break }
            node = inner
        }
        return DocumentPath(components)
    }

    /// The node at `path`; nil where there is none.
    func node(at path: DocumentPath) -> Int? {
        var node = 0
        for component in path.components {
            switch component {
            case .key(let key):
                guard let value = member(key, of: node) else { return nil }
                node = value
            case .index(let index):
                guard nodes[node].form == .sequence, index >= 0, index < nodes[node].length
                else { return nil }
                var child = node + 1
                for _ in 0..<index { child = Int(nodes[child].next) }
                node = child
            }
        }
        return node
    }

    /// Line and column of the node at `index`.
    func location(of index: Int) -> SourceLocation {
        SourceLocation(file: file, offset: Int(nodes[index].start), in: bytes)
    }

    /// Line and column of what stands at `path`, or of the nearest thing above it that exists:
    /// the mapping in which a key is missing.
    package func location(of path: DocumentPath) -> SourceLocation {
        location(of: nearestNode(to: path))
    }

    /// The node at `path`, or the nearest above it.
    func nearestNode(to path: DocumentPath) -> Int {
        var components = path.components
        while true {
            if let found = node(at: DocumentPath(components)) { return found }
            guard components.popLast() != nil else { return 0 }
        }
    }

    /// The findings with their places in this document, where they have none yet.
    package func located(_ findings: [Finding]) -> [Finding] {
        let open = findings.indices.filter { findings[$0].location == nil }
        let places = locations(
            of: open.map { Int(nodes[nearestNode(to: findings[$0].path)].start) }
        )
        var result = findings
        for (index, place) in zip(open, places) { result[index].location = place }
        return result
    }
}
