/// What stands between the truth and what a device shows.
struct Sensor: Sendable {
    enum Condition: Hashable, Sendable {
        case sound
        /// Shows for ever what it showed when it froze.
        case frozen
        /// Broken wire: no reading at all, NaN.
        case open
        /// Moves away from the truth at `driftRate`.
        case drifting(since: Int64)
        /// Out of its place: it comes to what is around it.
        case detached(since: Int64, from: Double, to: Double)
        /// Wires swapped: as far on the other side of what is around it.
        case reversed(about: Double)
    }

    /// A thermocouple bead in still air comes to two thirds of a change in so many seconds.
    private static let airTime = 30.0

    private(set) var condition = Condition.sound
    /// Units a second while it drifts; negative reads ever lower, which is the dangerous way.
    var driftRate = 0.0
    /// Greatest deviation of one reading.
    var noise = 0.0
    var seed: UInt64 = 0
    private(set) var shown = 0.0

    /// The reading at `now`, in nanoseconds; `index` numbers the reading, for its noise.
    mutating func show(_ truth: Double, at now: Int64) -> Double {
        switch condition {
        case .frozen: return shown
        case .open: return .nan
        case .sound: shown = truth
        case .drifting(let since): shown = truth + driftRate * Double(now - since) / 1e9
        case .detached(let since, let from, let to):
            let seconds = Double(now - since) / 1e9
            let left = Decay.remaining(after: seconds, timeConstant: Self.airTime)
            shown = to + (from - to) * left
        case .reversed(let about): shown = 2 * about - truth
        }
        if noise > 0 { shown += noise * SplitMix64.noise(seed, now / 250_000_000) }
        return shown
    }

    mutating func change(to new: Condition) {
        if case .drifting = new, case .drifting = condition { return }
        condition = new
    }
}
