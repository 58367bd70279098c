import Quantities
import Testing

struct UnitTests {
    /// Of the definitions of the units (SI brochure, 9th edition; ISO 80000), not of the code.
    @Test(
        arguments: [
            ("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3600),
            ("d", 86400),
            ("nL", 1e-12), ("uL", 1e-9), ("mL", 1e-6), ("L", 1e-3), ("ug", 1e-9), ("mg", 1e-6),
            ("g", 1e-3), ("kg", 1), ("um", 1e-6), ("mm", 1e-3), ("cm", 1e-2), ("m", 1), ("mol", 1),
            ("M", 1000), ("mM", 1), ("Pa", 1), ("mbar", 100), ("bar", 1e5), ("kPa", 1e3), ("J", 1),
            ("Wh", 3600), ("kWh", 3.6e6), ("kW", 1e3), ("V", 1), ("mA", 1e-3), ("Hz", 1),
            ("rpm", 1.0 / 60), ("%", 0.01), ("ppm", 1e-6), ("sccm", 1e-6 / 60), ("slm", 1e-3 / 60),
        ] as [(String, Double)]
    )
    func `one of a unit is so much in SI`(symbol: String, si: Double) throws {
        let unit = try #require(PhysicalUnit.named(symbol))
        #expect(unit.symbol == symbol)
        #expect(unit.si(1) == si)
        #expect(unit.value(si: si) == 1)
    }

    @Test(
        arguments: [
            ("0 degC", 273.15), ("100 degC", 373.15), ("-40 degC", 233.15), ("32 degF", 273.15),
            ("212 degF", 373.15), ("-40 degF", 233.15), ("0 K", 0), ("273.15 K", 273.15),
        ] as [(String, Double)]
    )
    func `temperatures on a scale have their zero`(text: String, kelvin: Double) throws {
        let quantity = try Quantity(parsing: text)
        #expect(abs(quantity.si - kelvin) < 1e-10)
        #expect(quantity.dimensions == .temperature)
    }

    @Test(arguments: [
        ("°C", "degC"), ("℃", "degC"), ("°F", "degF"), ("\u{B5}L", "uL"), ("\u{3BC}L", "uL"),
        ("ul", "uL"), ("ml", "mL"), ("l", "L"), ("\u{B5}g", "ug"), ("\u{3BC}g", "ug"),
        ("\u{B5}m", "um"), ("\u{3BC}m", "um"), ("\u{B5}s", "us"), ("\u{3BC}s", "us"),
        ("\u{B5}M", "uM"), ("\u{3BC}M", "uM"), ("\u{B5}mol", "umol"), ("\u{3BC}mol", "umol"),
        ("Ω", "ohm"), ("hours", "h"), ("days", "d"), ("minutes", "min"), ("sec", "s"),
    ])
    func `an alias is its unit, whichever micro sign is typed`(
        alias: String,
        symbol: String
    )
        throws
    {
        let unit = try #require(PhysicalUnit.named(alias))
        #expect(unit == PhysicalUnit.named(symbol))
        #expect(unit.symbol == symbol)
        #expect(unit.symbol.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(
        arguments: [
            ("K/min", Dimensions.rampRate, 1.0 / 60), ("uL/s", .flow, 1e-9), ("mm/s", .speed, 1e-3),
            ("g/mL", .density, 1000), ("kg/m3", .density, 1), ("g/mol", .molarMass, 1e-3),
            ("mol/L", .concentration, 1000), ("J/K", .energy / .temperature, 1),
            ("kJ/L", .pressure, 1e6),
            ("S/cm", Dimensions.current / .voltage / .length, 100),
            ("W/(m2 K)", Dimensions.power / (.length * .length * .temperature), 1),
            ("m3/h", .flow, 1.0 / 3600), ("N", nil, 0),
        ] as [(String, Dimensions?, Double)]
    )
    func `compounds multiply and divide`(
        text: String,
        dimensions: Dimensions?,
        scale: Double
    )
        throws
    {
        guard let dimensions else {
            #expect(PhysicalUnit.named(text) == nil)
            return
        }
        let unit = try #require(PhysicalUnit.named(text))
        #expect(unit.dimensions == dimensions)
        #expect(abs(unit.scale / scale - 1) < 1e-15)
        #expect(unit.offset == 0)
        #expect(PhysicalUnit.named(unit.symbol) == unit, "\(unit.symbol) reads back")
    }

    @Test(arguments: [
        "degC/min", "°C/min", "J/degC", "K/", "/min", "K//min", "K/min/min", "furlong", "Kmin",
        "m5",
        "m1", "K min s g m", "()", "", " ", "K/()", "uL/degF", "mK2x",
    ])
    func `what is no unit is none`(text: String) {
        // A scale with another zero has no place in a rate: 5 degC/min is 5 K/min, or nonsense.
        #expect(PhysicalUnit.named(text) == nil)
    }

    @Test func `dimensions multiply, divide and have a name for people`() {
        #expect(Dimensions.power * .time == .energy)
        #expect(Dimensions.volume / .time == .flow)
        #expect(Dimensions.mass / .volume == .density)
        #expect(Dimensions.voltage * .current == .power)
        #expect(Dimensions.time.inverse == .frequency)
        #expect(Dimensions.energy / .energy == .number)
        #expect(Dimensions.rampRate.spokenName == "a temperature rate")
        #expect((Dimensions.power / .temperature).spokenName == "a quantity in other units")
        #expect(Dimensions.mass != .volume)
    }
}
