package import Checking
package import Execution
package import Interlocks
package import Labs
package import Quantities
package import Scanning

/// Steps one run: drives its `RunMachine`, lowers acts to device commands, requests permits, and
/// judges completion on the process image. Pure: image, outcomes and answers come in, requests,
/// questions and records go out.
package struct RunEngine: Sendable {
    /// What the run wants and what happened since the last call.
    package struct Output: Sendable {
        package var requests: [CommandRequest] = []
        package var records: [RunRecord] = []

        package init() {}
    }

    package init(_ checked: CheckedPlan, lab: Lab, names: LabNames) {}

    package var state: RunState { .idle }

    /// Begins the run.
    package mutating func start(at now: Instant, image: ProcessImage) -> Output { Output() }

    /// Something may be new: readings, outcomes, a deadline.
    package mutating func step(
        at now: Instant,
        image: ProcessImage,
        outcomes: [(CommandID, CommandOutcome)]
    ) -> Output { Output() }

    /// An interlock tripped, or a person or the planner intervenes.
    package mutating func intervene(
        _ event: MachineEvent,
        at now: Instant,
        image: ProcessImage
    ) -> Output { Output() }

    /// Answers a question of a `RunRecord.asked`; values in SI by field, checked against the plan's
    /// ranges. Returns nil where the answer is invalid or nobody asked.
    package mutating func answer(
        question: Int,
        values: [Double],
        at now: Instant,
        image: ProcessImage
    ) -> Output? { nil }

    /// A person says an operator task (or the adding of a weighing) is done.
    package mutating func personDone(
        thread: Int,
        at now: Instant,
        image: ProcessImage
    ) -> Output? { nil }

    /// A device stopped answering, or answers again.
    package mutating func lost(device: Int, at now: Instant, image: ProcessImage) -> Output {
        Output()
    }

    package mutating func found(device: Int, at now: Instant, image: ProcessImage) -> Output {
        Output()
    }

    /// Whether nothing more will happen: the run has ended and its zones are safe, or declared
    /// not to have become so.
    package var isOver: Bool { true }

    package var nextDeadline: Instant { .never }
}
