package import Execution
package import Interlocks
package import Quantities
package import Scanning

/// What happened in a run, in order; the trace, the journal and the report are made of these.
package enum RunRecord: Hashable, Sendable {
    case state(RunState, at: Instant)
    case stepEntered(step: Int, at: Instant)
    case stepLeft(step: Int, StepOutcome, at: Instant)
    /// An act begins on its assembly's devices, or is confirmed.
    case actBegan(act: Int, thread: Int, at: Instant)
    case actEnded(act: Int, thread: Int, StepOutcome, at: Instant)
    case requested(CommandRequest, at: Instant)
    case outcome(CommandID, CommandOutcome, at: Instant)
    /// A question is open: of the planner, or of a person.
    case asked(question: Int, thread: Int, at: Instant)
    case answered(question: Int, values: [Double], fallback: Bool, at: Instant)
    /// A person must act: `PersonAct` or the adding of a `WeighAct` of this act.
    case personNeeded(act: Int, thread: Int, at: Instant)
    case personDone(act: Int, thread: Int, at: Instant)
    case assigned(slot: Int, value: Double, at: Instant)
    /// A value of the plan's `result`, with its inputs in SI.
    case result(index: Int, value: Double, inputs: [Double], at: Instant)
    case fault(FaultKind, step: Int, device: Int?, at: Instant)
    /// `unread`: a point that gave no good reading, and so voted to trip.
    case tripped(interlock: Int, unread: UnreadPoint?, at: Instant)
    case safe(zone: Int, reached: Bool, at: Instant)
    /// A device stopped answering, or answers again; once each.
    case deviceLost(device: Int, at: Instant)
    case deviceFound(device: Int, at: Instant)
    /// So many writes of the point's memory are used up, of those it survives.
    case worn(point: Int, used: Int, endurance: Int, at: Instant)
}
