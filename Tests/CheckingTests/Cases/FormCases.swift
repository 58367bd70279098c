import Checking
import Findings

/// What the decoder and the compiler refuse.
extension HazardCase {
    private static func transfer(_ from: String, _ to: String, _ volume: String) -> String {
        home + "- {do: pipette.transfer, from: \(from), to: \(to), volume: \(volume)}"
    }

    static let formCases: [HazardCase] = vesselCases + unitCases + sizeCases + policyCases

    private static let vesselCases: [HazardCase] = [
        .bad(.unknownVessel, "a row too far", transfer("buffer", "plate/J1", "50 uL")),
        .bad(.unknownVessel, "a column too far", transfer("plate/A13", "waste", "50 uL")),
        .bad(.unknownVessel, "ware nobody has", "- {do: move, item: cup-99, to: pan}"),
        .bad(
            .unknownVessel,
            "in a person's task",
            "- {do: operator-task, say: Add, moves: [{add: TiO2, amount: 1 g, to: crucible-1}]}"
        ),
        .fine(.unknownVessel, "the last well", transfer("buffer", "plate/H12", "50 uL")),

        .bad(
            .badPairing,
            "three into seven",
            transfer("'samples/A1:C1'", "'plate/A1:G1'", "50 uL")
        ),
        .bad(
            .badPairing,
            "four into two",
            transfer("'samples/A1:D1'", "'plate/A1:B1'", "50 uL")
        ),
        .bad(
            .badPairing,
            "two vessels to weigh into",
            "- {do: weigh, material: CuO, into: 'plate/A1:B1', target: 1 g, tolerance: 5 mg}"
        ),
        .fine(
            .badPairing,
            "two into four",
            home
                + "- {do: pipette.transfer, from: 'samples/A1:B1', to: 'plate/A1:D1', volume: 50 uL, tip: each}"
        ),

        .bad(
            .capabilityMissing,
            "a balance that heats",
            "- {do: balance.ramp, to: 60 degC, rate: 2 K/min}"
        ),
        .bad(.capabilityMissing, "a furnace that pipettes", "- {do: furnace.home}"),
        .bad(.capabilityMissing, "a light that flows", "- {do: light.shut}"),
        .fine(.capabilityMissing, "what it can", "- {do: balance.zero}"),
    ]

    private static let unitCases: [HazardCase] = [
        .bad(.unitMismatch, "a volume in degrees", transfer("buffer", "plate/A1", "50 degC")),
        .bad(.unitMismatch, "a rate in kelvin", load + ramp("600 degC", "5 K") + cool),
        .bad(.unitMismatch, "a time in millilitres", "- {do: wait, for: 5 mL}"),
        .bad(
            .unitMismatch,
            "an asked mass as a volume",
            ask("1 g", "2 g") + transfer("buffer", "plate/A1", "$next.x")
        ),
        .fine(.unitMismatch, "half an hour", "- {do: wait, for: 0.5 h}"),

        .bad(.bareNumber, "a volume", transfer("buffer", "plate/A1", "100")),
        .bad(.bareNumber, "a temperature", load + ramp("600", "5 K/min") + cool),
        .bad(.bareNumber, "a time", "- {do: wait, for: 30}"),
        .fine(.bareNumber, "with its unit", transfer("buffer", "plate/A1", "100 uL")),

        .bad(
            .temperatureDifference,
            "a band",
            load + ramp("60 degC", "2 K/min")
                + "- {do: furnace.hold, for: 1 h, within: 5 degC}\n" + cool
        ),
        .bad(
            .temperatureDifference,
            "in a condition",
            load + ramp("60 degC", "2 K/min")
                + "- {do: wait-until, condition: furnace.temperature within 5 degC of 60 degC, timeout: 1 h}\n"
                + cool
        ),
        .bad(
            .temperatureDifference,
            "added to a temperature",
            load + ask("50 degC", "60 degC") + ramp("$next.x + 5 degC", "2 K/min") + cool
        ),
        .fine(
            .temperatureDifference,
            "in kelvin",
            load + ask("50 degC", "60 degC") + ramp("$next.x + 5 K", "2 K/min")
                + "- {do: furnace.hold, for: 1 h, within: 5 K}\n" + cool
        ),
    ]

    private static let sizeCases: [HazardCase] = [
        .bad(
            .planTooLarge,
            "a billion times",
            "- {do: repeat, times: 1000000000, steps: [{do: wait, for: 1 s}]}"
        ),
        .bad(
            .planTooLarge,
            "loops in loops",
            """
            - do: repeat
              times: 1000
              steps:
              - do: repeat
                times: 1000
                steps: [{do: repeat, times: 1000, steps: [{do: wait, for: 1 s}]}]
            """
        ),
        .bad(
            .planTooLarge,
            "a procedure that uses itself",
            "- {do: use, procedure: again}",
            head: "procedures: [{name: again, steps: [{do: use, procedure: again}]}]"
        ),
        .fine(
            .planTooLarge,
            "a thousand times",
            "- {do: repeat, times: 1000, steps: [{do: wait, for: 1 s}]}"
        ),

        .bad(
            .unboundedWait,
            "as long as is measured",
            "- {do: measure, as: m, point: meter.power}\n- {do: wait, for: $m / 1 W * 1 s}"
        ),
        .bad(
            .unboundedWait,
            "in a loop",
            """
            - do: repeat
              times: 3
              steps:
              - {do: measure, as: m, point: meter.power}
              - {do: wait, for: $m / 1 W * 1 s}
            """
        ),
        .bad(
            .unboundedWait,
            "divided by what can be nothing",
            ask("0", "1") + "- {do: wait, for: 1 s / $next.x}"
        ),
        .fine(
            .unboundedWait,
            "as long as is measured, within a range",
            "- {do: measure, as: m, point: meter.power, within: [1 W, 3 kW]}\n"
                + "- {do: wait, for: $m / 1 W * 1 s}"
        ),
    ]

    private static let policyCases: [HazardCase] = [
        .bad(
            .faultPolicyGap,
            "going on after a failed dose",
            home
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL, else: continue}"
        ),
        .bad(
            .faultPolicyGap,
            "no loop to end",
            "- {do: wait-until, condition: meter.power > 5 W, timeout: 1 min, else: end-loop}"
        ),
        .bad(
            .faultPolicyGap,
            "a ramp that ends a loop",
            load
                + "- {do: repeat, times: 2, steps: [{do: furnace.ramp, to: 60 degC, rate: 2 K/min, else: end-loop}]}\n"
                + cool
        ),
        .bad(
            .faultPolicyGap,
            "a dose carried out again",
            home
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL, faults: {refused: retry 2}}"
        ),
        .bad(
            .faultPolicyGap,
            "a heater held that is blind",
            load
                + "- {do: furnace.ramp, to: 60 degC, rate: 2 K/min, timeout: 10 h, faults: {sensor-bad: hold}}\n"
                + cool
        ),
        .fine(
            .faultPolicyGap,
            "a heater waited for that does not answer",
            load
                + "- {do: furnace.ramp, to: 60 degC, rate: 2 K/min, timeout: 10 h, faults: {device-dead: suspend 10 min}}\n"
                + cool
        ),
        .fine(
            .faultPolicyGap,
            "going on after a wait",
            "- {do: wait-until, condition: meter.power > 5 W, timeout: 1 min, else: continue}"
        ),
    ]

    private static func ramp(_ to: String, _ rate: String) -> String {
        "- {do: furnace.ramp, to: \(to), rate: \(rate), timeout: 10 h}\n"
    }
}
