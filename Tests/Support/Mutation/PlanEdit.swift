import Documents
import Quantities

/// Changes of plan documents; each returns the changed document, or nil where nothing fits.
struct PlanEdit {
    let plan: DocumentValue
    let sites: [(path: SitePath, step: DocumentValue)]

    init(_ plan: DocumentValue) {
        self.plan = plan
        sites = plan.stepSites
    }

    private func verb(_ step: DocumentValue) -> String { step.find("do")?.textValue ?? "" }

    /// A step that fits, by chance.
    func site(
        _ dice: inout Dice,
        where fits: (DocumentValue) -> Bool
    ) -> (path: SitePath, step: DocumentValue)? {
        dice.pick(sites.filter { fits($0.step) })
    }

    func drop(_ verbs: [String]?, _ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { step in verbs?.contains(verb(step)) ?? true }
        return site.map { plan.changing($0.path) { _ in nil } }
    }

    func double(_ verbs: [String], _ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { verbs.contains(verb($0)) }
        return site.map { site in
            plan.changingList(around: site.path) { items, index in
                Array(items[...index] + items[index...])
            }
        }
    }

    func dropTask(_ say: String, _ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { $0.find("say")?.textValue?.hasPrefix(say) ?? false }
        return site.map { plan.changing($0.path) { _ in nil } }
    }

    /// Sets the first of the keys a step has to `text`.
    func set(
        _ keys: [String],
        _ text: String,
        only wanted: String? = nil,
        _ dice: inout Dice
    ) -> DocumentValue? {
        let site = site(&dice) { step in
            let isWanted = wanted.map { $0 == verb(step) } ?? !verb(step).hasPrefix("furnace")
            return isWanted && keys.contains { step.find($0)?.textValue != nil }
        }
        guard let site, let key = keys.first(where: { site.step.find($0)?.textValue != nil })
        else { return nil }
        return plan.changing(site.path + [.key(key)]) { _ in .text(text) }
    }

    func scale(
        _ key: String,
        by factor: Double,
        only endings: [String] = [""],
        _ dice: inout Dice
    ) -> DocumentValue? {
        let site = site(&dice) { step in
            endings.contains { verb(step).hasSuffix($0) } && Self.quantity(step.find(key)) != nil
        }
        guard let site, let quantity = Self.quantity(site.step.find(key)) else { return nil }
        return plan.changing(site.path + [.key(key)]) { _ in
            .text(
                DecimalText.short(quantity.value * factor, digits: 9) + " " + quantity.unit.symbol
            )
        }
    }

    private static func quantity(_ value: DocumentValue?) -> Quantity? {
        guard let text = value?.textValue, !text.hasPrefix("$") else { return nil }
        guard let quantity = try? Quantity(parsing: text), !quantity.unit.symbol.isEmpty else {
            return nil
        }
        return quantity
    }

    func changeUnit(_ dice: inout Dice) -> DocumentValue? {
        let units = [
            "uL": "mL", "mL": "L", "degC": "K", "K/min": "K/s", "g": "kg", "mg": "g", "min": "h",
            "slm": "L/s", "h": "d",
        ]
        let keys = ["volume", "to", "rate", "for", "target"]
        let site = site(&dice) { step in keys.contains { Self.quantity(step.find($0)) != nil } }
        guard let site,
            let key = dice.pick(keys.filter { Self.quantity(site.step.find($0)) != nil }),
            let quantity = Self.quantity(site.step.find(key)),
            let other = units[quantity.unit.symbol]
        else { return nil }
        return plan.changing(site.path + [.key(key)]) { _ in
            .text(DecimalText.short(quantity.value, digits: 9) + " " + other)
        }
    }

    func bare(_ dice: inout Dice) -> DocumentValue? {
        let keys = ["volume", "to", "rate", "for"]
        let site = site(&dice) { step in keys.contains { Self.quantity(step.find($0)) != nil } }
        guard let site, let key = keys.first(where: { Self.quantity(site.step.find($0)) != nil }),
            let quantity = Self.quantity(site.step.find(key))
        else { return nil }
        return plan.changing(site.path + [.key(key)]) { _ in .number(quantity.value) }
    }

    func replaceWell(_ dice: inout Dice) -> DocumentValue? {
        let well = Region.name(dice.below(8), dice.below(12))
        let plate = dice.pick(["plate", "plate-2", "samples"]) ?? "plate"
        return set([dice.chance(0.5) ? "from" : "to"], "\(plate)/\(well)", &dice)
    }

    /// Covers a plate before everything else that is done to it.
    func coverFirst(_ dice: inout Dice) -> DocumentValue? {
        let item = dice.pick(["plate", "plate-2", "samples"]) ?? "plate"
        return plan.changing([.key("steps")]) { value in
            guard case .list(let items) = value else { return value }
            let kind = item == "samples" ? "seal" : "lid"
            let lid = Writing.step(kind, ("item", .text(item)), ("state", .text("on")))
            return .list([lid] + items)
        }
    }

    func repeatStep(times: Int, _ dice: inout Dice) -> DocumentValue? {
        let site = site(&dice) { verb($0).hasPrefix("pipette.transfer") && $0.find("id") == nil }
        return site.map { site in
            plan.changing(site.path) { step in
                Writing.step("repeat", ("times", .integer(times)), ("steps", .list([step])))
            }
        }
    }

    func swap(_ dice: inout Dice) -> DocumentValue? {
        guard let site = dice.pick(sites) else { return nil }
        return plan.changingList(around: site.path) { items, index in
            guard index + 1 < items.count else { return items }
            var items = items
            items.swapAt(index, index + 1)
            return items
        }
    }
}
