import Quantities

/// So long at one temperature.
struct Dwell: Equatable {
    /// °C.
    var celsius: Double
    /// h.
    var hours: Double

    /// `1000 degC for 5 h`.
    var text: String { "\(DecimalText.short(celsius)) degC for \(Self.time(hours))" }

    /// Minutes below an hour, hours otherwise: `30 min`, `12 h`.
    static func time(_ hours: Double) -> String {
        hours < 1
            ? "\(DecimalText.short(hours * 60, digits: 6)) min"
            : "\(DecimalText.short(hours, digits: 6)) h"
    }
}

/// One heating operation of a recipe.
struct Firing {
    /// One thing the recipe may mean, told apart by its name.
    struct Reading {
        var name: String
        var dwells: [Dwell]
    }

    enum Atmosphere {
        case named(String)
        /// The recipe does not say; air.
        case unnamed

        /// `air`, `argon`.
        var gas: String { if case .named(let gas) = self { gas } else { "air" } }
    }

    /// What comes behind it, before the next operation.
    enum After {
        case goesOn, cools, quenches
    }

    /// Just one, or those a person has to choose among.
    var readings: [Reading]
    var atmosphere: Atmosphere
    /// The paper's word.
    var word: String
    var after = After.goesOn

    /// Below this nothing is fired, above it nothing is solid or written down right, °C.
    static let plausible = 150.0...5000.0
    /// Longer than any firing, h.
    private static let longest = 500.0
    private static let mostReadings = 5

    /// What temperatures (°C) and times (h) can mean together.
    ///
    /// As many times as temperatures: one after the other. One time for several temperatures: one
    /// of them, or all in turn; papers write “1000 to 1300 °C for 5 h” for either.
    static func readings(
        _ temperatures: [Double],
        _ hours: [Double],
        isRange: Bool,
        word: String
    ) throws(ImportRefusal) -> [Reading] {
        guard !temperatures.isEmpty else { throw ImportRefusal(.noTemperature, word) }
        guard !hours.isEmpty else { throw ImportRefusal(.noTime, word) }
        if let odd = temperatures.first(where: { !plausible.contains($0) }) {
            throw ImportRefusal(.implausibleTemperature, "\(DecimalText.short(odd)) °C (\(word))")
        }
        if let odd = hours.first(where: { !($0 > 0 && $0 <= longest) }) {
            throw ImportRefusal(.implausibleTime, "\(DecimalText.short(odd)) h (\(word))")
        }
        let (m, n) = (temperatures.count, hours.count)
        var readings: [Reading] = []
        func offer(_ name: String, _ dwells: [Dwell]) {
            if !readings.contains(where: { $0.name == name }) {
                readings.append(Reading(name: name, dwells: dwells))
            }
        }
        if m == n, !isRange {
            let dwells = zip(temperatures, hours).map { Dwell(celsius: $0, hours: $1) }
            offer(dwells.map(\.text).joined(separator: ", then "), dwells)
        } else if m == 1 || n == 1 {
            for celsius in temperatures {
                for time in hours {
                    let dwell = Dwell(celsius: celsius, hours: time)
                    offer(dwell.text, [dwell])
                }
            }
            if m > 1, !isRange {
                offer("in turn", temperatures.map { Dwell(celsius: $0, hours: hours[0]) })
            }
        }
        guard (1...mostReadings).contains(readings.count) else {
            throw ImportRefusal(.firingUnclear, "temperatures: \(m), times: \(n) (\(word))")
        }
        return readings
    }
}

/// Temperatures and times as mined, in this importer's units.
enum MinedUnits {
    /// °C.
    static func celsius(_ conditions: [MinedRecipe.Condition]) throws(ImportRefusal) -> [Double] {
        var found: [Double] = []
        for condition in conditions {
            switch condition.unit {
            case "C", "°C", "℃", "degC": found += condition.values
            case "K": found += condition.values.map { rounded($0 - 273.15) }
            default:
                throw ImportRefusal(
                    .unitUnknown,
                    "“\(PaperText.clean(condition.unit))” of a temperature"
                )
            }
        }
        return found
    }

    /// h.
    static func hours(_ conditions: [MinedRecipe.Condition]) throws(ImportRefusal) -> [Double] {
        var found: [Double] = []
        for condition in conditions {
            let hours: Double
            switch condition.unit {
            case "h", "hr", "hrs", "hour", "hours": hours = 1
            case "min", "mins", "minute", "minutes": hours = 1 / 60
            case "s", "sec", "second", "seconds": hours = 1 / 3600
            case "d", "day", "days": hours = 24
            default:
                throw ImportRefusal(
                    .unitUnknown,
                    "“\(PaperText.clean(condition.unit))” of a time"
                )
            }
            found += condition.values.map { $0 * hours }
        }
        return found
    }

    /// Takes off what subtracting leaves behind the decimals a paper has.
    private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
