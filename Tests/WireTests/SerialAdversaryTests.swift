import Foundation
import Testing

/// Serial lines against a peer that does to replies what lines do: no value is ever wrong, and the
/// true replies that come in time are delivered.
///
/// The corruption tried is what the protocol's own sum can tell; where it has none, the highest
/// bit of a character, as a parity error shows. A copy follows within the read timeout.
struct SerialAdversaryTests {
    static let isWhole = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1"

    @Test(arguments: Talker.all)
    func `no reply is ever taken for another, and those in time are delivered`(
        talker: Talker
    ) throws {
        let (seeds, count) = Self.isWhole ? (20, 5000) : (2, 1500)
        var deliverable = 0
        var delivered = 0
        for seed in 1...seeds {
            var adversary = try SerialAdversary(talker, seed: UInt64(seed))
            let tally = adversary.run(count)
            #expect(tally.wrong == 0, "\(talker.profile), seed \(seed)")
            deliverable += tally.deliverable
            delivered += tally.delivered
        }
        #expect(deliverable > seeds * count / 8)
        let share = Double(delivered) / Double(max(deliverable, 1))
        #expect(share >= 0.95, "\(talker.profile): \(delivered) of \(deliverable)")
    }

    @Test func `every kind of trouble happened`() throws {
        let talker = try #require(Talker.all.first { $0.profile == "keller-transmitter" })
        var adversary = try SerialAdversary(talker, seed: 3)
        let tally = adversary.run(1500)
        for fate in SerialAdversary.Fate.allCases {
            #expect(tally.fates[fate, default: 0] > 10, "\(fate)")
        }
    }
}
