import Labs
import Quantities

/// Heat that comes though nobody asked for it, and heat that does not come.
extension HeatWords {
    var powerRules: [HeatRule] {
        [welded, runaway, uncontrolled, elementOpen, slow].compactMap { $0 }
    }

    /// More than all services take together, and a tenth of the heater for what else is on.
    private var drawsHeat: String {
        meter + ".power > " + text(otherPower + 0.1 * physics.power, "W")
    }

    private var welded: HeatRule? {
        guard !contactor.isEmpty, !meter.isEmpty else { return nil }
        return rule(
            .contactorWelded,
            "not " + contactor + " and " + drawsHeat,
            // Longer than both take to be read again, or every opening would look like a weld.
            debounce: (contactorEvery + meterEvery).seconds,
            within: 60,
            happened: "The contactor is told to be open, yet the furnace draws power.",
            mend: "Switch the furnace off at the wall. Replace the contactor before you reset. Do "
                + "not open the furnace."
        )
    }

    private var runaway: HeatRule? {
        let isAbove = temperature + " > " + setpoint + " + " + text(above, "K")
        let heats =
            meter.isEmpty
            ? "average(" + output + ", 1 min) < 1 % and rate(" + temperature + ", 1 min) > 2 K/min"
            : drawsHeat
        return rule(
            .runaway,
            isAbove + " and " + heats,
            debounce: max(meterEvery.seconds, 10) + 2,
            within: meter.isEmpty ? 120 : 60,
            happened: "The furnace is " + text(above, "K") + " above where it should be by now, "
                + "and still heats.",
            mend: "Look for a shorted switching element. Let the furnace cool before you reset. "
                + "Do not open it."
        )
    }

    /// The energy balance: the chamber gains, or does not lose, more than the output accounts for.
    private var uncontrolled: HeatRule? {
        let gains = storedAtLeast(temperature, over: "3 min") + " + " + lostAtLeast(temperature)
        let unasked = gains + " > " + asked(over: "3 min") + " + " + share(0.15)
        let open = "not " + contactor + " and " + gains + " > " + share(0.05)
        return rule(
            .uncontrolledHeat,
            contactor.isEmpty ? unasked : unasked + " or " + open,
            // Longer than the window, which still holds the heating after the contactor opened.
            debounce: 240,
            within: 600,
            happened: "The furnace gets hotter, or cools more slowly, than its output accounts "
                + "for.",
            mend: "Switch the furnace off at the wall. Look for a welded contactor, a shorted "
                + "switching element, a thermocouple that does not follow. Do not open the furnace."
        )
    }

    private var elementOpen: HeatRule? {
        guard !meter.isEmpty else { return nil }
        let flows = "rate(" + meter + ".energy, 5 min)"
        let trip = flows + " + " + share(0.1) + " < 0.5 * " + asked(over: "5 min")
        return rule(
            .elementOpen,
            contactor.isEmpty ? trip : contactor + " and " + trip,
            debounce: 330,
            within: 900,
            happened: "The controller asks for heat and less than half of the power flows: an "
                + "element, a fuse or the switching element is open.",
            mend: "Let the furnace cool. Measure the elements with the furnace switched off at the "
                + "wall. What is in the furnace was not heated as planned."
        )
    }

    private var slow: HeatRule? {
        let gains = storedAtMost(temperature, over: "10 min") + " + " + lostAtMost(temperature)
        let trip = gains + " + " + share(0.05) + " < 0.85 * " + asked(over: "10 min")
        return rule(
            .slowHeating,
            contactor.isEmpty ? trip : contactor + " and " + trip,
            debounce: 620,
            within: 1800,
            happened: "The furnace heats more slowly than its output would make it even at its "
                + "worst.",
            mend: "Look for an aged element, a door that stands ajar, a thermocouple that came "
                + "out. What is in the furnace was not heated as planned."
        )
    }
}
