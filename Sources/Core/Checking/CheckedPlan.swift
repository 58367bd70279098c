package import Execution
package import Labs
package import Plans

/// A plan with its proof, which only `Checker` makes.
package struct CheckedPlan: Sendable {
    package let plan: Plan
    package let program: Program
    package let proof: Proof
    package let labHash: String
    /// The lab state it was proved from; a run starts only from an equal one.
    package let state: LabState

    init(plan: Plan, program: Program, proof: Proof, labHash: String, state: LabState) {
        self.plan = plan
        self.program = program
        self.proof = proof
        self.labHash = labHash
        self.state = state
    }
}
