import Findings
import Labs
import Quantities

/// No liquid is heated to its flash point.
enum FlashPoint: Rule {
    static let codes: [FindingCode] = [.aboveFlashPoint]
    static let moments: Moments = .heated

    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection) {
        check.eachHotLiquid(furnace, range) { vessel, material in
            guard let flash = material.flashPoint, range.high >= flash,
                range.high > check.facts.ambient.high
            else { return }
            check.report(.aboveFlashPoint, .vessel(vessel)) {
                Report(
                    "\(material.name) in \(check.name(ofVessel: vessel)) reaches "
                        + "\(Say.temperature(range.high)); its flash point is "
                        + "\(Say.temperature(flash)).",
                    [
                        NamedQuantity("reached", Say.temperature(range.high)),
                        NamedQuantity("flash-point", Say.temperature(flash)),
                    ],
                    allowed: AllowedRange(high: Say.temperature(flash))
                )
            }
        }
    }
}

extension Inspection {
    /// Every liquid that gets as hot as a chamber.
    func eachHotLiquid(
        _ furnace: Int,
        _ range: Bounds,
        _ body: (_ vessel: Int, _ material: Material) -> Void
    ) {
        for item in warmable(furnace) {
            for vessel in facts.vessels(of: item) {
                for portion in contents(vessel).portions where portion.volume.high > 0 {
                    let material = Int(portion.material)
                    guard lab.materials.indices.contains(material),
                        lab.materials[material].phase == .liquid
                    else { continue }
                    body(vessel, lab.materials[material])
                }
            }
        }
    }
}
