import Plans
package import Quantities

/// One execution of a program, as a value: an event and an instant in, actions out.
///
/// It never reads a clock, a number or a point; those reach it as events, so the checker can drive
/// the very machine that runs.
///
/// Main thread, branches, background threads and `finally` are threads of one machine. A fault that
/// nothing in the plan takes ends the run: everything is cancelled, every zone is made safe, and
/// the run is aborted. A stop cancels, carries out `finally`, makes safe, and the run is stopped.
/// Every state it passes through comes from `PackML`; the precedence is abort, stop, hold, suspend.
package struct RunMachine: Sendable {
    /// Shared by every copy of the machine.
    private final class Shared: Sendable {
        let program: Program
        init(_ program: Program) { self.program = program }
    }

    private let shared: Shared
    package internal(set) var state: RunState = .idle
    package internal(set) var posture = RunPosture()
    /// How long a stop and an abort last at most.
    package let bounds: EndBounds
    /// Every thread that has begun and that something still waits for, in the order of beginning.
    package internal(set) var threads: [ThreadState] = []
    /// Conditions watched now, and the thread whose steps they guard.
    var monitors: [ActiveMonitor] = []
    var marks: [Instant]
    var latest = Instant(nanoseconds: .min)
    /// Since when the run is held or suspended; `never` while it goes on.
    var pausedSince = Instant.never
    var patience = Patience.endless
    /// `finally`, or the safe sequences, must be done by then.
    var endDue = Instant.never

    struct ActiveMonitor: Hashable, Sendable {
        var monitor: Int
        var thread: Int
    }

    package var program: Program { shared.program }

    package init(_ program: Program, bounds: EndBounds = .unlimited) {
        shared = Shared(program)
        self.bounds = bounds
        marks = Array(repeating: .never, count: program.marks)
    }

    /// Takes one event.
    ///
    /// An event that does not fit where the run is changes nothing. An instant before the latest
    /// one counts as the latest.
    ///
    /// - Returns: What is to be done now, in order.
    package mutating func handle(_ event: MachineEvent, at now: Instant) -> [MachineAction] {
        let now = max(now, latest)
        let reaction = reaction(to: event)
        guard reaction != .ignore else { return [] }
        latest = now
        var turn = Turn(now: now)
        switch reaction {
        case .ignore: break
        case .obey(let command): obey(command, &turn)
        case .takeNote(let verification):
            posture.verification = verification
            if verification == .needed { obey(.hold, &turn) }
        case .expire: expire(&turn)
        case .report(let position): report(event, position, &turn)
        case .excursion(let thread): excursion(thread, &turn)
        case .fix(let position, let fixUp): fix(position, fixUp, &turn)
        case .back(let position): goOnAgain(position, &turn)
        case .reconcile(let lapse): reconcile(after: lapse, &turn)
        }
        settle(&turn)
        return turn.actions
    }

    /// When `timer` is due; `never` where nothing is waited for.
    package var nextDeadline: Instant {
        var earliest = min(patience.until, endDue)
        for thread in threads { earliest = min(earliest, thread.phaseEnd, thread.stepEnd) }
        return earliest
    }

    /// When `.mark` was last passed; nil before.
    package func instant(ofMark mark: Int) -> Instant? {
        guard marks.indices.contains(mark), marks[mark] != .never else { return nil }
        return marks[mark]
    }

    /// The thread's state, while anything still waits for it.
    package func thread(_ number: Int) -> ThreadState? {
        position(of: number).map { threads[$0] }
    }

    func position(of thread: Int) -> Int? { threads.firstIndex { $0.thread == thread } }

    func node(_ index: Int) -> Node { shared.program.nodes[index] }
    func step(_ index: Int) -> StepInstance { shared.program.steps[index] }
    func entry(_ thread: Int) -> ThreadEntry { shared.program.threads[thread] }

    /// Takes the command where the state model has a way for it; false where it has none.
    @discardableResult
    mutating func pass(_ command: RunCommand, _ turn: inout Turn) -> Bool {
        guard let next = PackML.next(state, command) else { return false }
        state = next
        turn.actions.append(.changed(next))
        return true
    }
}

/// What one call of `handle` collects.
struct Turn {
    let now: Instant
    var actions: [MachineAction] = []

    init(now: Instant) { self.now = now }

    /// Removes what the thread was to begin in this very turn; false where it began before.
    mutating func takeBack(_ thread: Int) -> Bool {
        let begun = actions.lastIndex { action in
            switch action {
            case .perform(thread, _, _), .evaluate(thread, _), .watch(thread, _), .ask(thread, _):
                true
            default: false
            }
        }
        guard let begun else { return false }
        actions.remove(at: begun)
        return true
    }
}
