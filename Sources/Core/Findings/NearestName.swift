/// Guesses which known name a mistyped one was meant to be.
package enum NearestName {
    /// The name in `names` that is nearest to `text`, by optimal string alignment distance
    /// (insertions, deletions, substitutions, swaps of neighbours) without regard to case and to
    /// `-`, `_` and space; nil where none is near enough to be meant.
    ///
    /// Ties go to the first.
    package static func of(_ text: String, among names: [String]) -> String? {
        let wanted = folded(text)
        // A name longer than any real one is not worth the square of its length.
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for name in names where name != text {
            let candidate = folded(name)
            guard candidate.count <= 64 else { continue }
            let allowed = max(wanted.count, candidate.count) <= 3 ? 1 : (wanted.count + 2) / 3
            guard abs(wanted.count - candidate.count) <= allowed else { continue }
            let distance = distance(wanted, candidate)
            guard distance <= allowed, distance < max(wanted.count, candidate.count) else {
                continue
            }
            if best.map({ distance < $0.distance }) ?? true { best = (name, distance) }
        }
        return best?.name
    }

    private static func folded(_ text: String) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar {
            case "-", "_", " ": continue
            case "A"..."Z": scalars.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
            default: scalars.append(scalar)
            }
        }
        return scalars
    }

    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var before = [Int](repeating: 0, count: b.count + 1)
        var above = Array(0...b.count)
        var row = above
        for i in a.indices {
            row[0] = i + 1
            for j in b.indices {
                let change = above[j] + (a[i] == b[j] ? 0 : 1)
                row[j + 1] = min(change, above[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], before[j - 1] + 1)
                }
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}
