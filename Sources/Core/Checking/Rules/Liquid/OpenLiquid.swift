import Findings
import Labs
import Quantities

/// Open liquid is never hot, and volatile liquid never open for long.
enum OpenLiquid: Rule {
    static let codes: [FindingCode] = [.openLiquidTooHot]
    static let moments: Moments = [.heated, .ended]

    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection) {
        let limit = check.lab.limits.openLiquidTemperature
        guard range.high > limit else { return }
        for item in check.warmable(furnace) where check.world.covers[item] != .yes {
            for vessel in check.facts.vessels(of: item) {
                let record = check.contents(vessel)
                guard record.volume.high > 0 else { continue }
                check.report(.openLiquidTooHot, .vessel(vessel)) {
                    Report(
                        "\(check.name(ofVessel: vessel)) holds \(check.names(of: record.portions)) "
                            + "in the open, and \(check.facts.furnaces[furnace].name) reaches "
                            + "\(Say.temperature(range.high)); open liquid stays below "
                            + "\(Say.temperature(limit)).",
                        [
                            NamedQuantity("reached", Say.temperature(range.high)),
                            NamedQuantity("greatest", Say.temperature(limit)),
                        ],
                        allowed: AllowedRange(high: Say.temperature(limit))
                    )
                }
            }
        }
    }

    static func ended(in check: Inspection) {
        let limit = check.lab.limits.openLiquidTime.seconds
        for record in check.world.vessels.records where record.volume.high > 0 {
            let open = check.world.clock.high - record.since
            guard open > limit, check.world.covers[check.facts.item(of: record.vessel)] != .yes
            else { continue }
            for portion in record.portions where portion.volume.high > 0 {
                let material = Int(portion.material)
                guard check.lab.materials.indices.contains(material),
                    check.lab.materials[material].flashPoint != nil,
                    check.facts.type(of: record.vessel).use != .waste
                else { continue }
                check.report(
                    .openLiquidTooHot,
                    path: DocumentPath([.key("steps")])
                ) {
                    Report(
                        "\(check.name(ofVessel: record.vessel)) holds volatile "
                            + "\(check.material(material)) in the open for up to "
                            + "\(Say.time(open)); cover it within \(Say.time(limit)).",
                        [NamedQuantity("open", Say.time(open))],
                        allowed: AllowedRange(high: Say.time(limit))
                    )
                }
            }
        }
    }
}
