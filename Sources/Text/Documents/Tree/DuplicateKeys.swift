import Findings

/// A key that stands twice in one mapping.
struct KeyPair: Sendable {
    /// The nodes of the two keys, the earlier first.
    var first: Int
    var second: Int

    /// More than these are not worth reading.
    static let limit = 50

    /// The refusal that names every pair with both places; `pairs` is not empty.
    static func refusal(_ pairs: [KeyPair], in tree: DocumentTree) -> UnreadableDocument {
        let ordered = pairs.sorted { $0.second < $1.second }
        return UnreadableDocument(
            ordered.prefix(limit).map { pair in
                let first = tree.location(of: pair.first)
                var finding = Finding(
                    .duplicateKey,
                    at: tree.path(of: pair.second),
                    "“\(JSONText.visible(tree.text(pair.second)))” stands here already, at line "
                        + "\(first.line), column \(first.column). Remove one of the two."
                )
                finding.location = tree.location(of: pair.second)
                return finding
            }
        )
    }
}

extension DocumentTree {
    /// Adds the keys of the closed mapping at `index` that stood in it already.
    func collectDuplicates(of index: Int, into pairs: inout [KeyPair]) {
        let count = Int(nodes[index].length)
        guard count > 1, pairs.count < KeyPair.limit else { return }
        var keys: [Int] = []
        keys.reserveCapacity(count)
        var child = index + 1
        for _ in 0..<count {
            keys.append(child)
            child = Int(nodes[child + 1].next)
        }
        if count <= 12 {
            collectPairwise(keys, into: &pairs)
        } else {
            // Sorting stays fast whatever keys a hostile source chooses; hashing need not.
            keys.sort { a, b in
                let (left, right) = (textBytes(a), textBytes(b))
                if left.lexicographicallyPrecedes(right) { return true }
                return left.elementsEqual(right) && a < b
            }
            var first = keys[0]
            for key in keys.dropFirst() {
                if sameText(first, key) {
                    pairs.append(KeyPair(first: first, second: key))
                } else {
                    first = key
                }
            }
        }
    }

    private func collectPairwise(_ keys: [Int], into pairs: inout [KeyPair]) {
        for (position, key) in keys.enumerated() {
            let length = nodes[key].length
            for earlier in keys[..<position] where nodes[earlier].length == length {
                guard sameText(earlier, key) else { continue }
                pairs.append(KeyPair(first: earlier, second: key))
                break
            }
        }
    }
}
