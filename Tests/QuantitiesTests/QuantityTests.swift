import Documents
import Expressions
import Findings
import Quantities
import Testing
import Trials

struct QuantityTests {
    @Test(
        arguments: [
            ("100 uL", 1e-7, "100 uL"), ("100uL", 1e-7, "100 uL"),
            ("  850 °C ", 1123.15, "850 degC"),
            ("-3.5 K/min", -3.5 / 60, "-3.5 K/min"), ("0.2", 0.2, "0.2"), ("+5 min", 300, "5 min"),
            ("1.50e3 mg", 1.5e-3, "1500 mg"), ("1e-3 mol/L", 1, "0.001 mol/L"),
            ("50 %", 0.5, "50 %"),
            ("0 g", 0, "0 g"), (".5 h", 1800, "0.5 h"), ("12.50 g", 0.0125, "12.5 g"),
        ] as [(String, Double, String)]
    )
    func `a quantity reads and is printed`(text: String, si: Double, printed: String) throws {
        let quantity = try Quantity(parsing: text)
        #expect(abs(quantity.si - si) <= 1e-15 * max(1, abs(si)))
        #expect(quantity.description == printed)
    }

    @Test(arguments: [
        ("", QuantityError.empty), ("   ", .empty), ("uL", .notANumber("uL")),
        ("nan K", .notANumber("nan K")), ("inf g", .notANumber("inf g")),
        ("1.2.3 g", .notANumber("1.2.3 g")), ("--1 g", .notANumber("--1 g")),
        ("1e999 g", .notFinite("1e999 g")), ("1e308 kWh", .notFinite("1e308 kWh")),
        ("-1e999 s", .notFinite("-1e999 s")), ("5 parsecs", .unknownUnit("parsecs")),
        ("5 degC/min", .unknownUnit("degC/min")), ("0x10 s", .unknownUnit("x10 s")),
        ("1,5 g", .unknownUnit(",5 g")), ("5 g g g g g", .unknownUnit("g g g g g")),
    ])
    func `what is no quantity says why`(text: String, wanted: QuantityError) {
        #expect(throws: wanted) { try Quantity(parsing: text) }
    }

    /// Reads one value of a document as a quantity of some dimensions.
    private func codes(
        _ written: String,
        _ dimensions: Dimensions,
        _ sense: TemperatureSense = .point
    ) throws -> [FindingCode] {
        let tree = try DocumentTree.read(Array("value: \(written)".utf8), file: "t")
        let reader = DocumentReader(tree)
        _ = reader.root.mapping { $0.required("value")?.expression(of: dimensions, sense) }
        return reader.findings.map(\.code)
    }

    @Test func `a temperature difference in degC is refused, one in K is not`() throws {
        #expect(try codes("5 K", .temperature, .difference) == [])
        #expect(try codes("5 degC", .temperature, .difference) == [.temperatureDifference])
        #expect(try codes("5 °C", .temperature, .difference) == [.temperatureDifference])
        #expect(try codes("9 degF", .temperature, .difference) == [.temperatureDifference])
        #expect(try codes("5 degC", .temperature) == [])
    }

    @Test func `another kind of quantity, or none, is refused where it stands`() throws {
        #expect(try codes("5 mL", .volume) == [])
        #expect(try codes("5 mg", .volume) == [.unitMismatch])
        #expect(try codes("850 degC", .rampRate) == [.unitMismatch])
        #expect(try codes("5 K", .rampRate) == [.unitMismatch])
        #expect(try codes("5", .volume) == [.bareNumber])
        #expect(try codes("5", .number) == [])
    }

    static let units = [
        "", "s", "min", "h", "d", "ms", "degC", "degF", "K", "K/min", "uL", "mL", "L", "uL/s",
        "sccm",
        "g", "mg", "ug", "mm", "mm/s", "M", "mbar", "kPa", "kWh", "W", "%", "ppm", "rpm", "S/cm",
        "g/mL", "W/(m2 K)",
    ]

    @Test(arguments: units)
    func `what a person writes is printed as it was written`(symbol: String) throws {
        let unit = symbol.isEmpty ? PhysicalUnit.one : try #require(PhysicalUnit.named(symbol))
        var dice = Dice(UInt64(symbol.utf8.reduce(7) { $0 * 31 + Int($1) }))
        for _ in 0..<2_000 {
            // Up to nine figures, the last no finer than a millionth.
            let scale = [1.0, 1e1, 1e2, 1e3, 1e4, 1e6][dice.below(6)]
            let whole = dice.whole(-999_999_999...999_999_999)
            let value = Double(whole) / scale
            let written = DecimalText.short(value) + (symbol.isEmpty ? "" : " " + symbol)
            let quantity = try Quantity(parsing: written)
            #expect(quantity.description == written)
            #expect(quantity.unit == unit)
        }
    }

    @Test(arguments: units)
    func `a printed quantity reads back as the same value`(symbol: String) throws {
        let unit = symbol.isEmpty ? PhysicalUnit.one : try #require(PhysicalUnit.named(symbol))
        var dice = Dice(UInt64(symbol.utf8.reduce(11) { $0 * 31 + Int($1) }))
        for _ in 0..<2_000 {
            let exponent = Double(dice.whole(-12...12))
            let value = (dice.unit() * 2 - 1) * powerOfTen(exponent)
            let quantity = Quantity(value, unit)
            let text = quantity.description
            let back = try Quantity(parsing: text)
            // Twelve figures of the value; on a scale with another zero, of the SI value too.
            let slack = 1e-11 * abs(value * unit.scale) + 1e-9 * (unit.offset == 0 ? 0 : 1)
            #expect(abs(back.si - quantity.si) <= slack, "\(text)")
            #expect(back.description == text)
        }
    }

    private func powerOfTen(_ exponent: Double) -> Double {
        Double("1e\(Int(exponent))") ?? 1
    }
}
