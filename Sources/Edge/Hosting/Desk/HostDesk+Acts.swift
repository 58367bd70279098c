import Checking
import Devices
package import Documents
package import Execution
import Findings
import Interlocks
import Labs
import Lines
import Plans
import Quantities
import Running
import Synchronization

/// What visitors want of a host; each act asks first whether the visitor may.
extension HostDesk {
    /// How long an interlock is bypassed at most: one shift.
    static let longestBypass = Lapse(seconds: 8 * 3600)

    /// How a plan that was handed in fared.
    package enum Admission: Sendable {
        case begun(run: Int)
        /// The checker's findings.
        case refused(PlanReview)
    }

    /// Checks a plan against the lab as it is now, and begins to run it.
    ///
    /// - Throws: `Refusal` where a run is on, hardware may not be commanded, or they may not.
    package func begin(
        _ plan: [UInt8],
        file: String,
        keepingTrace: Bool,
        for visitor: Visitor
    ) async throws(Refusal) -> Admission {
        try visitor.requireLeave(to: .run)
        var loaded = site.loaded
        loaded.state = content.withLock { $0.state }
        let review = PlanReview(plan, file: file, in: loaded, provingFixes: false)
        guard let checked = review.checked else { return .refused(review) }
        let trace = keepingTrace ? try traceFile() : nil
        let engine = RunEngine(
            checked,
            lab: loaded.lab,
            names: loaded.names,
            firstCommand: nextCommands()
        )
        return try await onRecord(by: visitor) { content throws(Refusal) in
            try refuseRun(content)
            return ("run", ["plan": checked.plan.hash, "file": file])
        } carryOut: { content throws(Refusal) in
            content.runs += 1
            let log = RunLog(acts.journal, clock: host.clock, site)
            log?.begin(
                checked,
                plan,
                file: file,
                by: visitor.user,
                findings: review.findings,
                at: now,
                site
            )
            let number = log.map { Int($0.run) } ?? content.runs
            content.run = RunDesk(
                number: number,
                checked,
                findings: review.findings,
                file: file,
                by: visitor.user,
                trace: trace,
                log: log,
                site
            )
            var run = HostedRun(engine, acts: checked.program.acts)
            run.log = log
            host.order(.begin(run))
            return .begun(run: number)
        }
    }

    /// A run does not begin while one is on, one has been cut off, or a person holds a device; that
    /// those it uses are in automatic mode the checker sees to.
    private func refuseRun(_ content: Content) throws(Refusal) {
        if let run = content.run, run.isOn {
            throw Refusal(
                .conflict,
                "Run \(run.number) (\(run.file), by \(run.by)) is on. It ends first: "
                    + "athanor stop \(run.number)."
            )
        }
        try refuseUnrecovered(content)
        if let lease = content.leases.first {
            let name = site.loaded.lab.devices[lease.device].name
            throw Refusal(.conflict, "\(lease.by) holds \(name). The lease ends first.")
        }
    }

    /// Commands of different runs have different numbers.
    private func nextCommands() -> Int { content.withLock { ($0.runs + 1) << 24 } }

    private func traceFile() throws(Refusal) -> TraceFile {
        do {
            let name = RuntimeFolder.name(ofLab: site.loaded.lab.name, at: site.loaded.labPath)
            return try TraceFile(try RuntimeFolder.path() + "/trace-" + name + ".jsonl")
        } catch let fault as LineFault {
            throw Refusal(.conflict, fault.message)
        } catch let failure as Failure {
            throw Refusal(.conflict, failure.message)
        } catch {
            throw Refusal(.conflict, "No trace can be kept.")
        }
    }

    /// Holds, resumes, stops or aborts the run.
    package func intervene(
        _ event: MachineEvent,
        run number: Int?,
        for visitor: Visitor
    ) async throws(Refusal) {
        let isStopping = [.hold, .stop, .abort].contains(event)
        try visitor.requireLeave(to: isStopping ? .stop : event == .verified ? .attend : .run)
        if event == .resume { try proveRemainder() }
        guard isStopping else {
            return try await onRecord(by: visitor) { content throws(Refusal) in
                let run = try able(event, number, content)
                return (event.word, ["run": "\(run.number)"])
            } carryOut: { _ throws(Refusal) in
                _ = host.order(.intervene(event))
            }
        }
        stops.add(1, ordering: .sequentiallyConsistent)
        try content.withLock { content throws(Refusal) in
            let run = try able(event, number, content)
            host.order(.intervene(event))
            if event == .abort { content.run?.noteAbort() }
            acts.note(event.word, ["run": "\(run.number)"], by: visitor)
        }
    }

    /// The run that is on, where it can be commanded so now.
    private func able(
        _ event: MachineEvent,
        _ number: Int?,
        _ content: Content
    ) throws(Refusal) -> RunDesk {
        guard let run = content.run, number == nil || number == run.number else {
            throw Refusal(.unknown, number.map { "There is no run \($0)." } ?? "No run is on.")
        }
        guard run.isOn else {
            throw Refusal(.conflict, "Run \(run.number) has ended (\(run.state.rawValue)).")
        }
        // Before its first step the machine is idle, and takes what ends it all the same.
        guard run.commands.contains(event) || run.commands.isEmpty else {
            let able = run.commands.map { "\($0)" }.joined(separator: ", ")
            throw Refusal(
                .conflict,
                "Run \(run.number) is \(run.state.rawValue): that is not available now. "
                    + (able.isEmpty ? "Nothing is." : "Available: \(able).")
            )
        }
        return run
    }

    /// Carries out what must be on record first.
    ///
    /// `look` refuses what may not be and says what is to be recorded. The disk is waited for with
    /// nothing locked, so that stopping never waits for it; then it is looked once more.
    func onRecord<Value: Sendable>(
        by visitor: Visitor,
        _ look: (Content) throws(Refusal) -> (act: String, KeyValuePairs<String, String>),
        carryOut: (inout Content) throws(Refusal) -> Value
    ) async throws(Refusal) -> Value {
        let before = stops.load(ordering: .sequentiallyConsistent)
        let (act, details) = try content.withLock { content throws(Refusal) in try look(content) }
        try await acts.require(act, details, by: visitor)
        do throws(Refusal) {
            return try content.withLock { content throws(Refusal) in
                try refuseStopped(since: before)
                _ = try look(content)
                return try carryOut(&content)
            }
        } catch {
            acts.note("not-done", ["instead-of": act, "because": error.message], by: visitor)
            throw error
        }
    }

    /// Nothing that was wanted before somebody stopped something is carried out after it.
    func refuseStopped(since before: Int) throws(Refusal) {
        guard stops.load(ordering: .sequentiallyConsistent) == before else {
            throw Refusal(.conflict, "Somebody has stopped something meanwhile; ask again.")
        }
    }

    /// Answers an open question of the run by its name.
    package func answer(
        _ name: String,
        _ answer: DocumentValue,
        for visitor: Visitor
    ) throws(Refusal) {
        try content.withLock { content throws(Refusal) in
            guard let run = content.run, run.isOn else {
                throw Refusal(.conflict, "No run is on.")
            }
            let (question, values, whom) = try run.values(answering: name, answer)
            try visitor.requireLeave(to: whom == .planner ? .run : .attend)
            acts.note("answer", ["question": name], by: visitor)
            host.order(.answer(question: question, values: values))
        }
    }

    /// Somebody at the bench has done what the run's thread waits for.
    package func personDone(thread: Int, for visitor: Visitor) throws(Refusal) {
        try visitor.requireLeave(to: .attend)
        try content.withLock { content throws(Refusal) in
            guard content.run?.isOn == true else { throw Refusal(.conflict, "No run is on.") }
            acts.note("done", ["thread": "\(thread)"], by: visitor)
            try content.run?.lendHands(thread: thread, site)
            host.order(.personDone(thread: thread))
        }
    }

    /// A person decides a fault of the run, by one of the ways that are open for it.
    package func fix(
        thread: Int?,
        _ word: String,
        for visitor: Visitor
    ) async throws(Refusal) {
        try visitor.requireLeave(to: .attend)
        try await onRecord(by: visitor) { content throws(Refusal) in
            _ = try decision(thread, word, content)
            return ("fix", ["way": word])
        } carryOut: { content throws(Refusal) in
            let (fault, fixUp) = try decision(thread, word, content)
            _ = host.order(.intervene(.fix(thread: fault.thread, fixUp)))
        }
    }

    private func decision(
        _ thread: Int?,
        _ word: String,
        _ content: Content
    ) throws(Refusal) -> (OpenFault, FixUp) {
        let open = content.run?.openFaults ?? []
        guard let fault = open.first(where: { thread == nil || $0.thread == thread }) else {
            throw Refusal(.conflict, "No fault waits for a decision.")
        }
        guard let fixUp = fault.fixUps.first(where: { $0.rawValue == word }) else {
            let able = fault.fixUps.map(\.rawValue).joined(separator: ", ")
            throw Refusal(.invalid, "“\(word)” is not open for it; \(able) are.")
        }
        return (fault, fixUp)
    }

    /// Makes a zone safe, or every one; goes to the scan at once, whatever else is stuck.
    package func makeSafe(zone name: String?, for visitor: Visitor) throws(Refusal) {
        try visitor.requireLeave(to: .stop)
        let lab = site.loaded.lab
        stops.add(1, ordering: .sequentiallyConsistent)
        // Sent first, written down afterwards.
        defer { acts.note("safe", ["zone": name ?? "all"], by: visitor) }
        guard let name else {
            for zone in lab.zones.indices { host.order(.makeSafe(zone: zone)) }
            host.order(.intervene(.abort))
            content.withLock { $0.run?.noteAbort() }
            return
        }
        guard let zone = lab.zones.firstIndex(where: { $0.name == name }) else {
            throw unknown("zone", name, among: lab.zones.map(\.name))
        }
        host.order(.makeSafe(zone: zone))
    }

    func unknown(_ kind: String, _ name: String, among known: [String]) -> Refusal {
        let nearest = NearestName.of(name, among: known).map { " Did you mean “\($0)”?" } ?? ""
        return Refusal(
            .unknown,
            "The lab “\(site.loaded.lab.name)” has no \(kind) “\(name)”.\(nearest)"
        )
    }
}
