import Findings

/// What a plan takes it gives back: no tip stays on, no branch runs on.
enum Released: Rule {
    static let codes: [FindingCode] = [.notReleased]
    static let moments: Moments = .ended

    static func joined(in check: Inspection) {
        for end in check.world.background {
            check.report(
                .notReleased,
                path: DocumentPath([.key("steps"), .key(check.name(of: end.thread))])
            ) {
                Report(
                    "The background branch ‘\(check.name(of: end.thread))’ is not joined on every "
                        + "way to the end."
                )
            }
        }
    }

    static func ended(in check: Inspection) {
        guard check.world.tip.on != .no, let handler = check.facts.handlers.first else { return }
        check.report(.notReleased, path: DocumentPath([.key("steps"), .key(handler.name)])) {
            Report(
                "A tip may still be on \(handler.name) when the plan ends.",
                fix: check.appendStep("\(handler.name).eject", "drop the tip")
            )
        }
    }
}
