package import Interlocks
package import Quantities

/// Everything one point ever was, in bounded memory: the least, the greatest and the last value of
/// every time bucket.
///
/// Buckets are a power of two of nanoseconds wide. Where a run outgrows them, neighbours merge and
/// the width doubles, so that a run of any length keeps its true extremes.
package struct SampleHistory: Sendable {
    /// The most buckets a history holds.
    package static let capacity = 2048
    /// About one millisecond.
    private static let narrowest: Int64 = 20

    /// What was read within one bucket.
    package struct Bucket: Hashable, Sendable {
        /// SI; `low > high` where nothing good was read.
        package var low = Double.infinity
        package var high = -Double.infinity
        package var last = Double.nan
        package var sum = 0.0
        package var good: UInt32 = 0
        package var bad: UInt32 = 0
    }

    package private(set) var buckets: [Bucket] = []
    /// The width of a bucket is two to this power, ns.
    package private(set) var shift = SampleHistory.narrowest
    package private(set) var good = 0
    package private(set) var bad = 0
    package private(set) var first: Reading?
    package private(set) var last: Reading?

    package init() {}

    /// Takes one reading; those before the start of time count as at the start.
    package mutating func add(_ reading: Reading) {
        let at = max(0, reading.at.nanoseconds)
        var index = at >> shift
        while index >= Int64(Self.capacity) {
            widen()
            index = at >> shift
        }
        let place = Int(truncatingIfNeeded: index)
        while buckets.count <= place { buckets.append(Bucket()) }
        guard reading.quality == .good, reading.value.isFinite else {
            bad += 1
            buckets[place].bad &+= 1
            return
        }
        good += 1
        if first == nil { first = reading }
        last = reading
        buckets[place].low = min(buckets[place].low, reading.value)
        buckets[place].high = max(buckets[place].high, reading.value)
        buckets[place].last = reading.value
        buckets[place].sum += reading.value
        buckets[place].good &+= 1
    }

    private mutating func widen() {
        shift += 1
        var merged: [Bucket] = []
        merged.reserveCapacity(Self.capacity)
        for index in stride(from: 0, to: buckets.count, by: 2) {
            let second = index + 1 < buckets.count ? buckets[index + 1] : Bucket()
            merged.append(buckets[index].merged(with: second))
        }
        buckets = merged
    }

    /// The width of a bucket.
    package var width: Lapse { Lapse(nanoseconds: 1 << shift) }

    /// The least and the greatest good value; nil where there was none.
    package var extremes: Bounds? {
        var low = Double.infinity
        var high = -Double.infinity
        for bucket in buckets where bucket.good > 0 {
            low = min(low, bucket.low)
            high = max(high, bucket.high)
        }
        return low <= high ? Bounds(low, high) : nil
    }

    /// The history in at most `columns` equal stretches from the start to `end`.
    package func columns(_ columns: Int, until end: Instant) -> [Bucket] {
        let columns = max(1, min(columns, Self.capacity))
        let total = Double(max(1, end.nanoseconds))
        var result = Array(repeating: Bucket(), count: columns)
        for (index, bucket) in buckets.enumerated() where bucket.good > 0 || bucket.bad > 0 {
            let middle = (Double(index) + 0.5) * Double(Int64(1) << shift)
            let share = min(middle / total, 1)
            let column = min(columns - 1, Int(share * Double(columns)))
            result[column] = result[column].merged(with: bucket)
        }
        return result
    }
}

extension SampleHistory.Bucket {
    /// The mean of the good readings, between the extremes whatever the rounding; NaN for none.
    package var mean: Double {
        good > 0 ? min(high, max(low, sum / Double(good))) : .nan
    }

    /// This bucket and the one after it as one.
    func merged(with later: SampleHistory.Bucket) -> SampleHistory.Bucket {
        var both = self
        both.low = min(low, later.low)
        both.high = max(high, later.high)
        both.last = later.good > 0 ? later.last : last
        both.sum = sum + later.sum
        both.good &+= later.good
        both.bad &+= later.bad
        return both
    }
}

/// The histories of all points, in the order of `LabNames.points`.
package struct RunHistories: Sendable {
    package private(set) var points: [SampleHistory]

    package init(points: Int) {
        self.points = Array(repeating: SampleHistory(), count: max(0, points))
    }

    package mutating func add(_ reading: Reading, point: Int) {
        guard points.indices.contains(point) else { return }
        points[point].add(reading)
    }

    /// How many readings were taken.
    package var count: Int { points.reduce(0) { $0 + $1.good + $1.bad } }
}
