package import Checking
package import Findings
package import Labs
import Plans
import Quantities

/// The verdict of a check for a terminal.
package enum VerdictText {
    /// Accepted: what was proved, under which assumptions, and what to mind.
    package static func render(
        accepted checked: CheckedPlan,
        lab: Lab,
        findings: [Finding],
        source: SourceText?,
        _ style: TextStyle
    ) -> String {
        render(
            proof: checked.proof,
            name: checked.plan.id,
            lab: lab,
            findings: findings,
            source: source,
            style
        )
    }

    /// The same from its parts.
    package static func render(
        proof: Proof,
        name: String,
        lab: Lab,
        findings: [Finding],
        source: SourceText?,
        _ style: TextStyle
    ) -> String {
        var parts = [
            style.ink(.green, "accepted") + "  " + style.ink(.bold, name.printable) + " for "
                + lab.name.printable
        ]
        parts.append(bounds(proof, lab, style))
        if !proof.assumptions.isEmpty {
            let lines = proof.assumptions.flatMap { assumption in
                Columns.wrap(assumption.printable, style.width - 4).enumerated().map {
                    ($0 == 0 ? "  - " : "    ") + $1
                }
            }
            parts.append(([style.ink(.dim, "assuming")] + lines).joined(separator: "\n"))
        }
        if !findings.isEmpty { parts.append(FindingText.render(findings, source: source, style)) }
        return parts.joined(separator: "\n\n")
    }

    /// Refused, or not readable: every finding, and how many there are.
    package static func render(
        refused findings: [Finding],
        name: String,
        source: SourceText?,
        _ style: TextStyle
    ) -> String {
        let errors = findings.count { $0.severity == .error }
        let fixes = findings.count { $0.fix != nil }
        var last = style.ink(.red, "refused") + "  " + style.ink(.bold, name.printable) + ": "
        last += Spoken.count(errors, "error")
        if findings.count > errors {
            last += ", " + Spoken.count(findings.count - errors, "remark")
        }
        if fixes > 0 { last += "; \(fixes) with a proved fix (--fix)" }
        return FindingText.render(findings, source: source, style) + "\n\n" + last
    }

    private static func bounds(_ proof: Proof, _ lab: Lab, _ style: TextStyle) -> String {
        var table = TextTable([("proved", .left), ("best", .right), ("worst", .right)])
        let kWh = PhysicalUnit("kWh", .energy, 3.6e6)
        let second = PhysicalUnit("s", .time, 1)
        let rows: [(String, Bounds, PhysicalUnit)] = [
            ("time", proof.duration, second), ("energy", proof.energy, kWh),
            ("tips", proof.tips, .one),
        ]
        for (name, bounds, unit) in rows where bounds.high > 0 {
            table.add([
                name, Spoken.value(si: bounds.low, unit), Spoken.value(si: bounds.high, unit),
            ])
        }
        for use in proof.consumption.prefix(100) {
            let name =
                lab.materials.indices.contains(use.material)
                ? lab.materials[use.material].name : "?"
            let solid = use.mass.high > 0
            let bounds = solid ? use.mass : use.volume
            guard bounds.high > 0 else { continue }
            let spoken = solid ? Spoken.mass : Spoken.volume
            let words = use.origin == .brought ? name + ", fetched" : name
            table.add([words, spoken(bounds.low), spoken(bounds.high)])
        }
        return table.render(style)
    }
}
