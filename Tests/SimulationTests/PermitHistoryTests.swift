import Foundation
import LineTrials
import Testing

/// Nothing reaches a wire without the scan's leave, whatever happens.
struct PermitHistoryTests {
    /// A slice, or with ATHANOR_SOAK=1 the whole campaign.
    private static let histories =
        ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1" ? 1_000_000 : 4000

    @Test func `no write without a leave in random histories, and those with one arrive`() {
        var (asked, written, trips) = (0, 0, 0)
        for seed in 0..<UInt64(Self.histories) {
            let result = PermitHistory.run(seed: seed)
            #expect(result.wrong.isEmpty, "seed \(seed): \(result.wrong)")
            asked += result.asked
            written += result.written
            trips += result.trips
        }
        // Refusing everything would be no feat: of what is asked much is allowed.
        #expect(Double(written) > 0.3 * Double(asked), "\(written) of \(asked)")
        #expect(trips > asked / 100)
    }
}
