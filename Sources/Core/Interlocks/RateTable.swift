import Quantities

/// How some points change: what `rate(point)` reads, and what looks back over a time.
///
/// Keeps the last readings of each watched point in a ring of fixed size and takes the slope from
/// the oldest to the newest, so that one noisy step does not decide.
package struct RateTable: Sendable {
    /// Readings kept for each point; the slope spans `depth` − 1 poll periods.
    package static let depth = 6

    package private(set) var points: [Int] = []
    /// `depth` entries for each point, used as rings.
    private var readings: [Reading] = []
    private var counts: [Int] = []
    private var newest: [Int] = []
    /// By entry: change per second, NaN while fewer than two good readings are known.
    private(set) var slopes: [Double] = []
    package var windows = WindowTable()

    package init() {}

    package var isEmpty: Bool { points.isEmpty && windows.isEmpty }

    /// The number under which the point's rate is kept; the same point gets the same one.
    package mutating func watch(_ point: Int) -> Int {
        if let known = points.firstIndex(of: point) { return known }
        points.append(point)
        counts.append(0)
        newest.append(0)
        slopes.append(.nan)
        let none = Reading(value: 0, quality: .neverRead, at: .start)
        readings.append(contentsOf: repeatElement(none, count: Self.depth))
        return points.count - 1
    }

    /// Takes over what is new in `image`; a bad reading forgets what was before it.
    package mutating func observe(_ image: ProcessImage) {
        windows.observe(image)
        for entry in points.indices {
            let reading = image[points[entry]]
            guard reading.quality == .good else {
                counts[entry] = 0
                slopes[entry] = .nan
                continue
            }
            let last = entry * Self.depth + newest[entry]
            if counts[entry] > 0, readings[last].at >= reading.at { continue }
            newest[entry] = counts[entry] == 0 ? 0 : (newest[entry] + 1) % Self.depth
            readings[entry * Self.depth + newest[entry]] = reading
            counts[entry] = min(counts[entry] + 1, Self.depth)
            slopes[entry] = slope(entry)
        }
    }

    /// Change per second, NaN while fewer than two good readings are known.
    package func rate(_ entry: Int) -> Double {
        slopes.indices.contains(entry) ? slopes[entry] : .nan
    }

    private func slope(_ entry: Int) -> Double {
        guard counts[entry] > 1 else { return .nan }
        let base = entry * Self.depth
        let oldest = (newest[entry] + Self.depth + 1 - counts[entry]) % Self.depth
        let (first, last) = (readings[base + oldest], readings[base + newest[entry]])
        let seconds = (last.at - first.at).seconds
        return seconds > 0 ? (last.value - first.value) / seconds : .nan
    }
}
