import Devices
import Findings
import Quantities

extension Field {
    /// What follows faults, by kind: `{device-dead: suspend 10 min, any: hold}`.
    func faultRules() -> FaultRules? {
        mapping { members in
            var rules = FaultRules()
            if let any = members.optional("any") { rules.any = any.faultResponse() }
            for kind in FaultKind.allCases {
                guard let field = members.optional(kind.rawValue) else { continue }
                if let response = field.faultResponse() { rules.named[kind] = response }
            }
            return rules
        }
    }

    /// `safe-stop`, `stop`, `hold`, `continue`, `retry 2 then hold` or `suspend 10 min then stop`.
    func faultResponse() -> FaultResponse? {
        guard let text = nonEmptyText() else { return nil }
        guard let response = FaultResponse(parsing: text) else {
            report(
                .badExpression,
                "Write “safe-stop”, “stop”, “hold”, “continue”, “retry 2” or “suspend 10 min”; the "
                    + "last two may say what follows then, as in “retry 2 then hold”."
            )
            return nil
        }
        return response
    }

    /// Refuses answers by kind that make no sense for `scope`.
    func lint(_ rules: FaultRules, for scope: FaultScope) {
        for kind in FaultKind.allCases {
            guard let response = rules.named[kind], !scope.allows(response, to: kind) else {
                continue
            }
            report(
                .faultPolicyGap,
                "“\(response.text)” is impossible after “\(kind.rawValue)” here: only what may be "
                    + "sent again is retried (after in-doubt, only what the device can tell), only "
                    + "what can come back is waited for, only waits go on, nobody waits while a "
                    + "heater is blind or stuck, and a trip leads to the safe state."
            )
        }
    }
}

extension FaultResponse {
    /// Reads what documents write; nil where it is none.
    init?(parsing text: String) {
        let words = text.split(separator: " ").map(String.init)
        let end = words.firstIndex(of: "then") ?? words.count
        var last = Last.safeStop
        if end < words.count {
            guard end + 2 == words.count, let found = Last(rawValue: words[end + 1]) else {
                return nil
            }
            last = found
        }
        let rest = words[..<end].dropFirst().joined(separator: " ")
        switch (words.first, rest.isEmpty, end == words.count) {
        case ("safe-stop", true, true): self = .safeStop
        case ("stop", true, true): self = .stop
        case ("hold", true, true): self = .hold
        case ("continue", true, true): self = .goOn
        case ("retry", false, _):
            guard let times = Int(rest), (1...100).contains(times) else { return nil }
            self = .retry(times, then: last)
        case ("suspend", false, _):
            guard let time = try? Quantity(parsing: rest), time.dimensions == .time, time.si > 0
            else { return nil }
            self = .suspend(Lapse(seconds: time.si), then: last)
        default: return nil
        }
    }
}
