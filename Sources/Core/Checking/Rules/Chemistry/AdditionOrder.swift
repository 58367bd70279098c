import Findings
import Labs

/// Acid into water, never water into acid: where order matters, what must be there first is.
enum AdditionOrder: Rule {
    static let codes: [FindingCode] = [.wrongOrderOfAddition]
    static let moments: Moments = .received

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        guard !check.lab.rules.order.isEmpty else { return }
        check.eachMeeting(vessel, added) { new, present in
            for pair in check.lab.rules.order
            where check.isNamed(pair.a, new) && check.isNamed(pair.b, present) {
                // Topping up a mixture that already has both is not the first meeting.
                let wasThere = check.contents(vessel).portions.contains { portion in
                    check.isNamed(pair.a, Int(portion.material))
                        && !added.contains { $0.material == portion.material }
                }
                if wasThere { continue }
                check.report(.wrongOrderOfAddition, .vessel(vessel)) {
                    Report(
                        "\(check.material(new)) is added to \(check.material(present)) in "
                            + "\(check.name(ofVessel: vessel)); it must be there first. "
                            + pair.because
                    )
                }
            }
        }
    }
}
