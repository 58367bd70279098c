import Devices
import Execution
import Interlocks
import Labs
import Plans
import Quantities
package import Running
import Scanning

extension RunTrace {
    /// Appends what happened, with every name and unit a reader needs; a result with its lineage
    /// where the digest's `report` of it is given.
    package mutating func append(_ record: RunRecord, report: ResultReport? = nil) {
        switch record {
        case .state(let state, let at):
            line("state", at: at) { writer, _ in writer.member("state", state.rawValue) }
        case .stepEntered(let step, let at):
            line("step-entered", at: at) { $0.step(step, $1) }
        case .stepLeft(let step, let outcome, let at):
            line("step-left", at: at) { writer, basis in
                writer.step(step, basis)
                writer.outcome(outcome)
            }
        case .actBegan(let act, let thread, let at):
            line("act-began", at: at) { $0.act(act, thread, $1) }
        case .actEnded(let act, let thread, let outcome, let at):
            line("act-ended", at: at) { writer, basis in
                writer.act(act, thread, basis)
                writer.outcome(outcome)
            }
        case .requested(let request, let at):
            countCommand()
            line("command", at: at) { $0.command(request, $1) }
        case .outcome(let id, let outcome, let at):
            line("reply", at: at) { writer, _ in
                writer.member("id", id.number)
                writer.commandOutcome(outcome)
            }
        case .assigned(let slot, let value, let at):
            line("assigned", at: at) { $0.slot(slot, value, $1) }
        case .fault(let kind, let step, let device, let at):
            line("fault", at: at) { writer, basis in
                writer.member("kind", kind.rawValue)
                writer.step(step, basis)
                writer.member("device", device.map(basis.deviceName))
            }
        case .result(let index, let value, let inputs, let at):
            line("result", at: at) { writer, basis in
                writer.result(index, value, inputs, basis)
                if let report { writer.lineage(report) }
            }
        case .asked, .answered, .personNeeded, .personDone: appendDialogue(record)
        case .tripped, .degraded, .safe: appendFence(record)
        case .responded, .fixed, .overdue, .uncertain: appendDecision(record)
        case .deviceLost, .deviceFound, .worn, .intervened, .verified: appendDeviceNews(record)
        case .reset, .bypassed, .mode: appendIntervention(record)
        case .progress(.drove(.cutOff(let away)), let at):
            line("taken-up", at: at) { writer, _ in writer.member("away", away.seconds) }
        case .progress: break
        }
    }

    /// What fences hazards, whatever the run does.
    private mutating func appendFence(_ record: RunRecord) {
        switch record {
        case .tripped(let interlock, let unread, let at):
            line("tripped", at: at) { writer, basis in
                writer.member("interlock", basis.lab.interlocks.at(interlock)?.name)
                writer.member("unread", unread.flatMap { basis.names.points.at($0.point)?.name })
                if let unread { writer.member("quality", RunTrace.word(for: unread.quality)) }
            }
        case .degraded(let interlock, let bad, let at):
            line("degraded", at: at) { writer, basis in
                let definition = basis.lab.interlocks.at(interlock)
                writer.member("interlock", definition?.name)
                let channels = definition?.voting?.channels ?? []
                writer.list("bad", bad.indices.compactMap { channels.at($0)?.name })
                writer.member("votes", definition?.voting?.standing(bad: bad.count).spoken)
            }
        case .safe(let zone, let reached, let at):
            line("safe", at: at) { writer, basis in
                writer.member("zone", basis.zoneName(zone))
                writer.key("reached")
                writer.flag(reached)
            }
        default: break
        }
    }

    /// What follows faults, and what lasts too long.
    private mutating func appendDecision(_ record: RunRecord) {
        switch record {
        case .responded(let kind, let step, let response, let at):
            line("response", at: at) { writer, basis in
                writer.member("kind", kind.rawValue)
                writer.step(step, basis)
                writer.member("response", response.text)
            }
        case .fixed(let step, let act, let fixUp, let at):
            line("fixed", at: at) { writer, basis in
                writer.step(step, basis)
                writer.member("by", fixUp.rawValue)
                if let act { writer.member("act", act) }
            }
        case .uncertain(let act, let at):
            line("uncertain", at: at) { writer, basis in
                writer.member("act", act)
                writer.member("does", basis.sentence(act: act))
            }
        case .overdue(let what, let at):
            line("overdue", at: at) { writer, _ in writer.member("what", what.rawValue) }
        default: break
        }
    }

    /// What people did to what fences the run.
    private mutating func appendIntervention(_ record: RunRecord) {
        switch record {
        case .reset(let interlock, let outcome, let at):
            line("reset", at: at) { writer, basis in
                writer.member("interlock", basis.lab.interlocks.at(interlock)?.name)
                writer.member("outcome", outcome.rawValue)
            }
        case .bypassed(let interlock, let until, let at):
            line("bypassed", at: at) { writer, basis in
                writer.member("interlock", basis.lab.interlocks.at(interlock)?.name)
                writer.member("until-ns", Int(until.nanoseconds))
            }
        case .mode(let device, let mode, let at):
            line("mode", at: at) { writer, basis in
                writer.member("device", basis.deviceName(device))
                writer.member("mode", mode.rawValue)
            }
        default: break
        }
    }

    /// What lines tell of devices, whatever the run does.
    private mutating func appendDeviceNews(_ record: RunRecord) {
        switch record {
        case .deviceLost(let device, let at):
            line("device-lost", at: at) { $0.member("device", $1.deviceName(device)) }
        case .deviceFound(let device, let at):
            line("device-found", at: at) { $0.member("device", $1.deviceName(device)) }
        case .intervened(let device, let at):
            line("intervened", at: at) { $0.member("device", $1.deviceName(device)) }
        case .verified(let at): line("verified", at: at) { _, _ in }
        case .worn(let point, let used, let endurance, let at):
            line("worn", at: at) { writer, basis in
                writer.member("point", basis.names.points.at(point)?.name)
                writer.member("used", used)
                writer.member("endurance", endurance)
            }
        default: break
        }
    }

    /// Questions, and people.
    private mutating func appendDialogue(_ record: RunRecord) {
        switch record {
        case .asked(let question, _, let at):
            line("asked", at: at) { $0.question(question, $1) }
        case .answered(let question, let values, let fallback, let at):
            line("answered", at: at) { writer, basis in
                writer.question(question, basis)
                writer.key("fallback")
                writer.flag(fallback)
                writer.answers(question, values, basis)
            }
        case .personNeeded(let act, let thread, let at):
            line("person-needed", at: at) { $0.act(act, thread, $1) }
        case .personDone(let act, let thread, let at):
            line("person-done", at: at) { $0.act(act, thread, $1) }
        default: break
        }
    }
}

extension JSONWriter {
    /// Where a result comes from: its step, the vessels it was measured on, what flowed into them.
    fileprivate mutating func lineage(_ report: ResultReport) {
        member("step", report.step)
        member("iteration", report.iteration)
        list("vessels", report.lineage.vessels)
        if !report.lineage.uncertain.isEmpty { list("uncertain", report.lineage.uncertain) }
        list("sources", report.lineage.sources)
        list("steps", report.lineage.steps)
    }

    fileprivate mutating func list(_ name: String, _ words: [String]) {
        key(name)
        openList()
        for word in words { text(word) }
        closeList()
    }

    fileprivate mutating func step(_ index: Int, _ basis: RunBasis) {
        let step = basis.step(index)
        member("step", step?.id ?? "step-\(index)")
        if let step, !step.iteration.isEmpty { member("iteration", step.iteration) }
        if let step { member("title", step.title) }
    }

    fileprivate mutating func outcome(_ outcome: StepOutcome) {
        switch outcome {
        case .confirmed: member("outcome", "confirmed")
        case .abandoned: member("outcome", "abandoned")
        case .failed(let kind):
            member("outcome", "failed")
            member("because", kind.rawValue)
        }
    }

    fileprivate mutating func act(_ index: Int, _ thread: Int, _ basis: RunBasis) {
        member("act", index)
        member("thread", basis.program.threads.at(thread)?.name ?? "thread-\(thread)")
        member("does", basis.sentence(act: index))
    }

    fileprivate mutating func question(_ index: Int, _ basis: RunBasis) {
        guard let question = basis.program.questions.at(index) else { return }
        member("question", question.name)
        member("of", question.whom == .planner ? "planner" : "person")
        if !question.say.isEmpty { member("say", question.say) }
    }

    fileprivate mutating func answers(_ index: Int, _ values: [Double], _ basis: RunBasis) {
        key("values")
        openList()
        var next = 0
        for field in basis.program.questions.at(index)?.fields ?? [] {
            for row in 0..<max(1, field.wells.count) where next < values.count {
                slot(field.slot + row, values[next], basis, enclosed: true)
                next += 1
            }
        }
        closeList()
    }

    fileprivate mutating func slot(
        _ index: Int,
        _ value: Double,
        _ basis: RunBasis,
        enclosed: Bool = false
    ) {
        if enclosed { open() }
        let slot = basis.program.slots.at(index)
        let unit = slot?.unit ?? .one
        member("name", slot?.name ?? "slot-\(index)")
        member("value", unit.value(si: value))
        member("unit", unit.symbol)
        if enclosed { close() }
    }

    fileprivate mutating func result(
        _ index: Int,
        _ value: Double,
        _ inputs: [Double],
        _ basis: RunBasis
    ) {
        guard let spec = basis.program.results.at(index) else { return }
        let unit = basis.unit(of: spec.value)
        member("name", spec.name)
        member("value", unit.value(si: value))
        member("unit", unit.symbol)
        member("goal", spec.goal.rawValue)
        key("inputs")
        openList()
        for (expression, value) in zip(spec.inputs, inputs) {
            let unit = basis.unit(of: expression)
            open()
            member("name", basis.spokenName(of: expression))
            member("value", unit.value(si: value))
            member("unit", unit.symbol)
            close()
        }
        closeList()
    }
}
