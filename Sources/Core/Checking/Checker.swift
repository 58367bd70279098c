package import Findings
package import Labs
package import Plans

/// Proves a plan safe for a lab and its present state, or says every reason why not.
package enum Checker {
    /// The verdict: a CheckedPlan exactly where no finding is an error.
    package struct Verdict: Sendable {
        package let checked: CheckedPlan?
        package let findings: [Finding]
    }

    /// Checks `plan`; pure, so the same inputs give the same verdict.
    package static func check(
        _ plan: Plan,
        lab: Lab,
        names: LabNames,
        state: LabState
    ) -> Verdict {
        Verdict(checked: nil, findings: [])
    }
}
