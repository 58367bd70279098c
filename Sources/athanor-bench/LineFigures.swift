import LineTrials
import Quantities

/// A million transactions against hostile peers, and how near lines come to their limits, all in
/// virtual time.
enum LineFigures {
    /// `athanor-bench --measure lines`: prints `name value` lines.
    static func run() {
        let hostile = LineCampaign.Setup.hostile
        let share = 1_000_000 / hostile.count
        var (transactions, wrong, untrue, repeated) = (0, 0, 0, 0)
        var leastDelivered = 1.0
        var recovery = 0.0
        let seconds = Stopwatch.seconds {
            for (index, setup) in hostile.enumerated() {
                let result = LineCampaign.run(setup, seed: UInt64(index), transactions: share)
                transactions += result.transactions
                wrong += result.wrong
                untrue += result.untrue
                repeated += result.repeated
                leastDelivered = min(leastDelivered, result.deliveredShare)
                print("\(setup.name): \(result)")
                // With more units than one, a unit's next request also waits for its turn.
                guard index == 0 else { continue }
                recovery = result.worstRecovery.seconds / result.allowedRecovery.seconds
            }
        }
        print("recovery \(100 * recovery)")
        print("transactions \(transactions)")
        print("wrong \(wrong)")
        print("untrue \(untrue + repeated)")
        print("delivered \(100 * leastDelivered)")
        print("seconds \(seconds)")
        var quarantines = 0
        for setup in LineCampaign.Setup.healthy {
            let result = LineCampaign.run(setup, seed: 1, transactions: 100_000)
            quarantines += result.quarantines + result.timeouts
            print("\(setup.name): \(result)")
        }
        print("quarantines \(quarantines)")
        rates()
    }

    private static func rates() {
        let rates = RateSummary(RateMaps.all(seed: 1, count: 300))
        print("limit \(100 * rates.worstShare)")
        print("limit-mean \(100 * rates.meanShare)")
        print("separate \(100 * rates.worstAgainstSeparate)")
        print("filled \(100 * rates.worstAgainstFilled)")
        var worst = 0.0
        for (baud, timeout) in [(9600, 500), (19_200, 500), (115_200, 200), (9600, 2000)] {
            func rate(_ dead: [UInt8]) -> Double {
                LineRate.repliesPerSecond(
                    dead: dead,
                    baud: baud,
                    timeout: .milliseconds(Int64(timeout)),
                    over: Lapse(seconds: 600)
                )
            }
            // Against a line on which the dead unit were not at all, and the others had its time.
            worst = max(worst, 100 * (1 - rate([5]) / rate([])))
        }
        print("dead-unit \(worst)")
    }
}
