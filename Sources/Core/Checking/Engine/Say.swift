import Quantities

/// Numbers as messages print them: in a handy unit, to six digits.
enum Say {
    static let celsius = PhysicalUnit("degC", .temperature, 1, offset: 273.15)
    static let kelvin = PhysicalUnit("K", .temperature, 1)
    static let perMinute = PhysicalUnit("K/min", .rampRate, 1.0 / 60)

    static func temperature(_ si: Double) -> Quantity { rounded(si, celsius) }
    static func difference(_ si: Double) -> Quantity { rounded(si, kelvin) }
    static func rampRate(_ si: Double) -> Quantity { rounded(si, perMinute) }

    static func volume(_ si: Double) -> Quantity {
        let size = abs(si)
        if size >= 1e-3 { return rounded(si, PhysicalUnit("L", .volume, 1e-3)) }
        if size >= 1e-6 { return rounded(si, PhysicalUnit("mL", .volume, 1e-6)) }
        return rounded(si, PhysicalUnit("uL", .volume, 1e-9))
    }

    static func mass(_ si: Double) -> Quantity {
        abs(si) >= 1e-3
            ? rounded(si, PhysicalUnit("g", .mass, 1e-3))
            : rounded(si, PhysicalUnit("mg", .mass, 1e-6))
    }

    static func flow(_ si: Double) -> Quantity {
        rounded(si, PhysicalUnit("uL/s", .flow, 1e-9))
    }

    static func gasFlow(_ si: Double) -> Quantity {
        rounded(si, PhysicalUnit("sccm", .flow, 1e-6 / 60))
    }

    static func length(_ si: Double) -> Quantity { rounded(si, PhysicalUnit("mm", .length, 1e-3)) }
    static func power(_ si: Double) -> Quantity { rounded(si, PhysicalUnit("W", .power, 1)) }
    static func count(_ value: Double) -> Quantity { Quantity.number(value) }

    static func energy(_ si: Double) -> Quantity {
        abs(si) >= 36_000
            ? rounded(si, PhysicalUnit("kWh", .energy, 3.6e6))
            : rounded(si, PhysicalUnit("J", .energy, 1))
    }

    static func time(_ si: Double) -> Quantity {
        let size = abs(si)
        if size >= 7200 { return rounded(si, PhysicalUnit("h", .time, 3600)) }
        if size >= 120 { return rounded(si, PhysicalUnit("min", .time, 60)) }
        return rounded(si, PhysicalUnit("s", .time, 1))
    }

    /// The value to six significant digits, so that sums of decimal fractions print as expected.
    static func rounded(_ si: Double, _ unit: PhysicalUnit) -> Quantity {
        Quantity(digits(unit.value(si: si)), unit)
    }

    static func digits(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var scale = 1.0
        while abs(value) * scale < 100_000, scale < 1e15 { scale *= 10 }
        return (value * scale).rounded() / scale
    }

    /// ‘a’, ‘b’ and 3 more.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(4).map { "‘\($0)’" }.joined(separator: ", ")
        return names.count > 4 ? shown + " and \(names.count - 4) more" : shown
    }
}
