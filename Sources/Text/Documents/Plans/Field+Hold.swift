import Findings
import Plans
import Quantities

extension Field {
    /// What a hold may do: `timer stops`, `at most 30 min then stop`, or both with a comma.
    ///
    /// `longest` stands where no time is given.
    func holdRule(longest: Lapse) -> HoldRule? {
        guard let text = nonEmptyText() else { return nil }
        var rule = HoldRule(longest: longest, then: .stop)
        for part in text.split(separator: ",") {
            let words = part.split(separator: " ")
            if words.count == 2, words[0] == "timer",
                let timer = HoldTimer(rawValue: String(words[1]))
            {
                rule.timer = timer
            } else if !Self.limit(words, &rule) {
                report(
                    .badExpression,
                    "Write it as “timer stops”, “at most 30 min then stop”, or both with a comma; "
                        + "instead of “stop”, “alarm” and “abort” will do."
                )
                return nil
            }
        }
        return rule
    }

    /// `at most 30 min then stop`; false where it is none.
    private static func limit(_ words: [Substring], _ rule: inout HoldRule) -> Bool {
        let end = words.firstIndex(of: "then") ?? words.count
        if end < words.count {
            guard end + 2 == words.count, let then = HoldEnd(rawValue: String(words[end + 1]))
            else { return false }
            rule.then = then
        }
        guard end > 2, words.starts(with: ["at", "most"]),
            let time = try? Quantity(parsing: words[2..<end].joined(separator: " ")),
            time.dimensions == .time, time.si > 0
        else { return false }
        rule.longest = Lapse(seconds: time.si)
        return true
    }
}
