import LineTrials
import Quantities
import Testing

/// How near lines come to what their wire allows.
struct LineRateTests {
    @Test func `maps with gaps are read at the physical limit, never slower than by simpler ways`()
    {
        let summary = RateSummary(RateMaps.all(seed: 7, count: 60))
        #expect(summary.worstShare >= 0.9)
        #expect(summary.worstAgainstSeparate <= 1.00001)
        #expect(summary.worstAgainstFilled <= 1.00001)
    }

    @Test(arguments: [(9600, 1, 25.21), (9600, 125, 309.4), (115_200, 125, 28.61)])
    func `the limit is the standard's`(baud: Int, count: Int, milliseconds: Double) {
        let setup = LineRate.Setup(baud: baud, turnaround: .zero, addresses: [0])
        #expect(abs(LineRate.time(registers: count, setup) * 1000 - milliseconds) < 0.05)
    }

    @Test(arguments: [(9600, 500), (19_200, 500), (115_200, 200), (9600, 2000)])
    func `one dead unit of sixteen costs the others at most a twentieth`(
        baud: Int,
        timeout: Int64
    ) {
        func rate(_ dead: [UInt8]) -> Double {
            LineRate.repliesPerSecond(
                dead: dead,
                baud: baud,
                timeout: .milliseconds(timeout),
                over: Lapse(seconds: 600)
            )
        }
        #expect(rate([5]) >= 0.95 * rate([]))
    }
}
