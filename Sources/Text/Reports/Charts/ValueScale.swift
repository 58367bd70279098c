import Quantities
import Records

/// What a chart's value axis spans: the data, and those limits that leave the data readable.
struct ValueScale {
    /// A limit, and which of the chart's points it is for; empty where it is for all of them.
    struct Limit {
        var line: LimitLine
        var of: [String]
    }

    var low: Double
    var high: Double
    /// Every limit of the points, each once.
    var limits: [Limit] = []

    init(_ points: [PointReport], _ unit: PhysicalUnit) {
        var least = Double.infinity
        var greatest = -Double.infinity
        for point in points {
            if let extremes = point.history.extremes {
                least = min(least, unit.value(si: extremes.low))
                greatest = max(greatest, unit.value(si: extremes.high))
            }
            for line in point.limits {
                if let known = limits.firstIndex(where: { $0.line == line }) {
                    limits[known].of.append(point.shortName)
                } else {
                    limits.append(Limit(line: line, of: [point.shortName]))
                }
            }
        }
        for index in limits.indices where limits[index].of.count == points.count {
            limits[index].of = []
        }
        if !(least <= greatest) { (least, greatest) = (0, 1) }
        // What never changed is shown amid a tenth of itself, not in its last digits.
        let flat = greatest == least ? max(abs(greatest) * 0.1, 1e-9) : 0
        let span = max(greatest - least, abs(greatest) * 1e-6, flat, 1e-12)
        (low, high) = (least - flat, greatest + flat)
        for limit in limits {
            let value = unit.value(si: limit.line.value)
            if value > high, value - least <= span * 2.2 { high = value }
            if value < low, greatest - value <= span * 1.6 { low = value }
        }
        let pad = max(high - low, span) * 0.07
        let touchesZero = least >= 0 && low - pad < 0
        low = touchesZero ? min(0, low) : low - pad
        high += pad
    }
}
