import Foundation
import LineTrials
import Quantities
import Testing

/// No value is ever wrong silently: a slice of the campaigns, or with ATHANOR_SOAK=1 all of them.
struct HostileLineTests {
    private static let isWhole = ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1"

    @Test(.timeLimit(.minutes(30)), arguments: LineCampaign.Setup.hostile)
    func `nothing a hostile peer sends becomes a wrong value`(setup: LineCampaign.Setup) {
        let seeds: [UInt64] = Self.isWhole ? Array(0..<10) : [3]
        for seed in seeds {
            let result = LineCampaign.run(
                setup,
                seed: seed,
                transactions: Self.isWhole ? 200_000 : 20_000
            )
            #expect(result.wrong == 0, "\(setup.name), seed \(seed)")
            #expect(result.untrue == 0, "\(setup.name), seed \(seed)")
            #expect(result.repeated == 0, "\(setup.name), seed \(seed)")
            #expect(result.deliveredShare >= 0.95, "\(setup.name), seed \(seed)")
            #expect(result.readings > result.transactions / 2)
            #expect(result.timeouts > result.transactions / 100)
            #expect(result.commands > result.transactions / 100)
        }
    }

    @Test func `a unit is asked again once its lateness and two silences are over`() throws {
        let setup = try #require(LineCampaign.Setup.hostile.first)
        let result = LineCampaign.run(setup, seed: 9, transactions: 20_000)
        #expect(result.worstRecovery <= result.allowedRecovery)
        #expect(result.worstRecovery > .milliseconds(700))
    }

    @Test(arguments: LineCampaign.Setup.healthy)
    func `nobody is left alone on a healthy line`(setup: LineCampaign.Setup) {
        let result = LineCampaign.run(setup, seed: 5, transactions: 20_000)
        #expect(result.quarantines == 0)
        #expect(result.timeouts == 0)
        #expect(result.wrong == 0)
        #expect(result.delivered == result.arrived)
    }

    @Test func `a peer later than its profile says does make wrong values, and they are seen`() {
        let result = LineCampaign.run(.laterThanDeclared, seed: 1, transactions: 20_000)
        #expect(result.wrong > 0)
    }

    @Test(.timeLimit(.minutes(30)))
    func `frames of every length and content harm nothing`() {
        for seed in 0..<UInt64(Self.isWhole ? 10 : 1) {
            let result = FrameFuzz.run(seed: seed, frames: Self.isWhole ? 120_000 : 30_000)
            #expect(result.faults == 0)
            #expect(result.believed == 0)
            #expect(result.isAlive)
        }
    }
}
