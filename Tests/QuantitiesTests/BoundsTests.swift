import Quantities
import Testing
import Trials

struct BoundsTests {
    /// Both signs, many sizes, at times a single value or one with zero inside.
    private func interval(_ dice: inout Dice) -> Bounds {
        func end() -> Double {
            (dice.unit() * 2 - 1) * (Double("1e\(dice.whole(-9...9))") ?? 1)
        }
        let low = end()
        return dice.chance(0.2) ? Bounds(low) : Bounds(low, end())
    }

    private func member(of bounds: Bounds, _ dice: inout Dice) -> Double {
        switch dice.below(4) {
        case 0: bounds.low
        case 1: bounds.high
        default: min(max(bounds.low + dice.unit() * bounds.width, bounds.low), bounds.high)
        }
    }

    @Test func `no result of two members escapes the interval of results`() {
        var dice = Dice(1)
        for _ in 0..<50_000 {
            let (a, b) = (interval(&dice), interval(&dice))
            let (x, y) = (member(of: a, &dice), member(of: b, &dice))
            #expect((a + b).contains(x + y), "\(x) + \(y)")
            #expect((a - b).contains(x - y), "\(x) - \(y)")
            #expect((a * b).contains(x * y), "\(x) * \(y)")
            if y != 0 { #expect((a / b).contains(x / y), "\(x) / \(y)") }
        }
    }

    @Test func `single values stay single and exact`() {
        var dice = Dice(2)
        for _ in 0..<10_000 {
            let (x, y) = (dice.number(-500...500, step: 0.1), dice.number(1...500, step: 0.1))
            #expect(Bounds(x) + Bounds(y) == Bounds(x + y))
            #expect(Bounds(x) - Bounds(y) == Bounds(x - y))
            #expect(Bounds(x) * Bounds(y) == Bounds(x * y))
            #expect(Bounds(x) / Bounds(y) == Bounds(x / y))
        }
    }

    @Test func `dividing by what may be zero can give anything`() {
        #expect(Bounds(1, 2) / Bounds(-1, 1) == .everything)
        #expect(Bounds(1, 2) / .zero == .everything)
        #expect(Bounds(1, 2) / Bounds(0, 1) == .everything)
        #expect((Bounds(1, 2) / Bounds(0.5, 1)).contains(Bounds(1, 4)))
    }

    @Test func `infinite ends never become NaN`() {
        let ends = [
            Bounds.everything, Bounds(0, .infinity), Bounds(-.infinity, 0), .zero, Bounds(-1, 2),
            Bounds(1, .infinity), Bounds(-.infinity, -3),
        ]
        for a in ends {
            for b in ends {
                for c in [a + b, a - b, a * b, a / b] {
                    #expect(c.low <= c.high, "\(a) and \(b) give \(c)")
                }
            }
        }
    }

    @Test func `ends given the wrong way round are turned`() {
        #expect(Bounds(3, 1) == Bounds(1, 3))
        #expect(Bounds(3, 1).width == 2)
    }

    @Test func `hull and intersection hold what they say`() {
        #expect(Bounds(0, 1).hull(Bounds(3, 4)) == Bounds(0, 4))
        #expect(Bounds(0, 3).intersection(Bounds(2, 5)) == Bounds(2, 3))
        #expect(Bounds(0, 1).intersection(Bounds(1, 2)) == Bounds(1))
        #expect(Bounds(0, 1).intersection(Bounds(2, 3)) == nil)
        #expect(Bounds(0, 4).contains(Bounds(0, 4)))
        #expect(!Bounds(0, 4).contains(Bounds(0, 4.1)))
        #expect(!Bounds(0, 4).contains(Double.nan))
    }
}
