import Checking
import Findings
import Labs

extension HazardCase {
    static let tipCases: [HazardCase] = [
        .bad(
            .tipOverfilled,
            "drawn twice",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 600 uL}
                - {do: pipette.aspirate, from: buffer, volume: 600 uL}
                - {do: pipette.eject}
                """
        ),
        .bad(
            .tipOverfilled,
            "with air",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 900 uL}
                - {do: pipette.air-gap, volume: 200 uL}
                - {do: pipette.eject}
                """
        ),
        .bad(
            .tipOverfilled,
            "at the end of a range",
            home + ask("100 uL", "1.2 mL") + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: $next.x}
                - {do: pipette.eject}
                """
        ),
        .bad(.tipOverfilled, "a syringe", "- {do: syringe.draw, volume: 1.2 mL, rate: 100 uL/s}"),
        .fine(
            .tipOverfilled,
            "just full",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 500 uL}
                - {do: pipette.aspirate, from: buffer, volume: 500 uL}
                - {do: pipette.dispense, to: buffer, volume: 1 mL}
                - {do: pipette.eject}
                """
        ),

        .bad(.noTip, "drawing", home + "- {do: pipette.aspirate, from: buffer, volume: 50 uL}"),
        .bad(
            .noTip,
            "after dropping it",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 50 uL}
                - {do: pipette.eject}
                - {do: pipette.dispense, to: plate/A1, volume: 50 uL}
                """
        ),
        .bad(
            .noTip,
            "perhaps",
            home + ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: pipette.pick-up}]}
                - {do: pipette.aspirate, from: buffer, volume: 50 uL}
                - {do: pipette.eject}
                """
        ),
        .fine(.noTip, "dropping what a run left on", home + "- {do: pipette.eject}"),
        .fine(
            .noTip,
            "with one",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 50 uL}
                - {do: pipette.dispense, to: plate/A1, volume: 50 uL}
                - {do: pipette.eject}
                """
        ),

        .bad(
            .tipAlreadyOn,
            "two in a row",
            home + "- {do: pipette.pick-up}\n- {do: pipette.pick-up}\n- {do: pipette.eject}"
        ),
        .bad(
            .tipAlreadyOn,
            "a transfer brings its own",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}
                """
        ),
        .bad(
            .tipAlreadyOn,
            "perhaps",
            home + ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: pipette.pick-up}]}
                - {do: pipette.pick-up}
                - {do: pipette.eject}
                """
        ),
        .fine(
            .tipAlreadyOn,
            "one after the other",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.eject}
                - {do: pipette.pick-up}
                - {do: pipette.eject}
                """
        ),

        .bad(
            .tipsRunOut,
            "too many wells",
            home + """
                - do: repeat
                  times: 4
                  steps: [{do: pipette.transfer, from: buffer, to: 'plate/A1:H12', volume: 10 uL, tip: each, timeout: 5 h}]
                """
        ),
        .bad(
            .tipsRunOut,
            "all used",
            home + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}",
            change: { $0.useTips(of: ["tips-1", "tips-2", "tips-3", "tips-4"]) }
        ),
        .bad(
            .tipsRunOut,
            "one missing from its place",
            home + "- {do: pipette.pick-up, tip: tips-2/A1}\n- {do: pipette.eject}",
            change: { lab in
                if let item = lab.names.vessels.item(named: "tips-2") {
                    lab.state.tips[lab.names.vessels.firstOfItem[item]] = .none
                }
            }
        ),
        .fine(
            .tipsRunOut,
            "enough",
            home + """
                - do: repeat
                  times: 3
                  steps: [{do: pipette.transfer, from: buffer, to: 'plate/A1:H12', volume: 10 uL, tip: each, timeout: 5 h}]
                """
        ),

        .bad(
            .tipContaminates,
            "eight samples",
            home
                + "- {do: pipette.transfer, from: 'samples/A1:H1', to: 'plate/A1:H1', volume: 50 uL, tip: one}"
        ),
        .bad(
            .tipContaminates,
            "back into the bottle",
            home + """
                - {do: pipette.transfer, from: standard, to: plate/A1, volume: 50 uL}
                - {do: pipette.transfer, from: substrate, to: 'plate/A1:B1', volume: 50 uL, tip: one}
                """
        ),
        .bad(
            .tipContaminates,
            "a series with one tip for all rows",
            home + """
                - {do: pipette.transfer, from: standard, to: 'plate/A1:B1', volume: 200 uL}
                - {do: pipette.transfer, from: buffer, to: 'plate/A2:B4', volume: 100 uL}
                - {do: pipette.dilute, along: 'plate/A1:B4', by: column, volume: 100 uL, mix: 2, tip: one}
                """
        ),
        .bad(
            .tipContaminates,
            "by hand",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: standard, volume: 50 uL}
                - {do: pipette.dispense, to: waste, volume: 50 uL, dispense: above}
                - {do: pipette.aspirate, from: buffer, volume: 50 uL}
                - {do: pipette.dispense, to: plate/A1, volume: 50 uL}
                - {do: pipette.eject}
                """
        ),
        .fine(
            .tipContaminates,
            "from above",
            home + """
                - {do: pipette.transfer, from: standard, to: 'plate/A1:B1', volume: 50 uL}
                - {do: pipette.transfer, from: substrate, to: 'plate/A1:B1', volume: 50 uL, tip: one, dispense: above}
                """
        ),

        .bad(
            .tipReused,
            "used before",
            home + "- {do: pipette.pick-up, tip: tips-1/A1}\n- {do: pipette.eject}"
        ),
        .bad(
            .tipReused,
            "used by the plan",
            home + """
                - {do: pipette.pick-up, tip: tips-2/A1}
                - {do: pipette.eject}
                - {do: pipette.pick-up, tip: tips-2/A1}
                - {do: pipette.eject}
                """
        ),
        .bad(
            .tipReused,
            "in a loop",
            home + """
                - do: repeat
                  times: 2
                  steps:
                  - {do: pipette.pick-up, tip: tips-2/B1}
                  - {do: pipette.eject}
                """
        ),
        .fine(
            .tipReused,
            "its neighbour",
            home + """
                - {do: pipette.pick-up, tip: tips-2/A1}
                - {do: pipette.eject}
                - {do: pipette.pick-up, tip: tips-2/B1}
                - {do: pipette.eject}
                """
        ),
    ]
}
