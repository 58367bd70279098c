package import Checking
package import Documents
package import Findings
import Labs
package import Plans

/// A plan from its text to its verdict, fixes proved by checking the mended text again.
package struct PlanReview: Sendable {
    package let plan: Plan?
    package let checked: CheckedPlan?
    /// In the order of the document, each with its place.
    package let findings: [Finding]
    /// nil where the text is no document at all.
    package let tree: DocumentTree?

    /// Whether the text is a plan, whatever the checker thinks of it.
    package var isReadable: Bool { plan != nil }

    /// Fixes offered at once are not proved beyond this many: each costs a whole check.
    private static let greatestTrials = 24

    /// Reads and checks a plan.
    package init(_ bytes: [UInt8], file: String, in loaded: LoadedLab, provingFixes: Bool = true) {
        let tree: DocumentTree
        do throws(UnreadableDocument) {
            tree = try DocumentTree.read(bytes, file: file)
        } catch {
            self.init(plan: nil, checked: nil, findings: error.findings, tree: nil)
            return
        }
        var review = PlanReview(tree, in: loaded)
        if provingFixes { review = review.provingFixes(in: loaded) }
        self = review
    }

    private init(_ tree: DocumentTree, in loaded: LoadedLab) {
        let (plan, formal) = PlanDocument.decode(tree)
        guard let plan else {
            self.init(plan: nil, checked: nil, findings: formal, tree: tree)
            return
        }
        let verdict = Checker.check(
            plan,
            lab: loaded.lab,
            names: loaded.names,
            state: loaded.state
        )
        let findings = formal + tree.located(verdict.findings)
        self.init(plan: plan, checked: verdict.checked, findings: findings, tree: tree)
    }

    private init(
        plan: Plan?,
        checked: CheckedPlan?,
        findings: [Finding],
        tree: DocumentTree?
    ) {
        self.plan = plan
        self.checked = checked
        self.findings = findings
        self.tree = tree
    }

    /// The same with every fix dropped that does not hold: the mended text must be free of the
    /// finding, and have none that was not there before.
    package func provingFixes(in loaded: LoadedLab) -> PlanReview {
        guard let tree else { return self }
        var proved = findings
        var trials = 0
        for index in proved.indices {
            guard let fix = proved[index].fix else { continue }
            trials += 1
            if trials > Self.greatestTrials || !holds(fix, for: proved[index], tree, loaded) {
                proved[index].fix = nil
            }
        }
        return PlanReview(plan: plan, checked: checked, findings: proved, tree: tree)
    }

    private func holds(
        _ fix: Fix,
        for finding: Finding,
        _ tree: DocumentTree,
        _ loaded: LoadedLab
    ) -> Bool {
        guard let mended = try? DocumentPatch.apply(fix, to: tree) else { return false }
        let after = PlanReview(mended, in: loaded)
        guard after.isReadable else { return false }
        func signature(_ finding: Finding) -> [String] { [finding.code.rawValue, finding.message] }
        let before = Set(findings.map(signature))
        return !after.findings.contains { $0.code == finding.code && $0.path == finding.path }
            && after.findings.filter { $0.severity == .error }.allSatisfy {
                before.contains(signature($0))
            }
    }

    /// The text with every finding mended, where each error has a proved fix; carried out one
    /// after the other, checking anew each time, since one fix may mend several findings.
    package func mended(in loaded: LoadedLab) -> DocumentTree? {
        var review = self
        for _ in 0..<Self.greatestTrials {
            let errors = review.findings.filter { $0.severity == .error }
            guard let first = errors.first else { return review.tree }
            guard let fix = first.fix, let tree = review.tree,
                let next = try? DocumentPatch.apply(fix, to: tree)
            else { return nil }
            review = PlanReview(next, in: loaded).provingFixes(in: loaded)
        }
        return nil
    }
}
