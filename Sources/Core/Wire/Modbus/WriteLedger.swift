/// How often memory that wears out was written, against how often it may be.
///
/// Counts from what it is given: whoever keeps the lab's state over a restart hands the counts in
/// again.
package struct WriteLedger: Hashable, Sendable {
    /// One point's memory.
    package struct Entry: Hashable, Sendable {
        /// The image's index of the point.
        package let point: Int
        /// How many writes it survives.
        package let endurance: Int
        package fileprivate(set) var used = 0

        init(point: Int, endurance: Int) {
            self.point = point
            self.endurance = max(endurance, 1)
        }

        /// Whether a write was one too many already.
        package var isSpent: Bool { used >= endurance }
    }

    /// Shares of the endurance at which somebody is told.
    private static let tellAt = [0.5, 0.8, 0.9, 0.95, 1]

    package private(set) var entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    /// Counts a write; the entry where it is time to tell somebody.
    mutating func note(_ index: Int) -> Entry? {
        guard entries.indices.contains(index) else { return nil }
        let before = share(index)
        entries[index].used += 1
        let now = share(index)
        return Self.tellAt.contains { before < $0 && now >= $0 } ? entries[index] : nil
    }

    /// Takes over the count from before a restart; the greater of both counts.
    mutating func restore(point: Int, used: Int) {
        for index in entries.indices where entries[index].point == point {
            entries[index].used = max(entries[index].used, used)
        }
    }

    func isSpent(_ index: Int) -> Bool {
        entries.indices.contains(index) && entries[index].isSpent
    }

    private func share(_ index: Int) -> Double {
        Double(entries[index].used) / Double(entries[index].endurance)
    }
}
