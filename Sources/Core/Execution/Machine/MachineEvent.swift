package import Quantities

/// What the machine is told.
///
/// Threads are indexes into `Program.threads`.
package enum MachineEvent: Hashable, Sendable {
    case start
    /// The act's command was sent; its device accepted it; its effect is being awaited.
    case progressed(thread: Int, ActStage)
    /// The act is confirmed, or the assignment or result is recorded.
    case finished(thread: Int)
    case failed(thread: Int, FaultKind)
    /// The value of a `decide` or `fits`, or that a `waitUntil`'s condition now holds.
    case decided(thread: Int, Bool)
    /// How long a `wait` lasts.
    case measured(thread: Int, Lapse)
    case answered(thread: Int)
    case unanswered(thread: Int)
    /// A monitor's condition was outside for longer than it tolerates.
    case excursion(monitor: Int)
    /// An interlock tripped.
    case tripped
    case hold
    case resume
    case stop
    case abort
    /// The safe sequence is done (confirmed or declared failed).
    case safe
    /// A deadline has come.
    case timer
}

/// How far an act is; between requested and confirmed.
package enum ActStage: String, Hashable, Sendable, CaseIterable {
    case requested, sent, acknowledged, settling
}

/// The ways a step can go wrong.
package enum FaultKind: String, Hashable, Sendable, CaseIterable {
    case refused, failed, late, restarted, trip
    case inDoubt = "in-doubt"
    case deviceDead = "device-dead"
    case lineDead = "line-dead"
    case supplyLost = "supply-lost"
    case sensorBad = "sensor-bad"
    case outputStuck = "output-stuck"
}

/// What the machine wants done.
package enum MachineAction: Hashable, Sendable {
    /// Carry out the act; answer `finished` or `failed`.
    case perform(thread: Int, act: Int, node: Int)
    /// Stop pursuing the thread's act, evaluation or watch; no answer.
    case cancel(thread: Int)
    /// Evaluate the node's expression and answer `decided`, `measured` or `finished`.
    case evaluate(thread: Int, node: Int)
    /// Watch the node's condition and answer `decided(true)` once it holds.
    case watch(thread: Int, node: Int)
    case ask(thread: Int, question: Int)
    /// Nobody may answer any more. Where the question's fallback is values, they count from now on.
    case withdraw(thread: Int, question: Int)
    case monitor(Int, on: Bool)
    case entered(step: Int)
    case left(step: Int, StepOutcome)
    /// Make every zone the run used safe; answer `safe`.
    case makeSafe
    case changed(RunState)
}

package enum StepOutcome: Hashable, Sendable {
    case confirmed
    case failed(FaultKind)
    case abandoned
}

/// The run's aggregate state (PackML, ISA-TR88.00.02), as far as a run without a machine operator
/// passes through it.
package enum RunState: String, Hashable, Sendable, CaseIterable {
    case idle, starting, execute, completing, complete
    case holding, held, unholding
    case suspending, suspended, unsuspending
    case stopping, stopped
    case aborting, aborted, clearing, resetting
}
