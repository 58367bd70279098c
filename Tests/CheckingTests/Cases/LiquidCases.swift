import Checking
import Findings

extension HazardCase {
    static let liquidCases: [HazardCase] = [
        .bad(
            .vesselOverfilled,
            "at once",
            home + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 400 uL}"
        ),
        .bad(
            .vesselOverfilled,
            "across many steps",
            home + """
                - do: repeat
                  times: 5
                  steps: [{do: pipette.transfer, from: buffer, to: plate/A1, volume: 80 uL}]
                """
        ),
        .bad(
            .vesselOverfilled,
            "by the end of a range",
            home + ask("50 uL", "400 uL")
                + "- {do: pipette.transfer, from: buffer, to: plate/B3, volume: $next.x}"
        ),
        .bad(
            .vesselOverfilled,
            "poured by hand",
            "- {do: operator-task, say: Pour, moves: [{contents: beaker, to: cup-1}]}"
        ),
        .bad(
            .vesselOverfilled,
            "only where both branches meet",
            home + ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: pipette.transfer, from: buffer, to: plate/A1, volume: 200 uL}]}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 200 uL}
                """
        ),
        .fine(
            .vesselOverfilled,
            "to the brim",
            home + """
                - do: repeat
                  times: 4
                  steps: [{do: pipette.transfer, from: buffer, to: plate/A1, volume: 85 uL}]
                """
        ),

        .bad(
            .notEnoughLiquid,
            "from an empty well",
            home + "- {do: pipette.transfer, from: plate/A1, to: plate/A2, volume: 50 uL}"
        ),
        .bad(
            .notEnoughLiquid,
            "a millilitre too often",
            home + """
                - do: repeat
                  times: 4
                  steps: [{do: pipette.transfer, from: standard, to: waste, volume: 1 mL}]
                """
        ),
        .bad(
            .notEnoughLiquid,
            "the dead volume counts",
            home + "- {do: pipette.transfer, from: substrate, to: 'plate/A1:H12', volume: 190 uL}"
        ),
        .bad(
            .notEnoughLiquid,
            "pouring nothing",
            "- {do: operator-task, say: Pour, moves: [{contents: cup-1, to: cup-2}]}"
        ),
        .fine(
            .notEnoughLiquid,
            "nearly all of it",
            home + """
                - do: repeat
                  times: 3
                  steps: [{do: pipette.transfer, from: standard, to: waste, volume: 1 mL}]
                """
        ),

        .bad(
            .belowSmallestVolume,
            "transferred",
            home + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 2 uL}"
        ),
        .bad(
            .belowSmallestVolume,
            "mixed",
            home + "- {do: pipette.mix, in: buffer, volume: 1 uL, times: 2}"
        ),
        .bad(
            .belowSmallestVolume,
            "at the low end of a range",
            home + ask("1 uL", "50 uL")
                + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: $next.x}"
        ),
        .fine(
            .belowSmallestVolume,
            "just enough",
            home + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 5 uL}"
        ),

        .bad(
            .dispensesMoreThanHeld,
            "at once",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 100 uL}
                - {do: pipette.dispense, to: plate/A1, volume: 150 uL}
                - {do: pipette.eject}
                """
        ),
        .bad(
            .dispensesMoreThanHeld,
            "in two goes",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 100 uL}
                - {do: pipette.dispense, to: plate/A1, volume: 60 uL}
                - {do: pipette.dispense, to: plate/A2, volume: 60 uL}
                - {do: pipette.eject}
                """
        ),
        .bad(
            .dispensesMoreThanHeld,
            "when the smallest was drawn",
            home + ask("50 uL", "100 uL") + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: $next.x}
                - {do: pipette.dispense, to: plate/A1, volume: 60 uL}
                - {do: pipette.eject}
                """
        ),
        .fine(
            .dispensesMoreThanHeld,
            "all of it, in two goes",
            home + """
                - {do: pipette.pick-up}
                - {do: pipette.aspirate, from: buffer, volume: 100 uL}
                - {do: pipette.dispense, to: plate/A1, volume: 60 uL}
                - {do: pipette.dispense, to: plate/A2, volume: 40 uL}
                - {do: pipette.eject}
                """
        ),

        .bad(
            .wasteFull,
            "primed away",
            home + """
                - {do: pipette.prime, from: buffer, volume: 140 mL}
                - {do: pipette.prime, from: diluent, volume: 110 mL}
                - {do: pipette.prime, from: rinse, volume: 60 mL}
                """,
            head: "defaults: {timeout: 40 h, else: safe-stop}"
        ),
        .bad(
            .wasteFull,
            "poured away",
            "- {do: operator-task, say: Pour, moves: [{contents: buffer, to: waste}, {contents: rinse, to: waste}]}"
        ),
        .bad(
            .wasteFull,
            "nearly full at first",
            home + "- {do: pipette.prime, from: buffer, volume: 5 mL}",
            change: { try $0.put("water", volume: 299e-6, in: "waste") }
        ),
        .fine(
            .wasteFull,
            "room for it",
            home + "- {do: pipette.pick-up}\n- {do: pipette.prime, from: buffer, volume: 5 mL}\n"
                + "- {do: pipette.eject}",
            change: { try $0.put("water", volume: 290e-6, in: "waste") }
        ),

        .bad(
            .lidOn,
            "put on by the plan",
            home + """
                - {do: lid, item: plate, state: 'on'}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}
                """
        ),
        .bad(
            .lidOn,
            "on from the beginning",
            home + "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}",
            change: { $0.cover("plate") }
        ),
        .bad(
            .lidOn,
            "perhaps, after a branch",
            home + ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: lid, item: buffer, state: 'on'}]}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}
                """
        ),
        .bad(
            .lidOn,
            "sealed samples",
            home + """
                - {do: seal, item: samples, state: 'on'}
                - {do: pipette.transfer, from: samples/A1, to: plate/A1, volume: 50 uL}
                """
        ),
        .fine(
            .lidOn,
            "taken off in time",
            home + """
                - {do: lid, item: plate, state: 'on'}
                - {do: lid, item: plate, state: 'off'}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}
                """
        ),

        .bad(
            .flowTooFast,
            "viscous",
            home
                + "- {do: pipette.transfer, from: standard-2, to: plate/A1, volume: 50 uL, rate: 200 uL/s}",
            change: { try $0.put("glycerol", volume: 2e-6, in: "standard-2") }
        ),
        .bad(
            .flowTooFast,
            "acid",
            home
                + "- {do: pipette.transfer, from: acid, to: plate/A1, volume: 50 uL, rate: 300 uL/s}"
        ),
        .bad(
            .flowTooFast,
            "mixed too hard",
            home + "- {do: pipette.mix, in: standard, volume: 200 uL, times: 3, rate: 400 uL/s}"
        ),
        .fine(
            .flowTooFast,
            "slowly",
            home
                + "- {do: pipette.transfer, from: standard-2, to: plate/A1, volume: 50 uL, rate: 60 uL/s}",
            change: { try $0.put("glycerol", volume: 2e-6, in: "standard-2") }
        ),

        .bad(
            .openLiquidTooHot,
            "a water bath",
            """
            - {do: operator-task, say: Load, moves: [{add: water, amount: 5 mL, to: cup-1}, {item: cup-1, to: furnace}]}
            - {do: furnace.ramp, to: 70 degC, rate: 2 K/min}
            """ + "\n" + cool
        ),
        .bad(
            .openLiquidTooHot,
            "a solvent in a beaker",
            """
            - {do: operator-task, say: Load, moves: [{item: beaker, to: furnace}]}
            - {do: furnace.ramp, to: 45 degC, rate: 2 K/min}
            - {do: furnace.heat-off}
            """
        ),
        .bad(
            .openLiquidTooHot,
            "volatile and left open",
            """
            - {do: operator-task, say: Pour, moves: [{add: acetone, amount: 5 mL, to: cup-1}]}
            - {do: wait, for: 12 h}
            """
        ),
        .fine(
            .openLiquidTooHot,
            "lukewarm",
            """
            - {do: furnace.cool, to: 32 degC, timeout: 40 h}
            - {do: operator-task, say: Load, moves: [{add: water, amount: 5 mL, to: cup-1}, {item: cup-1, to: furnace}]}
            - {do: furnace.ramp, to: 31 degC, rate: 2 K/min}
            - {do: furnace.heat-off}
            """
        ),
    ]
}
