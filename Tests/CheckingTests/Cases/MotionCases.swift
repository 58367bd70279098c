import Checking
import Findings
import Labs

extension HazardCase {
    private static func branches(_ a: String, _ b: String) -> String {
        """
        - do: parallel
          on-failure: stop-siblings
          branches:
          - {name: left, steps: [\(a)]}
          - {name: right, steps: [\(b)]}
        """
    }

    private static let pipetting =
        "{do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}"
    private static let heating = "{do: furnace.ramp, to: 60 degC, rate: 2 K/min}"

    static let motionCases: [HazardCase] = [
        .bad(
            .notHomed,
            "a transfer",
            "- {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}"
        ),
        .bad(.notHomed, "an axis", "- {do: arm.move, x: 10 mm, y: 10 mm, z: 100 mm}"),
        .bad(
            .notHomed,
            "in one branch only",
            ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: pipette.home}]}
                - {do: pipette.transfer, from: buffer, to: plate/A1, volume: 50 uL}
                """
        ),
        .fine(
            .notHomed,
            "homed",
            "- {do: arm.home-axes}\n- {do: arm.move, x: 10 mm, y: 10 mm, z: 100 mm}"
        ),

        .bad(
            .doorOpen,
            "while it holds",
            load + """
                - {do: furnace.ramp, to: 60 degC, rate: 2 K/min}
                - {do: operator-task, say: More, moves: [{item: cup-2, to: furnace}]}
                """ + "\n" + cool
        ),
        .bad(
            .doorOpen,
            "onto the deck beside the gantry",
            home
                + branches(
                    pipetting,
                    "{do: operator-task, say: Take it, moves: [{item: plate-2, to: bench}]}"
                )
        ),
        .bad(
            .doorOpen,
            "into the furnace beside its ramp",
            load
                + branches(
                    heating,
                    "{do: operator-task, say: More, moves: [{item: cup-2, to: furnace}]}"
                ) + "\n" + cool
        ),
        .fine(
            .doorOpen,
            "one after the other",
            home + "- " + pipetting + "\n"
                + "- {do: operator-task, say: Take it, moves: [{item: plate-2, to: bench}]}"
        ),

        .bad(
            .spaceConflict,
            "two above the deck",
            home + "- {do: arm.home-axes}\n"
                + branches(pipetting, "{do: arm.move, x: 10 mm, y: 10 mm, z: 100 mm}")
        ),
        .bad(
            .spaceConflict,
            "one in the background",
            home + "- {do: arm.home-axes}\n" + """
                - {do: start, name: filling, steps: [\(pipetting)]}
                - {do: arm.move, x: 10 mm, y: 10 mm, z: 100 mm}
                - {do: join, name: filling}
                """
        ),
        .bad(
            .spaceConflict,
            "two people at one place",
            branches(
                "{do: operator-task, say: A, moves: [{item: cup-1, to: pan}]}",
                "{do: operator-task, say: B, moves: [{item: cup-2, to: pan}]}"
            )
        ),
        .fine(
            .spaceConflict,
            "joined first",
            home + "- {do: arm.home-axes}\n" + """
                - {do: start, name: filling, steps: [\(pipetting)]}
                - {do: join, name: filling}
                - {do: arm.move, x: 10 mm, y: 10 mm, z: 100 mm}
                """
        ),

        .bad(.slotOccupied, "onto another plate", "- {do: move, item: plate, to: d2}"),
        .bad(
            .slotOccupied,
            "a fifth cup",
            """
            - {do: operator-task, say: Load, moves: [{item: cup-1, to: furnace}, {item: cup-2, to: furnace}, {item: cup-3, to: furnace}, {item: cup-4, to: furnace}, {item: cup-5, to: furnace}]}
            """
        ),
        .bad(
            .slotOccupied,
            "where something may stand",
            "- {do: move, item: mortar, to: pan}\n" + ask("0", "1") + """
                - {do: if, condition: $next.x > 0.5, then: [{do: move, item: mortar, to: bench}]}
                - {do: move, item: cup-1, to: pan}
                """
        ),
        .fine(
            .slotOccupied,
            "after making room",
            "- {do: move, item: plate-2, to: bench}\n- {do: move, item: plate, to: d2}"
        ),

        .bad(.nothingGripped, "no lid there", "- {do: lid, item: plate, state: 'off'}"),
        .bad(
            .nothingGripped,
            "two lids",
            "- {do: lid, item: plate, state: 'on'}\n- {do: lid, item: plate, state: 'on'}"
        ),
        .bad(.nothingGripped, "no lid fits", "- {do: lid, item: tips-1, state: 'on'}"),
        .fine(
            .nothingGripped,
            "on and off",
            "- {do: lid, item: plate, state: 'on'}\n- {do: lid, item: plate, state: 'off'}"
        ),

        .bad(
            .accessWhileMoving,
            "taking a plate away",
            home
                + branches(
                    pipetting,
                    "{do: operator-task, say: Take it, moves: [{item: plate-2, to: bench}]}"
                ),
            change: openDeck
        ),
        .bad(
            .accessWhileMoving,
            "a lid",
            home
                + branches("{do: lid, item: plate-2, state: 'on'}", pipetting),
            change: openDeck
        ),
        .bad(
            .accessWhileMoving,
            "topping up",
            home + """
                - {do: start, name: filling, steps: [\(pipetting)]}
                - {do: operator-task, say: Fill, moves: [{add: water, amount: 2 mL, to: substrate}]}
                - {do: join, name: filling}
                """,
            change: openDeck
        ),
        .bad(
            .accessWhileMoving,
            "the very plate, behind a door",
            home + branches(pipetting, "{do: lid, item: plate, state: 'on'}")
        ),
        .fine(
            .accessWhileMoving,
            "at the bench",
            home
                + branches(
                    pipetting,
                    "{do: operator-task, say: Fill, moves: [{add: TiO2, amount: 2 g, to: cup-1}]}"
                ),
            change: openDeck
        ),

        .bad(
            .outOfReach,
            "on the bench",
            home + "- {do: pipette.transfer, from: beaker, to: plate/A1, volume: 50 uL}"
        ),
        .bad(
            .outOfReach,
            "not on the pan",
            "- {do: weigh, material: CuO, into: mortar, target: 1 g, tolerance: 5 mg}"
        ),
        .bad(
            .outOfReach,
            "in the gantry's way",
            "- {do: move, item: plate-2, to: bench}\n- {do: move, item: tower, to: d2}"
        ),
        .bad(
            .outOfReach,
            "an axis off its track",
            "- {do: arm.home-axes}\n- {do: arm.move, x: 2 m, y: 10 mm, z: 100 mm}"
        ),
        .fine(
            .outOfReach,
            "brought to the deck",
            home + """
                - {do: move, item: plate-2, to: bench}
                - {do: move, item: beaker, to: d2}
                - {do: pipette.transfer, from: beaker, to: plate/A1, volume: 50 uL}
                """
        ),

        .bad(
            .deviceConflict,
            "two branches pipette",
            home
                + branches(
                    pipetting,
                    "{do: pipette.transfer, from: buffer, to: plate/B1, volume: 50 uL}"
                )
        ),
        .bad(.deviceConflict, "two branches heat", load + branches(heating, heating) + "\n" + cool),
        .bad(
            .deviceConflict,
            "two people with one plate",
            branches("{do: move, item: plate, to: bench}", "{do: lid, item: plate, state: 'on'}")
        ),
        .bad(
            .deviceConflict,
            "beside a background ramp",
            load + """
                - {do: start, name: heat, steps: [\(heating)]}
                - {do: furnace.heat-off}
                - {do: join, name: heat}
                """ + "\n" + cool
        ),
        .bad(
            .deviceConflict,
            "a service taken away",
            load
                + branches(heating, "{do: water.switch-off}") + "\n" + cool
        ),
        .fine(
            .deviceConflict,
            "each its own",
            home + load + branches(heating, pipetting) + "\n" + cool
        ),
    ]

    private static let openDeck: @Sendable (inout TestLab) throws -> Void = { lab in
        for index in lab.lab.assemblies.indices {
            guard case .liquidHandler(var handler) = lab.lab.assemblies[index].role else {
                continue
            }
            handler.door = nil
            lab.lab.assemblies[index].role = .liquidHandler(handler)
        }
    }
}
