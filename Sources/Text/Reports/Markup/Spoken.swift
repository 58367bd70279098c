import Devices
package import Execution
package import Quantities

/// Numbers and times as people read them.
package enum Spoken {
    /// `3 d 1 h 12 min`, `12 min 5 s`, `350 ms`: the two or three greatest parts.
    package static func lapse(_ lapse: Lapse) -> String {
        if lapse.nanoseconds < 0 { return "−" + Self.lapse(Lapse(seconds: -lapse.seconds)) }
        let seconds = lapse.seconds
        if seconds < 1 { return DecimalText.short(seconds * 1e3, digits: 3) + " ms" }
        if seconds < 60 { return DecimalText.short(seconds, digits: 3) + " s" }
        // Rounded to the smallest part that is said.
        let whole =
            seconds < 3_600
            ? Int64(seconds.rounded()) : Int64(min(seconds / 60, 1e15).rounded()) * 60
        let (days, hours) = (whole / 86_400, whole / 3_600 % 24)
        let (minutes, rest) = (whole / 60 % 60, whole % 60)
        if days > 0 { return parts([(days, "d"), (hours, "h"), (minutes, "min")]) }
        if hours > 0 { return parts([(hours, "h"), (minutes, "min")]) }
        return parts([(minutes, "min"), (rest, "s")])
    }

    private static func parts(_ parts: [(Int64, String)]) -> String {
        parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    /// `12:34:56` since the start; days in front, tenths below a minute.
    package static func clock(_ instant: Instant) -> String {
        let total = max(0, instant.nanoseconds) / 100_000_000
        let (seconds, tenth) = (total / 10, total % 10)
        let day = seconds / 86_400
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return (day > 0 ? "\(day) d " : "") + time + ".\(tenth)"
    }

    /// The unit as people write it: `°C`, `µL`; a minus sign that looks like one.
    package static func unit(_ unit: PhysicalUnit) -> String {
        switch unit.symbol {
        case "degC": "°C"
        case "degF": "°F"
        case "ohm": "Ω"
        case "m3": "m³"
        case let symbol where symbol.hasPrefix("u") && symbol.count > 1: "µ" + symbol.dropFirst()
        default: unit.symbol
        }
    }

    package static func number(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : (value < 0 ? "−∞" : "∞") }
        let text = DecimalText.short(value, digits: digits)
        return text.hasPrefix("-") ? "−" + text.dropFirst() : text
    }

    /// An SI value in a unit: `850 °C`; times by their parts.
    package static func value(si: Double, _ unit: PhysicalUnit, digits: Int = 4) -> String {
        if unit.dimensions == .time, si.isFinite { return lapse(Lapse(seconds: si)) }
        let symbol = Self.unit(unit)
        let space = symbol.isEmpty || symbol == "%" ? "" : "\u{a0}"
        return number(unit.value(si: si), digits: digits) + space + symbol
    }

    package static func quantity(_ quantity: Quantity, digits: Int = 5) -> String {
        value(si: quantity.si, quantity.unit, digits: digits)
    }

    /// `12 to 15 kWh`, `20` where both ends are one.
    package static func range(_ bounds: Bounds, _ unit: PhysicalUnit) -> String {
        var bounds = bounds
        // Beside the high end such a low one is nothing.
        if bounds.low > 0, bounds.low < bounds.high * 1e-4, unit.offset == 0 { bounds.low = 0 }
        let (low, high) = (value(si: bounds.low, unit), value(si: bounds.high, unit))
        if low == high { return high }
        if bounds.low == -.infinity { return "at most " + high }
        if bounds.high == .infinity { return "at least " + low }
        guard unit.dimensions != .time else { return low + " to " + high }
        return number(unit.value(si: bounds.low)) + " to " + high
    }

    /// A volume (m³) in the unit that keeps it short.
    package static func volume(_ si: Double) -> String {
        if si == 0 { return "0 µL" }
        if si < 1e-9 { return value(si: si, PhysicalUnit("nL", .volume, 1e-12)) }
        if si < 1e-6 { return value(si: si, PhysicalUnit("uL", .volume, 1e-9)) }
        return value(si: si, PhysicalUnit("mL", .volume, 1e-6))
    }

    /// A mass (kg) in the unit that keeps it short.
    package static func mass(_ si: Double) -> String {
        if si < 1e-3 { return value(si: si, PhysicalUnit("mg", .mass, 1e-6)) }
        if si < 1 { return value(si: si, PhysicalUnit("g", .mass, 1e-3), digits: 5) }
        return value(si: si, PhysicalUnit("kg", .mass, 1))
    }

    /// `3 steps`, `1 step`.
    package static func count(_ count: Int, _ noun: String) -> String {
        grouped(count) + " " + noun + (count == 1 ? "" : "s")
    }

    /// Thousands apart by narrow spaces.
    package static func grouped(_ count: Int) -> String {
        let digits = Array(String(count.magnitude))
        guard digits.count > 4 else { return String(count) }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202f}" }
            text.append(digit)
        }
        return (count < 0 ? "−" : "") + text
    }

    package static func outcome(_ outcome: StepOutcome?) -> String {
        switch outcome {
        case .confirmed: "confirmed"
        case .failed(let kind): "failed: " + kind.rawValue
        case .abandoned: "abandoned"
        case nil: "not reached"
        }
    }
}
