import Documents
import Quantities

extension PlanEdit {
    private func verb(_ step: DocumentValue) -> String { step.find("do")?.textValue ?? "" }

    /// Moves the last unloading before the cooling.
    func unloadBeforeCooling(_ dice: inout Dice) -> DocumentValue? {
        plan.changing([.key("steps")]) { value in
            guard case .list(var items) = value,
                let cool = items.lastIndex(where: { verb($0) == "furnace.cool" }),
                let unload = items.lastIndex(where: {
                    $0.find("say")?.textValue?.hasPrefix("Unload") ?? false
                }), unload > cool
            else { return value }
            items.insert(items.remove(at: unload), at: cool)
            return .list(items)
        }
    }

    /// Ends a service right before the first heating.
    func offBeforeHeating(_ dice: inout Dice) -> DocumentValue? {
        let off = dice.chance(0.5) ? "water.switch-off" : "exhaust.switch-off"
        guard let heating = sites.first(where: { verb($0.step) == "furnace.ramp" }),
            let closing = sites.first(where: { verb($0.step) == off })
        else { return nil }
        let without = plan.changing(closing.path) { _ in nil }
        guard without.stepSites.contains(where: { $0.path == heating.path }) else { return nil }
        return without.changingList(around: heating.path) { items, index in
            items[..<index] + [closing.step] + items[index...]
        }
    }

    func addSolvent(_ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { step in
            guard case .list(let moves) = step.find("moves") else { return false }
            return moves.contains { $0.find("add") != nil }
        }
        guard let site, case .list(let moves) = site.step.find("moves"),
            let cup = moves.compactMap({ $0.find("to")?.textValue }).first
        else { return nil }
        let added = Writing.map(
            ("add", .text(dice.pick(["ethanol", "acetone", "water"]) ?? "ethanol")),
            ("amount", .text("5 mL")),
            ("to", .text(cup))
        )
        return plan.changing(site.path + [.key("moves")]) { _ in .list([added] + moves) }
    }

    func moreRounds(_ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { $0.find("times") != nil && verb($0) == "repeat" }
        return site.map { plan.changing($0.path + [.key("times")]) { _ in .integer(5_000_000) } }
    }

    /// Heats in another branch as well.
    func beside(_ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { $0.find("branches") != nil }
        guard let site, case .list(var branches) = site.step.find("branches") else { return nil }
        let heating = Writing.step(
            "furnace.ramp",
            ("to", .text("500 degC")),
            ("rate", .text("5 K/min")),
            ("timeout", .text("10 h"))
        )
        branches.append(
            Writing.map(("name", .text("other")), ("steps", .list([heating])))
        )
        return plan.changing(site.path + [.key("branches")]) { _ in .list(branches) }
    }

    func tighten(_ dice: inout Dice) -> DocumentValue? {
        guard let budget = plan.find("budget") else { return nil }
        let key = dice.chance(0.5) ? "tips" : "duration"
        guard budget.find(key) != nil else { return nil }
        return plan.changing([.key("budget"), .key(key)]) { _ in
            key == "tips" ? .integer(0) : .text("1 min")
        }
    }
}
