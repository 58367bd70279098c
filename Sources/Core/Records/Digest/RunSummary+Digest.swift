package import Checking
import Execution
package import Labs
import Plans
import Quantities
package import Running

extension RunSummary {
    /// The summary of a run whose records `digest` took.
    package init(_ digest: RunDigest, histories: RunHistories, facts: RunFacts) {
        var digest = digest
        digest.close(at: facts.ended)
        let basis = digest.basis
        self.init(
            card: RunCard(basis, facts),
            outcome: facts.outcome,
            began: facts.began,
            ended: facts.ended
        )
        assumptions = basis.proof.assumptions
        states = basis.proof.states
        findings = facts.findings
        events = digest.events
        faults = facts.faults.sorted { $0.at < $1.at }
        takeLanes(digest)
        steps = Self.steps(digest, renumbered: lanes)
        points = PointReport.all(basis, histories)
        deck = DeckReport(digest.ledger.state, basis)
        results = digest.results
        bill = Bill(digest, facts)
        promises = Promise.all(
            basis,
            bill: bill,
            points: points,
            extent: facts.outcome == .complete ? .whole : .cutShort
        )
        transcript = digest.tape.transcript(basis)
    }

    /// The summary of a finished run, all at once.
    package init(
        _ checked: CheckedPlan,
        lab: Lab,
        names: LabNames,
        records: [RunRecord],
        histories: RunHistories,
        facts: RunFacts
    ) {
        var digest = RunDigest(RunBasis(checked, lab: lab, names: names))
        for record in records { digest.take(record) }
        self.init(digest, histories: histories, facts: facts)
    }

    /// Keeps only lanes that something occupied, in order.
    private mutating func takeLanes(_ digest: RunDigest) {
        var counts = Array(repeating: 0, count: digest.lanes.count)
        for bar in digest.bars { counts.change(bar.lane) { $0 += 1 } }
        var number = Array(repeating: -1, count: digest.lanes.count)
        for (lane, count) in counts.enumerated() where count > 0 {
            number[lane] = lanes.count
            lanes.append(digest.lanes[lane])
        }
        bars = digest.bars.compactMap { bar in
            guard let lane = number.at(bar.lane), lane >= 0 else { return nil }
            var bar = bar
            bar.lane = lane
            return bar
        }
    }

    private static func steps(_ digest: RunDigest, renumbered lanes: [String]) -> [StepReport] {
        var depths = Array(repeating: 0, count: digest.steps.count)
        return digest.basis.program.steps.enumerated().map { index, step in
            if let parent = step.parent, parent < index { depths[index] = depths[parent] + 1 }
            let times = digest.steps[index]
            return StepReport(
                id: step.id,
                title: step.title,
                iteration: step.iteration,
                depth: depths[index],
                start: times.start,
                end: times.end,
                outcome: times.outcome,
                lanes: times.lanes.compactMap { lane in
                    digest.lanes.at(lane).flatMap { lanes.firstIndex(of: $0) }
                }
            )
        }
    }
}

extension RunCard {
    init(_ basis: RunBasis, _ facts: RunFacts) {
        self.init()
        planID = basis.plan.id
        title = basis.plan.title
        author = basis.plan.author.name
        authorKind = basis.plan.author.kind
        planHash = basis.plan.hash
        lab = basis.lab.name
        labTitle = basis.lab.title
        labHash = basis.lab.hash
        version = facts.version
        seed = facts.seed
    }
}
