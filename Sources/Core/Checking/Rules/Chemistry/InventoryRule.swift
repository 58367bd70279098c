import Findings
import Labs
import Quantities

/// Of no hazard class there is ever more than the lab may hold: what stands there at first, and
/// everything the plan brings.
enum InventoryRule: Rule {
    static let codes: [FindingCode] = [.inventoryExceeded]
    static let moments: Moments = .received

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        guard !check.world.brought.isEmpty, !check.lab.limits.inventory.isEmpty else { return }
        for portion in added
        where check.world.brought.contains(where: { $0.material == portion.material }) {
            let words = check.words(of: Int(portion.material))
            guard !words.isEmpty else { continue }
            for limit in check.lab.limits.inventory where words.contains(limit.hazard) {
                judge(limit, vessel, portion, in: check)
            }
        }
    }

    private static func judge(
        _ limit: InventoryLimit,
        _ vessel: Int,
        _ portion: PortionRange,
        in check: Inspection
    ) {
        let isVolume = limit.greatest.dimensions == .volume
        guard isVolume ? portion.volume.high > 0 : portion.mass.high > 0 else { return }
        var sum = 0.0
        for brought in check.world.brought
        where check.words(of: Int(brought.material)).contains(limit.hazard) {
            sum += isVolume ? brought.volume.high : brought.mass.high
        }
        let initial = check.initialInventory(limit.hazard, isVolume: isVolume)
        guard initial + sum > limit.greatest.si * (1 + 1e-9) else { return }
        check.report(.inventoryExceeded, .vessel(vessel)) {
            func say(_ value: Double) -> Quantity { isVolume ? Say.volume(value) : Say.mass(value) }
            return Report(
                "With this there can be \(say(initial + sum)) of ‘\(limit.hazard)’ in the lab; at "
                    + "most \(limit.greatest) is allowed.",
                [
                    NamedQuantity("present", say(initial)),
                    NamedQuantity("brought", say(sum)),
                    NamedQuantity("greatest", limit.greatest),
                ],
                allowed: AllowedRange(high: say(max(0, limit.greatest.si - initial)))
            )
        }
    }
}

extension Inspection {
    /// What the lab state holds of a hazard class, m³ or kg.
    func initialInventory(_ hazard: String, isVolume: Bool) -> Double {
        var sum = 0.0
        for contents in facts.start.contents {
            for portion in contents.portions where words(of: portion.material).contains(hazard) {
                sum += isVolume ? portion.volume : portion.mass
            }
        }
        return sum
    }
}
