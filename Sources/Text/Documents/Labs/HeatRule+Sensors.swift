import Labs
import Quantities

/// Thermocouples that tell something else than the chamber's temperature.
extension HeatWords {
    var sensorRules: [HeatRule] {
        [detached, reversed, frozen, drifting].compactMap { $0 }
    }

    /// It falls by more than ten K/min faster than the chamber can cool: an open door apart, only
    /// a thermocouple that has come out does.
    private var detached: HeatRule? {
        let margin = text(-physics.heatCapacity.low * 10 / 60, "W")
        let falls = [temperature, guardian].filter { !$0.isEmpty }.map {
            storedAtMost($0, over: "30 s") + " + " + lostAtMost($0) + " < " + margin
        }
        let either = falls.joined(separator: " or ")
        return rule(
            .sensorDetached,
            door.isEmpty ? either : door + " and (" + either + ")",
            // A broken wire falls as well, and its own rule is to name it.
            debounce: 8,
            within: 60,
            happened: "A thermocouple's reading falls faster than the furnace can cool: it has "
                + "come out, or its wire is loose.",
            mend: "Take the furnace for as hot as it was. Put the thermocouple back in its place "
                + "once the furnace is cold, then reset. Do not heat before."
        )
    }

    /// Of two thermocouples in one chamber, one falls while the other rises.
    private var reversed: HeatRule? {
        guard !guardian.isEmpty else { return nil }
        let (first, second) = (
            "rate(" + temperature + ", 30 s)", "rate(" + guardian + ", 30 s)"
        )
        return rule(
            .sensorReversed,
            first + " < -5 K/min and " + second + " > 5 K/min or " + second + " < -5 K/min and "
                + first + " > 5 K/min",
            debounce: 8,
            within: 60,
            happened: "One thermocouple reads lower while the other reads higher: the wires of one "
                + "are swapped.",
            mend: "Take the higher reading for the true one. Swap the wires back, then reset. Do "
                + "not reset to see whether it happens again."
        )
    }

    /// One has stood still, to the last digit, for as long as the other moved.
    private var frozen: HeatRule? {
        guard !guardian.isEmpty else { return nil }
        func stands(_ one: String, while other: String) -> String {
            "abs(rate(" + one + ", 2 min)) < 0.01 K/min and abs(rate(" + other
                + ", 2 min)) > 5 K/min"
        }
        return rule(
            .sensorFrozen,
            stands(temperature, while: guardian) + " or " + stands(guardian, while: temperature),
            debounce: 10,
            within: 180,
            happened: "One thermocouple's reading stands still while the other's moves.",
            mend: "Take the furnace for hot. Switch the frozen instrument off and on once the "
                + "furnace is cold, compare both readings, then reset."
        )
    }

    private var drifting: HeatRule? {
        guard !guardian.isEmpty else { return nil }
        return rule(
            .sensorDrifting,
            "not (" + temperature + " within " + text(apart, "K") + " of " + guardian + ")",
            debounce: 20,
            within: 60,
            happened: "The controller's and the guardian's thermocouples differ by more than "
                + text(apart, "K") + ".",
            mend: "Take the higher reading for the true one. Look for a thermocouple that slipped, "
                + "aged or broke; compare both when cold, then reset."
        )
    }
}
