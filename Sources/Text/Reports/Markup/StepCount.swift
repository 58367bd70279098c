import Execution
import Records

extension RunSummary {
    /// How many steps the plan unrolled to the run never came to: rounds of loops that ended
    /// early, ways not taken, and what was left when it stopped.
    private var stepsNotReached: Int { steps.count { $0.start == nil } }

    /// Steps that were given up because another branch came first.
    private var stepsGivenUp: Int { steps.count { $0.start != nil && $0.outcome == .abandoned } }

    /// `18 steps confirmed`; of a run that stopped, `5 of 11 steps confirmed`.
    var stepsConfirmed: String {
        let done = steps.count { $0.outcome == .confirmed }
        let passedBy = stepsNotReached + stepsGivenUp
        let meant = outcome == .complete ? steps.count - passedBy : steps.count
        if outcome == .complete, done == meant { return Spoken.count(done, "step") + " confirmed" }
        return Spoken.grouped(done) + " of " + Spoken.count(meant, "step") + " confirmed"
    }

    /// What became of the steps that a complete run passed by; empty where there are none.
    var stepsPassedBy: String {
        guard outcome == .complete else { return "" }
        var words: [String] = []
        if stepsGivenUp > 0 {
            words.append(Spoken.count(stepsGivenUp, "step") + " given up, another branch was first")
        }
        if stepsNotReached > 0 {
            words.append(
                Spoken.count(stepsNotReached, "step") + " of ways not taken and rounds not needed"
            )
        }
        return words.joined(separator: "; ")
    }
}
