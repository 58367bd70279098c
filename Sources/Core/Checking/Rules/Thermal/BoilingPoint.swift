import Findings
import Labs
import Quantities

/// No liquid is heated to its boiling point.
enum BoilingPoint: Rule {
    static let codes: [FindingCode] = [.aboveBoilingPoint]
    static let moments: Moments = .heated

    static func heated(_ furnace: Int, through range: Bounds, in check: Inspection) {
        check.eachHotLiquid(furnace, range) { vessel, material in
            guard let boiling = material.boilingPoint, range.high >= boiling else { return }
            check.report(.aboveBoilingPoint, .vessel(vessel)) {
                Report(
                    "\(material.name) in \(check.name(ofVessel: vessel)) reaches "
                        + "\(Say.temperature(range.high)); it boils at "
                        + "\(Say.temperature(boiling)).",
                    [
                        NamedQuantity("reached", Say.temperature(range.high)),
                        NamedQuantity("boiling-point", Say.temperature(boiling)),
                    ],
                    allowed: AllowedRange(high: Say.temperature(boiling))
                )
            }
        }
    }
}
