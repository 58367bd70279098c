import Findings
import Labs
import Quantities

/// The waste has room for everything the plan throws away.
enum WasteFilling: Rule {
    static let codes: [FindingCode] = [.wasteFull]
    static let moments: Moments = [.received]

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        let type = check.facts.type(of: vessel)
        guard type.use == .waste else { return }
        let most = check.filling(vessel)
        guard most > type.capacity * (1 + 1e-9) else { return }
        check.report(.wasteFull, .vessel(vessel)) {
            Report(
                "The waste \(check.name(ofVessel: vessel)) takes \(Say.volume(type.capacity)), but "
                    + "could hold \(Say.volume(most)) after this; empty it first.",
                [
                    NamedQuantity("capacity", Say.volume(type.capacity)),
                    NamedQuantity("reached", Say.volume(most)),
                ],
                allowed: AllowedRange(
                    high: Say.volume(max(0, type.capacity - most + check.bulk(added)))
                )
            )
        }
    }
}
