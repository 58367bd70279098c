package import Findings
package import Labs

/// How a check is carried out.
package struct CheckOptions: Sendable {
    /// Rules left out, so that a test can show what each one catches.
    package var disabled: Set<FindingCode>
    /// The local date, `2026-11-23`, against which calibrations are judged; nil judges none.
    package var today: String?
    /// Roles whose approval the plan carries.
    package var approvals: [Person.Role]
    /// Exploring more control states than this refuses the plan.
    package var greatestStates: Int
    /// Acts that may have been done or not, by index into `Program.acts`: what they move is
    /// anything from nothing to all of it.
    package var uncertain: Set<Int> = []

    package init(
        disabled: Set<FindingCode> = [],
        today: String? = nil,
        approvals: [Person.Role] = [],
        greatestStates: Int = 2_000_000
    ) {
        self.disabled = disabled
        self.today = today
        self.approvals = approvals
        self.greatestStates = greatestStates
    }
}
