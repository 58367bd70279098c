import Quantities
import Testing
import Trials

struct InstantTests {
    @Test func `instants are whole nanoseconds, exact over a year`() {
        let year = Lapse(seconds: 365 * 86400)
        #expect(year.nanoseconds == 31_536_000_000_000_000)
        let late = Instant.start + year
        let next = late + Lapse(nanoseconds: 1)
        #expect(next > late)
        #expect((next - late).nanoseconds == 1)
        // In floating seconds that nanosecond is lost.
        #expect(year.seconds + 1e-9 == year.seconds)
    }

    @Test func `sums of many steps are exact`() {
        var instant = Instant.start
        for _ in 0..<100_000 { instant = instant + .milliseconds(10) }
        #expect(instant.nanoseconds == 1_000_000_000_000)
        #expect((instant - .start).seconds == 1000)
    }

    @Test(
        arguments: [
            (0.0, 0), (1, 1_000_000_000), (1e-9, 1), (0.4e-9, 0), (0.6e-9, 1),
            (-1.5, -1_500_000_000),
            (0.1, 100_000_000), (.nan, 0), (.infinity, .max), (-.infinity, .min), (1e300, .max),
            (-1e300, .min), (9.3e9, .max),
        ] as [(Double, Int64)]
    )
    func `seconds become the nearest nanosecond, or the end of the line`(
        seconds: Double,
        nanoseconds: Int64
    ) {
        #expect(Lapse(seconds: seconds).nanoseconds == nanoseconds)
    }

    @Test func `nothing overflows`() {
        let longest = Lapse(nanoseconds: .max)
        let shortest = Lapse(nanoseconds: .min)
        #expect(Instant.never + longest == .never)
        #expect(Instant.never + Lapse(nanoseconds: 1) == .never)
        #expect(Instant(nanoseconds: .min) + Lapse(nanoseconds: -1) == Instant(nanoseconds: .min))
        #expect(Instant.never - Instant(nanoseconds: -1) == longest)
        #expect(Instant(nanoseconds: .min) - Instant(nanoseconds: 1) == shortest)
        #expect(longest + longest == longest)
        #expect(shortest + shortest == shortest)
    }

    @Test func `instants and lapses compare as their numbers`() {
        var dice = Dice(3)
        for _ in 0..<10_000 {
            let a = Int64(bitPattern: dice.next()) >> 2
            let b = Int64(bitPattern: dice.next()) >> 2
            #expect((Instant(nanoseconds: a) < Instant(nanoseconds: b)) == (a < b))
            #expect((Lapse(nanoseconds: a) < Lapse(nanoseconds: b)) == (a < b))
            let there = Instant(nanoseconds: a) + Lapse(nanoseconds: b)
            #expect(there - Instant(nanoseconds: a) == Lapse(nanoseconds: b))
        }
    }
}
