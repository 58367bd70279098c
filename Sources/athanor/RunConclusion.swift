import Checking
import Execution
import Hosting
import Records
import Reports

/// What a finished run leaves: the summary on standard output, report and trace in files.
struct RunConclusion {
    var report: String?
    var trace: String?
    var json: Bool

    /// Writes everything; gives how the run ended.
    func conclude(
        _ recorder: Recorder,
        _ facts: RunFacts,
        remarks: [String]
    ) throws(Failure) -> RunEnding {
        let summary = recorder.summary(facts)
        if let report { try Files.write(HTMLReport.render(summary), to: report) }
        Terminal.print(
            json
                ? SummaryJSON.render(summary) : SummaryText.render(summary, Terminal.style)
        )
        for remark in remarks + recorder.violations { Terminal.note(remark) }
        if let report { Terminal.note("Report: \(report)") }
        if let trace { Terminal.note("Trace: \(trace)") }
        return facts.outcome == .complete && recorder.violations.isEmpty ? .complete : .notReached
    }
}
