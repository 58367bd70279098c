package import Quantities

/// How long something took, many times: counted in classes no wider than a thirty-second of their
/// times, so that percentiles cost no memory for each.
package struct LapseHistogram: Hashable, Sendable {
    private static let steps = 32

    private var counts: [Int] = []
    package private(set) var count = 0

    package init() {}

    /// Negative lapses count as none at all.
    package mutating func add(_ lapse: Lapse) {
        let index = Self.index(UInt64(max(lapse.nanoseconds, 0)))
        if index >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: index + 1 - counts.count))
        }
        counts[index] += 1
        count += 1
    }

    /// The lapse that a share of all was no longer than; nil where there are none.
    package func quantile(_ share: Double) -> Lapse? {
        guard count > 0 else { return nil }
        let wanted = max(1, Int((min(max(share, 0), 1) * Double(count)).rounded(.up)))
        var seen = 0
        for (index, found) in counts.enumerated() {
            seen += found
            if seen >= wanted { return Lapse(nanoseconds: Self.middle(index)) }
        }
        return nil
    }

    /// Each doubling of the time has as many classes.
    private static func index(_ nanoseconds: UInt64) -> Int {
        guard nanoseconds >= UInt64(2 * steps) else { return Int(nanoseconds) }
        let shift = 63 - nanoseconds.leadingZeroBitCount - steps.trailingZeroBitCount
        return shift * steps + Int(nanoseconds >> UInt64(shift))
    }

    private static func middle(_ index: Int) -> Int64 {
        guard index >= 2 * steps else { return Int64(index) }
        let shift = index / steps - 1
        let low = Int64(index % steps + steps) << Int64(shift)
        return low + (Int64(1) << Int64(shift)) / 2
    }
}
