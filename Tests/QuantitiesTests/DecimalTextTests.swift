import Quantities
import Testing
import Trials

struct DecimalTextTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.35, "0.35"), (100, "100"),
            (1e11, "100000000000"), (0.1 + 0.2, "0.3"), (1.0 / 3, "0.333333333333"),
            (2.0 / 3, "0.666666666667"), (0.00001, "0.00001"), (0.000001, "1e-6"), (1e15, "1e15"),
            (1.5e300, "1.5e300"), (-1e-300, "-1e-300"), (999_999_999_999.96, "1000000000000"),
            (9.99999999999951, "9.99999999999951"), (0.99999999999996, "1"),
            (.leastNonzeroMagnitude, "5e-324"),
        ] as [(Double, String)]
    )
    func `numbers are printed as people write them`(value: Double, text: String) {
        let digits = text == "9.99999999999951" ? 15 : 12
        #expect(DecimalText.short(value, digits: digits) == text)
    }

    @Test func `what is no number says so`() {
        #expect(DecimalText.short(.nan) == "nan")
        #expect(DecimalText.short(.infinity) == "inf")
        #expect(DecimalText.short(-.infinity) == "-inf")
    }

    @Test func `fewer digits round to the nearest, carrying where need be`() {
        #expect(DecimalText.short(3.78175, digits: 3) == "3.78")
        #expect(DecimalText.short(2.999, digits: 3) == "3")
        #expect(DecimalText.short(0.9996, digits: 3) == "1")
        #expect(DecimalText.short(99.96, digits: 3) == "100")
        #expect(DecimalText.short(0.000123456, digits: 2) == "0.00012")
        #expect(DecimalText.short(1234.5, digits: 2) == "1200")
        // Counts are not rounded.
        #expect(DecimalText.short(1234, digits: 2) == "1234")
    }

    @Test func `with 17 digits every finite number reads back bit for bit`() {
        var dice = Dice(2026)
        var tried = 0
        while tried < 100_000 {
            let value = Double(bitPattern: dice.next())
            guard value.isFinite, value != 0 else { continue }
            tried += 1
            let text = DecimalText.short(value, digits: 17)
            guard let back = Double(text), back.bitPattern == value.bitPattern else {
                Issue.record("\(value) became \(text)")
                return
            }
        }
    }

    @Test func `with n digits the error is at most half of the last one`() {
        var dice = Dice(5)
        for _ in 0..<50_000 {
            let digits = dice.whole(1...15)
            let value = (dice.unit() + 0.1) * (Double("1e\(dice.whole(-20...20))") ?? 1)
            guard value.rounded() != value else { continue }
            let text = DecimalText.short(value, digits: digits)
            guard let back = Double(text) else {
                Issue.record("\(text) is no number")
                return
            }
            let relative = abs(back / value - 1)
            let allowed = 0.5 * (Double("1e\(1 - digits)") ?? 1) * (1 + 1e-9) + 1e-15
            #expect(relative <= allowed, "\(value) with \(digits) digits became \(text)")
            let figures = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
            let bare = text.contains(".") || text.contains("e") ? figures[...] : trimmed(figures)
            #expect(bare.count <= digits, "\(text) has more than \(digits) figures")
        }
    }

    /// Without the zeros that only hold a place.
    private func trimmed(_ figures: Substring) -> Substring {
        var kept = figures
        while kept.last == "0" { kept.removeLast() }
        return kept
    }
}
