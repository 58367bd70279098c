import Quantities

/// Which values of one line take part in others though they come with replies of their own.
struct ApartPlan: Sendable {
    /// A value that others wait for.
    struct Source: Sendable {
        /// The image's index of its point.
        var point: Int
        /// How old it may be.
        var stale: Int64
    }

    /// A value that waits for others.
    struct Bound: Sendable {
        /// Its place among the line's fields, and the image's index of its point.
        var field: Int
        var point: Int
        var stale: Int64
        /// Into the sources, each once.
        var sources: [Int]
    }

    var sources: [Source] = []
    var bound: [Bound] = []

    /// The point's place among the sources.
    mutating func source(of point: Int, stale: Lapse) -> Int {
        if let known = sources.firstIndex(where: { $0.point == point }) { return known }
        sources.append(Source(point: point, stale: Clock.bounded(stale)))
        return sources.count - 1
    }
}
