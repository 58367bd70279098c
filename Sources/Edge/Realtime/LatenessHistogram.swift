package import Quantities
import Synchronization

/// How late a thread woke, counted without allocating or locking: the thread counts, anybody reads.
///
/// Classes are no wider than a sixteenth of their times; what is later than 17 s counts as that.
package final class LatenessHistogram: Sendable {
    private let counts = InlineArray<512, Atomic<Int>> { _ in Atomic(0) }
    private let latest = Atomic<Int64>(0)

    package init() {}

    /// Counts one waking, `lateness` nanoseconds after its time; early counts as on time.
    @_noAllocation @_noLocks
    package func add(_ lateness: Int64) {
        let value = max(lateness, 0)
        counts[LatenessClass.index(value)].add(1, ordering: .relaxed)
        if value > latest.load(ordering: .relaxed) { latest.store(value, ordering: .relaxed) }
    }

    package var count: Int {
        var sum = 0
        for index in 0..<LatenessClass.count { sum += counts[index].load(ordering: .relaxed) }
        return sum
    }

    /// How many wakings were at most so late, as near as the classes tell.
    package func count(upTo lateness: Lapse) -> Int {
        var sum = 0
        for index in 0...LatenessClass.index(max(lateness.nanoseconds, 0)) {
            sum += counts[index].load(ordering: .relaxed)
        }
        return sum
    }

    package var worst: Lapse { Lapse(nanoseconds: latest.load(ordering: .relaxed)) }

    /// The lateness that a share of all wakings did not exceed; nil where there are none.
    package func quantile(_ share: Double) -> Lapse? {
        let all = count
        guard all > 0 else { return nil }
        let wanted = max(1, Int((min(max(share, 0), 1) * Double(all)).rounded(.up)))
        var seen = 0
        for index in 0..<LatenessClass.count {
            seen += counts[index].load(ordering: .relaxed)
            if seen >= wanted { return Lapse(nanoseconds: LatenessClass.middle(index)) }
        }
        return worst
    }
}

/// The classes of lateness, by number.
private enum LatenessClass {
    private static let steps = 16
    static let count = 32 * 16

    @_noAllocation @_noLocks
    static func index(_ nanoseconds: Int64) -> Int {
        guard nanoseconds >= 2 * Int64(steps) else { return Int(nanoseconds) }
        let shift = 63 - nanoseconds.leadingZeroBitCount - steps.trailingZeroBitCount
        return min(shift * steps + Int(nanoseconds >> Int64(shift)), count - 1)
    }

    static func middle(_ index: Int) -> Int64 {
        guard index >= 2 * steps else { return Int64(index) }
        let shift = index / steps - 1
        let low = Int64(index % steps + steps) << Int64(shift)
        return low + (Int64(1) << Int64(shift)) / 2
    }
}
