/// The units documents may use, by spelling.
enum UnitTable {
    /// The unit spelled `text` (canonical or alias), compounds excluded.
    static func simple(_ text: String) -> PhysicalUnit? { bySpelling[text] }

    private static let bySpelling: [String: PhysicalUnit] = {
        var table: [String: PhysicalUnit] = [:]
        for unit in canonical { table[unit.symbol] = unit }
        for (alias, symbol) in aliases { table[alias] = table[symbol] }
        return table
    }()

    /// Scales are exact by definition of the unit (SI brochure, 9th edition).
    private static let canonical: [PhysicalUnit] = [
        PhysicalUnit("ns", .time, 1e-9), PhysicalUnit("us", .time, 1e-6),
        PhysicalUnit("ms", .time, 1e-3), PhysicalUnit("s", .time, 1),
        PhysicalUnit("min", .time, 60), PhysicalUnit("h", .time, 3600),
        PhysicalUnit("d", .time, 86400),
        PhysicalUnit("K", .temperature, 1),
        PhysicalUnit("degC", .temperature, 1, offset: 273.15),
        PhysicalUnit("degF", .temperature, 5.0 / 9.0, offset: 459.67 * 5.0 / 9.0),
        PhysicalUnit("nL", .volume, 1e-12), PhysicalUnit("uL", .volume, 1e-9),
        PhysicalUnit("mL", .volume, 1e-6), PhysicalUnit("L", .volume, 1e-3),
        // Gas volumes at 0 °C and 101.325 kPa (DIN 1343); kept apart by name only.
        PhysicalUnit("sccm", .flow, 1e-6 / 60), PhysicalUnit("slm", .flow, 1e-3 / 60),
        PhysicalUnit("ug", .mass, 1e-9), PhysicalUnit("mg", .mass, 1e-6),
        PhysicalUnit("g", .mass, 1e-3), PhysicalUnit("kg", .mass, 1),
        PhysicalUnit("um", .length, 1e-6), PhysicalUnit("mm", .length, 1e-3),
        PhysicalUnit("cm", .length, 1e-2), PhysicalUnit("m", .length, 1),
        PhysicalUnit("nmol", .amount, 1e-9), PhysicalUnit("umol", .amount, 1e-6),
        PhysicalUnit("mmol", .amount, 1e-3), PhysicalUnit("mol", .amount, 1),
        PhysicalUnit("nM", .concentration, 1e-6), PhysicalUnit("uM", .concentration, 1e-3),
        PhysicalUnit("mM", .concentration, 1), PhysicalUnit("M", .concentration, 1e3),
        PhysicalUnit("Pa", .pressure, 1), PhysicalUnit("hPa", .pressure, 100),
        PhysicalUnit("kPa", .pressure, 1e3), PhysicalUnit("MPa", .pressure, 1e6),
        PhysicalUnit("mbar", .pressure, 100), PhysicalUnit("bar", .pressure, 1e5),
        PhysicalUnit("J", .energy, 1), PhysicalUnit("kJ", .energy, 1e3),
        PhysicalUnit("MJ", .energy, 1e6), PhysicalUnit("Wh", .energy, 3600),
        PhysicalUnit("kWh", .energy, 3.6e6),
        PhysicalUnit("mW", .power, 1e-3), PhysicalUnit("W", .power, 1),
        PhysicalUnit("kW", .power, 1e3),
        PhysicalUnit("mV", .voltage, 1e-3), PhysicalUnit("V", .voltage, 1),
        PhysicalUnit("mA", .current, 1e-3), PhysicalUnit("A", .current, 1),
        PhysicalUnit("ohm", .voltage / .current, 1), PhysicalUnit("S", .current / .voltage, 1),
        PhysicalUnit("VA", .power, 1), PhysicalUnit("var", .power, 1),
        PhysicalUnit("Hz", .frequency, 1), PhysicalUnit("kHz", .frequency, 1e3),
        PhysicalUnit("rpm", .frequency, 1.0 / 60), PhysicalUnit("%", .number, 0.01),
        PhysicalUnit("ppm", .number, 1e-6),
    ]

    private static let aliases: [(String, String)] = [
        ("°C", "degC"), ("℃", "degC"), ("°F", "degF"), ("µL", "uL"), ("μL", "uL"),
        ("ul", "uL"), ("ml", "mL"), ("l", "L"), ("µg", "ug"), ("μg", "ug"), ("µm", "um"),
        ("μm", "um"), ("µs", "us"), ("μs", "us"), ("µM", "uM"), ("μM", "uM"), ("µmol", "umol"),
        ("μmol", "umol"),
        ("Ω", "ohm"), ("sec", "s"), ("hour", "h"), ("hours", "h"), ("day", "d"), ("days", "d"),
        ("minutes", "min"),
    ]
}
