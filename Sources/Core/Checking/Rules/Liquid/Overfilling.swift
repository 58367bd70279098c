import Findings
import Labs
import Quantities

/// No vessel ever holds more than its capacity, doses' errors included.
enum Overfilling: Rule {
    static let codes: [FindingCode] = [.vesselOverfilled]
    static let moments: Moments = .received

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        let type = check.facts.type(of: vessel)
        guard type.use != .waste else { return }
        let most = check.filling(vessel)
        guard most > type.capacity * (1 + 1e-9) else { return }
        check.report(.vesselOverfilled, .vessel(vessel)) {
            let before = most - check.bulk(added)
            let room = max(0, type.capacity - before)
            return Report(
                "\(check.name(ofVessel: vessel)) takes \(Say.volume(type.capacity)), but could "
                    + "hold \(Say.volume(most)) after this.",
                [
                    NamedQuantity("capacity", Say.volume(type.capacity)),
                    NamedQuantity("reached", Say.volume(most)),
                ],
                allowed: AllowedRange(high: Say.volume(room)),
                fix: check.literalFix("volume", Say.volume(room * 0.98), "fill to the capacity")
            )
        }
    }
}
