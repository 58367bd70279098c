import Checking
import Findings
import Labs
import Quantities

extension HazardCase {
    private static func adding(_ parts: [(String, String)], to vessel: String = "cup-1") -> String {
        let moves = parts.map { "{add: \($0.0), amount: \($0.1), to: \(vessel)}" }.joined(
            separator: ", "
        )
        return "- {do: operator-task, say: Mix, moves: [\(moves)]}"
    }

    static let chemistryCases: [HazardCase] = [
        .bad(
            .incompatibleMixture,
            "bleach and acid",
            home + """
                - {do: pipette.transfer, from: acid, to: plate/A1, volume: 50 uL}
                - {do: pipette.transfer, from: standard-2, to: plate/A1, volume: 50 uL}
                """,
            change: { try $0.put("bleach", volume: 2e-6, in: "standard-2") }
        ),
        .bad(
            .incompatibleMixture,
            "a nitrate and a metal",
            adding([("LiNO3", "1 g"), ("Fe", "1 g")])
        ),
        .bad(
            .incompatibleMixture,
            "in the waste",
            "- {do: operator-task, say: Pour, moves: [{contents: standard-2, to: waste}, {contents: acid, to: waste}]}",
            change: { try $0.put("bleach", volume: 2e-6, in: "standard-2") }
        ),
        .fine(.incompatibleMixture, "two oxides", adding([("TiO2", "1 g"), ("CuO", "1 g")])),

        .bad(
            .inventoryExceeded,
            "in two cups",
            adding([("BaCO3", "15 g")]) + "\n" + adding([("BaCO3", "15 g")], to: "cup-2"),
            change: limited
        ),
        .bad(
            .inventoryExceeded,
            "in a loop",
            """
            - do: repeat
              times: 5
              steps:
            \(adding([("PbO", "5 g")]).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
            """,
            change: limited
        ),
        .bad(
            .inventoryExceeded,
            "weighed",
            "- {do: weigh, material: PbO, into: mortar, target: 25 g, tolerance: 5 mg}",
            change: limited
        ),
        .fine(.inventoryExceeded, "once", adding([("BaCO3", "15 g")]), change: limited),

        .bad(
            .wrongOrderOfAddition,
            "water into acid",
            adding([("sulfuric-acid-96", "1 mL"), ("water", "1 mL")], to: "beaker"),
            options: approved,
            change: emptyBeaker
        ),
        .bad(
            .wrongOrderOfAddition,
            "poured",
            """
            - {do: operator-task, say: Mix, moves: [{add: sulfuric-acid-96, amount: 1 mL, to: cup-1}, {add: water, amount: 1 mL, to: cup-2}, {contents: cup-2, to: cup-1}]}
            """,
            options: approved
        ),
        .bad(
            .wrongOrderOfAddition,
            "over two steps",
            adding([("sulfuric-acid-96", "1 mL")]) + "\n" + adding([("water", "1 mL")]),
            options: approved
        ),
        .fine(
            .wrongOrderOfAddition,
            "acid into water",
            adding([("water", "1 mL"), ("sulfuric-acid-96", "1 mL")], to: "beaker"),
            options: approved,
            change: emptyBeaker
        ),

        .bad(
            .reactionOverCapacity,
            "acid onto chalk",
            "- {do: operator-task, say: Mix, moves: [{add: CaCO3, amount: 5 g, to: beaker}, {contents: acid, to: beaker}]}",
            change: emptyBeaker
        ),
        .bad(
            .reactionOverCapacity,
            "chalk into acid",
            "- {do: operator-task, say: Mix, moves: [{add: CaCO3, amount: 5 g, to: acid}]}"
        ),
        .bad(
            .reactionOverCapacity,
            "drop by drop",
            home + """
                - {do: move, item: mortar, to: bench}
                - {do: move, item: plate-2, to: bench}
                - {do: operator-task, say: Mix, moves: [{add: CaCO3, amount: 1 g, to: cup-1}, {item: cup-1, to: d2}]}
                - {do: pipette.transfer, from: acid, to: cup-1, volume: 900 uL, dispense: above}
                - {do: pipette.transfer, from: acid, to: cup-1, volume: 900 uL, dispense: above}
                - {do: pipette.transfer, from: acid, to: cup-1, volume: 900 uL, dispense: above}
                """
        ),
        .fine(
            .reactionOverCapacity,
            "a little acid",
            adding([("CaCO3", "1 g"), ("sulfuric-acid", "1 mL")])
        ),

        .bad(
            .restrictedMaterial,
            "a forbidden gas",
            "- {do: exhaust.switch-on}\n- {do: hydrogen.flow, to: 50 sccm}\n- {do: hydrogen.shut}\n- {do: exhaust.switch-off}"
        ),
        .bad(.restrictedMaterial, "without approval", adding([("sulfuric-acid-96", "1 mL")])),
        .bad(
            .restrictedMaterial,
            "from the shelf it stands on",
            home + "- {do: pipette.transfer, from: standard-2, to: plate/A1, volume: 50 uL}",
            change: { try $0.put("sulfuric-acid-96", volume: 2e-6, in: "standard-2") }
        ),
        .fine(
            .restrictedMaterial,
            "with approval",
            adding([("sulfuric-acid-96", "1 mL")]),
            options: approved
        ),
        .fine(
            .restrictedMaterial,
            "by the officer",
            adding([("sulfuric-acid-96", "1 mL")]),
            author: "{kind: human, name: officer}"
        ),
    ]

    private static let approved = CheckOptions(approvals: [.safety])
    private static let emptyBeaker: @Sendable (inout TestLab) throws -> Void = { lab in
        try lab.put("water", volume: 0, in: "beaker")
        if let item = lab.names.vessels.item(named: "beaker") {
            lab.state.contents[lab.names.vessels.firstOfItem[item]] = VesselContents()
        }
    }
    /// No more than 20 g of anything toxic.
    private static let limited: @Sendable (inout TestLab) throws -> Void = { lab in
        for index in lab.lab.limits.inventory.indices
        where lab.lab.limits.inventory[index].hazard == "toxic" {
            lab.lab.limits.inventory[index].greatest.si = 0.02
        }
    }
}
