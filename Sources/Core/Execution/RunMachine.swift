package import Quantities

/// One execution of a program, as a value: an event and an instant in, actions out. It never reads
/// a clock, a number or a point; those reach it as events, so the checker can drive the very
/// machine that runs.
package struct RunMachine: Sendable {
    package let program: Program
    package private(set) var state: RunState = .idle

    package init(_ program: Program) { self.program = program }

    /// Takes one event; returns what is to be done now, in order.
    package mutating func handle(_ event: MachineEvent, at now: Instant) -> [MachineAction] { [] }

    /// When `timer` is due; `never` where nothing is waited for.
    package var nextDeadline: Instant { .never }
}
