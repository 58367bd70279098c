import Execution
import Findings
import Labs
import Quantities

/// A furnace is opened only once it is cool enough.
enum ColdOpening: Rule {
    static let codes: [FindingCode] = [.openedHot]
    static let moments: Moments = .person

    static func before(_ change: PersonChange, in check: Inspection) {
        guard let furnace = check.chamber(openedBy: change) else { return }
        let found = check.facts.furnaces[furnace]
        check.world.furnaces[furnace].settle(
            at: check.world.clock,
            physics: found.assembly.physics
        )
        let hottest = check.world.furnaces[furnace].temperature.high
        guard hottest > found.assembly.openBelow + 1e-6 else { return }
        check.report(.openedHot, .assembly(found.index)) {
            Report(
                "\(found.name) may be at \(Say.temperature(hottest)) when it is opened; cool it to "
                    + "\(Say.temperature(found.assembly.openBelow)) or below first.",
                [NamedQuantity("temperature", Say.temperature(hottest))],
                allowed: AllowedRange(high: Say.temperature(found.assembly.openBelow)),
                fix: check.insertCooling(furnace)
            )
        }
    }
}

extension Inspection {
    /// Cools a little below the opening limit before the present step.
    func insertCooling(_ furnace: Int) -> Fix? {
        guard program.steps.indices.contains(step) else { return nil }
        let found = facts.furnaces[furnace]
        let goal = Say.temperature(found.assembly.openBelow - 20)
        let members: [PatchValue.Member] = [
            .init("do", .text("\(found.name).cool")), .init("to", .text(goal.description)),
            .init("timeout", .text("40 h")),
        ]
        return Fix("cool first", [.add(program.steps[step].path, .mapping(members))])
    }
}
