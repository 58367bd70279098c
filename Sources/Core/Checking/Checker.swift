package import Execution
package import Findings
package import Labs
package import Plans

/// Proves a plan safe for a lab and its present state, or says every reason why not.
///
/// Findings may carry a candidate `fix`: a change of the document that is meant to remove the
/// finding. Core has no documents, so whoever decoded the plan applies a candidate to the tree,
/// decodes and checks again, and offers it only where the finding is gone and none is new.
package enum Checker {
    /// The verdict: a CheckedPlan exactly where no finding is an error.
    package struct Verdict: Sendable {
        package let checked: CheckedPlan?
        package let findings: [Finding]
    }

    /// Every code a rule reports, in the order of the catalogue of hazards.
    package static var codes: [FindingCode] { RuleTable.all.flatMap { $0.codes } }

    /// Checks `plan`; pure, so the same inputs give the same verdict.
    package static func check(
        _ plan: Plan,
        lab: Lab,
        names: LabNames,
        state: LabState,
        options: CheckOptions = CheckOptions()
    ) -> Verdict {
        let (program, found) = Compiler.compile(plan, lab: lab, names: names, state: state)
        let compiled = found.filter { !options.disabled.contains($0.code) }
        guard let program else { return Verdict(checked: nil, findings: compiled) }
        let verdict = check(
            plan,
            program,
            lab: lab,
            names: names,
            state: state,
            options: options
        )
        return Verdict(checked: verdict.checked, findings: compiled + verdict.findings)
    }

    /// Checks a program that was compiled before.
    package static func check(
        _ plan: Plan,
        _ program: Program,
        lab: Lab,
        names: LabNames,
        state: LabState,
        options: CheckOptions = CheckOptions()
    ) -> Verdict {
        guard program.isSound(for: lab, names: names), let order = NodeOrder.of(program) else {
            let finding = Finding(
                .planTooLarge,
                at: DocumentPath(["steps"].map(DocumentPath.Component.key)),
                "The plan's program has a cycle, or refers to what is not there; nothing is proved."
            )
            return Verdict(checked: nil, findings: [finding])
        }
        let inspection = Inspection(
            plan: plan,
            lab: lab,
            names: names,
            state: state,
            program: program,
            order: order,
            options: options
        )
        inspection.run()
        let findings = inspection.ledger.findings
        guard !inspection.ledger.hasErrors else { return Verdict(checked: nil, findings: findings) }
        let checked = CheckedPlan(
            plan: plan,
            program: program,
            proof: inspection.proof,
            labHash: lab.hash,
            state: state
        )
        return Verdict(checked: checked, findings: findings)
    }
}
