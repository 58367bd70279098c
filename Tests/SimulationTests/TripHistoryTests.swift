import Foundation
import LineTrials
import Testing

/// Zones are made safe as soon as their line lets anybody, and never without need.
struct TripHistoryTests {
    /// A slice, or with ATHANOR_SOAK=1 the whole campaign of a million trips.
    private static let histories =
        ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1" ? 10_000 : 20

    @Test func `no trip is missed, none is late, none is needless, on saturated lines`() {
        var (trips, answered, transactions) = (0, 0, 0)
        for seed in 0..<UInt64(Self.histories) {
            let result = TripHistory.run(seed: seed, trips: 100)
            #expect(result.wrong.isEmpty, "seed \(seed): \(result.wrong)")
            trips += result.trips
            answered += result.answered
            transactions += result.transactions
        }
        #expect(trips >= Self.histories * 100)
        #expect(answered == trips)
        // Saturated: with a trip every second on four lines there is always something under way.
        #expect(transactions > trips * 100)
    }
}
