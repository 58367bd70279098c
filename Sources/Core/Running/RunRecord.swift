package import Devices
package import Execution
package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// What happened in a run, in order; the trace, the journal and the report are made of these.
package enum RunRecord: Hashable, Sendable, Codable {
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
    /// What follows a fault, where that is not the safe state at once.
    case responded(FaultKind, step: Int, FaultResponse, at: Instant)
    /// A person has decided a fault.
    case fixed(step: Int, act: Int?, FixUp, at: Instant)
    /// Nobody can tell whether the act was done; what it would have changed is uncertain.
    case uncertain(act: Int, at: Instant)
    /// Something lasted longer than it may for the run as a whole.
    case overdue(Overdue, at: Instant)
    /// Somebody changed what the run had commanded of the device, or took it in hand.
    case intervened(device: Int, at: Instant)
    /// What the run relies on was looked at after an intervention, and stands.
    case verified(at: Instant)
    /// Channels of an interlock's voting that give no good reading; none once all do again.
    case degraded(interlock: Int, bad: ChannelSet, at: Instant)
    case safe(zone: Int, reached: Bool, at: Instant)
    /// A person has reset an interlock, or has tried to.
    case reset(interlock: Int, ResetOutcome, at: Instant)
    /// An interlock is not judged until then.
    case bypassed(interlock: Int, until: Instant, at: Instant)
    case mode(device: Int, DeviceState.Mode, at: Instant)
    /// A device stopped answering, or answers again; once each.
    case deviceLost(device: Int, at: Instant)
    case deviceFound(device: Int, at: Instant)
    /// So many writes of the point's memory are used up, of those it survives.
    case worn(point: Int, used: Int, endurance: Int, at: Instant)
    /// How the run's engine came where it is: for whoever goes on with a run that was cut off.
    case progress(RunProgress, at: Instant)
}
