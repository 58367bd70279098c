package import Devices
package import Quantities

/// What the machine is told.
///
/// Threads are indexes into `Program.threads`.
package enum MachineEvent: Hashable, Sendable, Codable {
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
    /// Unholds.
    case resume
    /// Something outside the run must come back first: a supply, a device.
    case suspend
    case unsuspend
    /// Ends the run as if its steps were done: `finally`, then the zones are made safe.
    case complete
    case stop
    case abort
    case clear
    case reset
    /// Somebody changed what the run had commanded, or took a device in hand.
    case intervened
    /// After an intervention: what the run relies on was looked at, and stands.
    case verified
    /// A person decides a fault.
    case fix(thread: Int, FixUp)
    /// The host died with the run, and another one goes on with it so much later.
    case cutOff(Lapse)
    /// What the thread's act was suspended for is there again.
    case back(thread: Int)
    /// The safe sequence is done (confirmed or declared failed).
    case safe
    /// A deadline has come.
    case timer
}

/// How far an act is; between requested and confirmed.
package enum ActStage: String, Hashable, Sendable, CaseIterable, Codable {
    case requested, sent, acknowledged, settling
}

/// What a person who was asked can say of a fault.
package enum FixUp: String, Hashable, Sendable, CaseIterable, Codable {
    /// Carry it out again.
    case retry
    /// It was done, or somebody has done it.
    case done
    /// Of an act in doubt: it was not done, and is to be carried out.
    case notDone = "not-done"
    /// Of an act in doubt: nobody can tell; go on, what it was to change counts as uncertain.
    case discard
    /// Give the rest of the plan up: `finally`, then everything is made safe.
    case abandon
    /// Make everything safe at once.
    case safeStop = "safe-stop"
}

/// A fault that a person must decide.
package struct OpenFault: Hashable, Sendable {
    package var thread: Int
    package var step: Int
    package var kind: FaultKind
    /// Index into `Program.acts`; nil where it is no act that failed.
    package var act: Int?
    /// What can be decided, the gentlest first.
    package var fixUps: [FixUp]

    package init(thread: Int, step: Int, kind: FaultKind, act: Int? = nil, fixUps: [FixUp]) {
        self.thread = thread
        self.step = step
        self.kind = kind
        self.act = act
        self.fixUps = fixUps
    }
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
    /// What follows the thread's fault, other than the safe state at once.
    case responded(thread: Int, step: Int, FaultKind, FaultResponse)
    /// A person has decided the thread's fault.
    case fixed(thread: Int, step: Int, FixUp)
    /// Stop the timer of the thread's act, which goes on otherwise; or let it run again.
    case timer(thread: Int, TimerCommand)
    /// Something lasted longer than it may.
    case overdue(Overdue)
    /// Make every zone the run used safe; answer `safe`.
    case makeSafe
    case changed(RunState)
}

package enum TimerCommand: String, Hashable, Sendable {
    case stop, run
}

/// What lasts too long for the run as a whole.
package enum Overdue: String, Hashable, Sendable, CaseIterable, Codable {
    /// A hold or suspension, longer than plan or step allow.
    case hold
    /// The plan's `finally`, longer than was proved.
    case finally
    /// The safe sequences, longer than their zones allow.
    case safe
}

package enum StepOutcome: Hashable, Sendable, Codable {
    case confirmed
    case failed(FaultKind)
    case abandoned
}

extension MachineEvent {
    /// The command it is; nil for news.
    package var command: RunCommand? {
        switch self {
        case .start: .start
        case .hold: .hold
        case .resume: .unhold
        case .suspend: .suspend
        case .unsuspend: .unsuspend
        case .complete: .complete
        case .stop: .stop
        case .abort: .abort
        case .clear: .clear
        case .reset: .reset
        default: nil
        }
    }
}
