import Quantities
import Trials

/// Register maps with gaps, seeded, for the limits of lines.
package enum RateMaps {
    /// Runs of one to eight registers with gaps of up to a hundred between them, on every usual
    /// speed and device.
    package static func all(seed: UInt64, count: Int) -> [LineRate.Setup] {
        var dice = Dice(seed)
        return (0..<count).map { index in
            var addresses: [Int] = []
            var next = dice.below(50)
            for _ in 0..<dice.whole(2...14) {
                for _ in 0..<dice.whole(1...8) {
                    addresses.append(next)
                    next += 1
                }
                next += dice.chance(0.5) ? dice.whole(1...20) : dice.whole(1...100)
            }
            return LineRate.Setup(
                baud: [9600, 19_200, 115_200][index % 3],
                turnaround: .milliseconds([0, 2, 5, 20][dice.below(4)]),
                addresses: addresses
            )
        }
    }
}

/// The worst and the mean of what lines reach over many maps.
package struct RateSummary: Sendable {
    /// Least over measured: 1 is the physical limit.
    package var worstShare = 1.0
    package var meanShare = 0.0
    /// Measured over the simpler ways of reading, the worst: never above 1.
    package var worstAgainstSeparate = 0.0
    package var worstAgainstFilled = 0.0

    package init(_ setups: [LineRate.Setup]) {
        for setup in setups {
            let result = LineRate.measure(setup)
            let share = result.least / result.measured
            worstShare = min(worstShare, share)
            meanShare += share / Double(max(setups.count, 1))
            worstAgainstSeparate = max(worstAgainstSeparate, result.measured / result.separate)
            worstAgainstFilled = max(worstAgainstFilled, result.measured / result.filled)
        }
    }
}
