import Checking
import Documents
import Execution
import Findings
import Hosting
import Labs
import Quantities
import Records
import Rehearsal
import Reports
import Running
import Simulation

/// One `dry-run` from a checked plan to the files it writes.
struct DryRunSession {
    private let checked: CheckedPlan
    private let loaded: LoadedLab
    private let findings: [Finding]
    private let command: DryRunCommand
    private let faults: [FaultSpec]

    init(
        _ checked: CheckedPlan,
        in loaded: LoadedLab,
        findings: [Finding],
        command: DryRunCommand
    ) throws(Failure) {
        self.checked = checked
        self.loaded = loaded
        self.findings = findings
        self.command = command
        var faults: [FaultSpec] = []
        for text in command.fault {
            do {
                faults.append(
                    try FaultSpec(parsing: text, lab: loaded.lab, names: loaded.names)
                )
            } catch {
                throw Failure("--fault: \(error.message).")
            }
        }
        self.faults = faults
    }

    func play() throws(Failure) -> RunEnding {
        var options = Rehearsal.Options()
        options.seed = command.seed
        options.faults = faults
        if let planner = command.planner { options.planner = .process(try LineProcess(planner)) }
        options.person = try AnswerSource(operator: command.operator)
        let header = TraceHeader(
            version: Athanor.version,
            seed: command.seed,
            faults: command.fault
        )
        var recorder = Recorder(checked, in: loaded, trace: command.trace == nil ? nil : header)
        let file = try command.trace.map { path throws(Failure) in try FileStream(path) }
        var rehearsal = Rehearsal(checked, in: loaded, options: options)
        var progress = ProgressLine(steps: checked.program.steps.count)
        try rehearsal.play { run, records, readings in
            recorder.take(records, readings, began: run.cycle.began)
            if let file, recorder.trace.map({ $0.pending > 1 << 16 }) == true {
                file.append(recorder.drainTrace())
            }
            progress.show(run.now - run.cycle.began, records)
        }
        progress.clear()
        recorder.finish(rehearsal.outcome, at: rehearsal.run.now)
        file?.append(recorder.drainTrace())
        try file?.close()
        return try conclude(rehearsal, recorder)
    }

    private func conclude(
        _ finished: Rehearsal,
        _ recorder: Recorder
    ) throws(Failure) -> RunEnding {
        var rehearsal = finished
        let facts = RunFacts(
            version: Athanor.version,
            seed: command.seed,
            faults: faults.map { fault in
                let isReached = fault.at <= rehearsal.run.now
                return InjectedFault(
                    fault.sentence(in: loaded.lab)
                        + (isReached ? "" : " (not reached: the run ended before)"),
                    at: fault.at
                )
            },
            findings: findings,
            began: rehearsal.run.cycle.began,
            ended: rehearsal.run.now,
            outcome: rehearsal.outcome,
            energy: rehearsal.energy()
        )
        let conclusion = RunConclusion(
            report: command.report,
            trace: command.trace,
            json: command.json
        )
        return try conclusion.conclude(recorder, facts, remarks: rehearsal.remarks)
    }
}
