import ArgumentParser
import Checking
import Documents
import Findings
import Hosting
import Labs
import Plans
import Records
import Reports

extension PlanReview {
    /// None where the plan is accepted, 1 where it is refused, 2 where it is no plan.
    var exitCode: ExitCode? {
        if checked != nil { return nil }
        return ExitCode(isReadable ? 1 : 2)
    }

    private var source: SourceText? {
        tree.map { SourceText(String(decoding: $0.bytes, as: UTF8.self)) }
    }

    private var name: String {
        plan?.id ?? tree?.file ?? findings.first?.location?.file ?? "the plan"
    }

    /// The verdict for a terminal, or as JSON.
    func rendered(in loaded: LoadedLab, json: Bool) -> String {
        if json {
            return VerdictJSON.render(
                plan: name,
                hash: plan?.hash ?? "",
                proof: checked?.proof,
                lab: loaded.lab,
                findings: findings
            )
        }
        if let checked {
            return VerdictText.render(
                accepted: checked,
                lab: loaded.lab,
                findings: findings,
                source: source,
                Terminal.style
            )
        }
        return VerdictText.render(refused: findings, name: name, source: source, Terminal.style)
    }

    /// Every finding with its source, as for a plan that is refused.
    func renderedFindings() -> String {
        VerdictText.render(refused: findings, name: name, source: source, Terminal.errorStyle)
    }

    /// The report of a plan that was not run.
    func refusalReport(in loaded: LoadedLab) -> [UInt8] {
        var card = RunCard()
        card.planID = name
        card.title = plan.map { $0.title.isEmpty ? $0.id : $0.title } ?? name
        card.author = plan?.author.name ?? ""
        card.authorKind = plan?.author.kind ?? .human
        card.planHash = plan?.hash ?? ""
        card.lab = loaded.lab.name
        card.labTitle = loaded.lab.title
        card.labHash = loaded.lab.hash
        card.version = Athanor.version
        return HTMLReport.render(
            refused: RefusedPlan(card: card, findings: findings, source: source)
        )
    }
}
