import Checking
import Findings
import Labs

extension HazardCase {
    private static func ramp(_ to: String, _ rate: String = "5 K/min") -> String {
        "- {do: furnace.ramp, to: \(to), rate: \(rate), timeout: 10 h}\n"
    }

    private static func loading(_ item: String, _ material: String, _ amount: String) -> String {
        """
        - {do: operator-task, say: Load, moves: [{add: \(material), amount: \(amount), to: \(item)}, {item: \(item), to: furnace}]}
        - {do: exhaust.switch-on}
        - {do: water.switch-on}

        """
    }

    static let thermalCases: [HazardCase] = [
        .bad(.temperatureTooHigh, "by its overshoot", load + ramp("1495 degC") + cool),
        .bad(
            .temperatureTooHigh,
            "in a profile",
            load + """
                - {do: furnace.profile, segments: [{to: 500 degC, rate: 5 K/min}, {to: 1600 degC, rate: 5 K/min, for: 1 h}], timeout: 20 h}
                """ + "\n" + cool
        ),
        .bad(
            .temperatureTooHigh,
            "at the end of a range",
            load + ask("800 degC", "1550 degC") + ramp("$next.x") + cool
        ),
        .bad(
            .temperatureTooHigh,
            "for the ware",
            loading("beaker", "Al2O3", "1 g") + ramp("250 degC") + cool
        ),
        .fine(.temperatureTooHigh, "just below", load + ramp("1490 degC") + cool),

        .bad(.temperatureTooLow, "below freezing", load + ramp("-10 degC") + cool),
        .bad(
            .temperatureTooLow,
            "cooled too far",
            load + "- {do: furnace.cool, to: -5 degC, timeout: 40 h}\n" + cool
        ),
        .bad(
            .temperatureTooLow,
            "at the end of a range",
            load + ask("-20 degC", "100 degC") + ramp("$next.x") + cool
        ),
        .fine(.temperatureTooLow, "lukewarm", load + ramp("40 degC") + cool),

        .bad(.rampTooSteep, "up", load + ramp("600 degC", "20 K/min") + cool),
        .bad(
            .rampTooSteep,
            "down",
            load + ramp("600 degC")
                + "- {do: furnace.cool, to: 60 degC, rate: 50 K/min, timeout: 40 h}\n" + cool
        ),
        .bad(
            .rampTooSteep,
            "at the end of a range",
            load + ask("1 K/min", "15 K/min") + ramp("600 degC", "$next.x") + cool
        ),
        .bad(.rampTooSteep, "in degrees a second", load + ramp("600 degC", "1 K/s") + cool),
        .fine(
            .rampTooSteep,
            "as steep as it may be",
            load + ramp("300 degC", "10 K/min")
                + "- {do: furnace.cool, to: 60 degC, rate: 2 K/min, timeout: 40 h}\n" + cool
        ),

        .bad(
            .openedHot,
            "after a soak",
            load + ramp("600 degC") + """
                - {do: furnace.heat-off}
                - {do: operator-task, say: Unload, moves: [{item: cup-1, to: bench}]}
                """ + "\n" + cool
        ),
        .bad(
            .openedHot,
            "not cool enough",
            load + ramp("600 degC") + """
                - {do: furnace.cool, to: 120 degC, timeout: 40 h}
                - {do: operator-task, say: Unload, moves: [{item: cup-1, to: bench}]}
                """ + "\n" + cool
        ),
        .bad(
            .openedHot,
            "too soon",
            load + ramp("600 degC") + """
                - {do: furnace.heat-off}
                - {do: wait, for: 10 min}
                - {do: operator-task, say: More, moves: [{item: cup-2, to: furnace}]}
                """ + "\n" + cool
        ),
        .fine(
            .openedHot,
            "just cool enough",
            load + ramp("600 degC") + """
                - {do: furnace.cool, to: 80 degC, timeout: 40 h}
                - {do: operator-task, say: Unload, moves: [{item: cup-1, to: bench}]}
                - {do: water.switch-off}
                - {do: exhaust.switch-off}
                """
        ),
        .fine(
            .openedHot,
            "after a day",
            load + ramp("600 degC") + """
                - {do: furnace.heat-off}
                - {do: wait, for: 24 h}
                - {do: operator-task, say: Unload, moves: [{item: cup-1, to: bench}]}
                - {do: water.switch-off}
                - {do: exhaust.switch-off}
                """
        ),

        .bad(
            .thermalShock,
            "into a warm furnace",
            "- {do: operator-task, say: Load, moves: [{item: mortar, to: furnace}]}"
        ),
        .bad(
            .thermalShock,
            "out of a warm furnace",
            """
            - {do: furnace.cool, to: 35 degC, timeout: 40 h}
            - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 1 g, to: mortar}, {item: mortar, to: furnace}]}
            - {do: furnace.ramp, to: 75 degC, rate: 2 K/min}
            - {do: furnace.heat-off}
            - {do: operator-task, say: Unload, moves: [{item: mortar, to: bench}]}
            """
        ),
        .bad(
            .thermalShock,
            "ware that stands little",
            "- {do: operator-task, say: Load, moves: [{item: cup-1, to: furnace}]}",
            change: { lab in
                for index in lab.lab.labwareTypes.indices {
                    lab.lab.labwareTypes[index].greatestStep = 20
                }
                lab.renew()
            }
        ),
        .fine(
            .thermalShock,
            "cooled first",
            """
            - {do: furnace.cool, to: 45 degC, timeout: 40 h}
            - {do: operator-task, say: Load, moves: [{item: mortar, to: furnace}]}
            """
        ),

        .bad(
            .heatWithoutService,
            "nothing on",
            """
            - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-1}, {item: cup-1, to: furnace}]}
            """ + "\n" + ramp("600 degC") + cool
        ),
        .bad(
            .heatWithoutService,
            "water off while hot",
            load + ramp("600 degC") + "- {do: water.switch-off}\n" + cool
        ),
        .bad(
            .heatWithoutService,
            "argon shut while hot",
            load + "- {do: argon.flow, to: 100 sccm}\n" + ramp("600 degC") + "- {do: argon.shut}\n"
                + cool
        ),
        .bad(
            .heatWithoutService,
            "metal powder in air",
            loading("cup-2", "Ti", "1 g") + ramp("600 degC") + cool
        ),
        .bad(
            .heatWithoutService,
            "on in one branch only",
            """
            - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-1}, {item: cup-1, to: furnace}]}
            - {do: exhaust.switch-on}
            """ + "\n" + ask("0", "1")
                + "- {do: if, condition: $next.x > 0.5, then: [{do: water.switch-on}]}\n"
                + ramp("600 degC") + cool
        ),
        .fine(
            .heatWithoutService,
            "metal powder under argon",
            loading("cup-2", "Ti", "1 g")
                + "- {do: argon.flow, to: 100 sccm}\n" + ramp("600 degC")
                + "- {do: furnace.cool, to: 60 degC, timeout: 40 h}\n- {do: argon.shut}\n" + cool
        ),

        .bad(
            .aboveFlashPoint,
            "ethanol",
            "- {do: operator-task, say: Load, moves: [{item: beaker, to: furnace}]}\n"
                + ramp("50 degC") + cool
        ),
        .bad(
            .aboveFlashPoint,
            "glycol",
            loading("cup-1", "ethylene-glycol", "5 mL") + ramp("115 degC") + cool
        ),
        .bad(
            .aboveFlashPoint,
            "within the overshoot",
            loading("cup-1", "glycerol", "5 mL") + ramp("155 degC") + cool
        ),
        .fine(.aboveFlashPoint, "none in it", load + ramp("155 degC") + cool),

        .bad(
            .aboveBoilingPoint,
            "water",
            loading("cup-1", "water", "5 mL") + ramp("120 degC") + cool
        ),
        .bad(
            .aboveBoilingPoint,
            "acetone",
            loading("cup-1", "acetone", "5 mL") + ramp("60 degC") + cool
        ),
        .bad(
            .aboveBoilingPoint,
            "within the overshoot",
            loading("cup-1", "water", "5 mL") + ramp("95 degC") + cool
        ),
        .fine(.aboveBoilingPoint, "dry powder", load + ramp("95 degC") + cool),

        .bad(.leftEnergised, "still hot", load + ramp("600 degC")),
        .bad(
            .leftEnergised,
            "gas flows on",
            "- {do: exhaust.switch-on}\n- {do: argon.flow, to: 100 sccm}"
        ),
        .bad(
            .leftEnergised,
            "in one branch",
            load + ramp("60 degC") + ask("0", "1")
                + "- {do: if, condition: $next.x > 0.5, then: [{do: furnace.heat-off}]}"
        ),
        .bad(.leftEnergised, "a valve", "- {do: outlet.open}"),
        .fine(.leftEnergised, "all off", load + ramp("600 degC") + cool),

        .bad(
            .furnaceEmpty,
            "nothing loaded",
            "- {do: exhaust.switch-on}\n- {do: water.switch-on}\n" + ramp("600 degC") + cool
        ),
        .bad(
            .furnaceEmpty,
            "unloaded again",
            load + "- {do: operator-task, say: Out, moves: [{item: cup-1, to: bench}]}\n"
                + ramp("600 degC") + cool
        ),
        .bad(
            .furnaceEmpty,
            "a plate",
            "- {do: operator-task, say: In, moves: [{item: plate, to: furnace}]}\n"
                + ramp("35 degC") + cool
        ),
        .bad(
            .furnaceEmpty,
            "loaded in one branch",
            "- {do: exhaust.switch-on}\n- {do: water.switch-on}\n" + ask("0", "1")
                + "- {do: if, condition: $next.x > 0.5, then: [{do: operator-task, say: In, moves: [{item: cup-1, to: furnace}]}]}\n"
                + ramp("600 degC") + cool
        ),
        .fine(.furnaceEmpty, "loaded", load + ramp("600 degC") + cool),
    ]
}
