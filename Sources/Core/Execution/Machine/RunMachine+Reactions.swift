import Quantities

extension RunMachine {
    /// What an event does in a state.
    enum Reaction: Equatable {
        case ignore
        case begin
        /// Nothing has happened yet, so nothing is to be made safe.
        case endUnstarted(RunState, RunState)
        case hold
        case resume
        case stop
        case abort
        case end(RunState)
        case expire
        /// News of the thread at this place in `threads`.
        case report(Int)
        case excursion(thread: Int)
    }

    /// Every pair of state and event is decided here.
    func reaction(to event: MachineEvent) -> Reaction {
        switch state {
        case .idle: idleReaction(event)
        case .execute, .completing, .holding, .held, .stopping: runningReaction(event)
        case .aborting: event == .safe ? .end(.aborted) : .ignore
        // Passed through inside one event, or never reached by a run.
        case .starting, .unholding, .suspending, .suspended, .unsuspending, .clearing, .resetting:
            .ignore
        case .complete, .stopped, .aborted: .ignore
        }
    }

    private func idleReaction(_ event: MachineEvent) -> Reaction {
        switch event {
        case .start: .begin
        case .stop: .endUnstarted(.stopping, .stopped)
        case .abort: .endUnstarted(.aborting, .aborted)
        default: .ignore
        }
    }

    private func runningReaction(_ event: MachineEvent) -> Reaction {
        switch event {
        case .start: .ignore
        case .abort, .tripped: .abort
        case .stop: state == .stopping ? .ignore : .stop
        case .hold: state == .execute ? .hold : .ignore
        case .resume: state == .held || state == .holding ? .resume : .ignore
        case .safe: state == .stopping && threads.isEmpty ? .end(.stopped) : .ignore
        case .timer: .expire
        case .excursion(let monitor):
            monitors.first { $0.monitor == monitor }.map { .excursion(thread: $0.thread) }
                ?? .ignore
        case .progressed(let thread, _), .finished(let thread), .failed(let thread, _),
            .decided(let thread, _), .measured(let thread, _), .answered(let thread),
            .unanswered(let thread):
            position(of: thread).map { expects(event, threads[$0]) ? .report($0) : .ignore }
                ?? .ignore
        }
    }

    /// Whether a thread in this phase, at this node, waits for such news.
    private func expects(_ event: MachineEvent, _ thread: ThreadState) -> Bool {
        switch (thread.phase, event) {
        case (.performing(_, let stage), .progressed(_, let next)): stage.order < next.order
        case (.performing, .finished), (.performing, .failed): true
        case (.evaluating, .failed), (.watching, .failed): true
        case (.evaluating, .finished): node(thread.node).kind.isRecorded
        case (.evaluating, .decided): node(thread.node).kind.isDecided
        case (.evaluating, .measured): node(thread.node).kind.isMeasured
        case (.watching, .decided(_, let holds)): holds
        case (.asking, .answered), (.asking, .unanswered): true
        default: false
        }
    }

    /// What somebody may command now, the gentlest first.
    package var commands: [MachineEvent] {
        [.start, .hold, .resume, .stop, .abort].filter { reaction(to: $0) != .ignore }
    }

    mutating func begin(_ turn: inout Turn) {
        change(.starting, &turn)
        change(.execute, &turn)
        guard let main = program.threads.first else { return complete(&turn) }
        threads.append(ThreadState(thread: 0, node: main.first, base: nil))
    }

    mutating func resume(_ turn: inout Turn) {
        change(.unholding, &turn)
        change(.execute, &turn)
        for position in threads.indices {
            guard case .paused(let since) = threads[position].phase else { continue }
            threads[position].shiftDeadlines(by: turn.now - since)
            threads[position].phase = .ready
        }
    }

    mutating func stop(_ turn: inout Turn) {
        if state == .completing {
            // `finally` is what a stop would carry out; it goes on.
            return change(.stopping, &turn)
        }
        change(.stopping, &turn)
        cancelEverything(&turn)
        guard beginFinally() else { return makeSafe(&turn) }
    }

    mutating func abort(_ turn: inout Turn) {
        change(.aborting, &turn)
        cancelEverything(&turn)
        makeSafe(&turn)
    }

    func makeSafe(_ turn: inout Turn) { turn.actions.append(.makeSafe) }

    /// Begins the plan's `finally`; false where it has none.
    mutating func beginFinally() -> Bool {
        guard let finally = program.finally else { return false }
        threads.append(ThreadState(thread: finally, node: entry(finally).first, base: nil))
        return true
    }

    /// The main thread and all it started have ended.
    mutating func complete(_ turn: inout Turn) {
        threads.removeAll(keepingCapacity: true)
        change(.completing, &turn)
        if !beginFinally() { change(.complete, &turn) }
    }
}

extension NodeKind {
    var isDecided: Bool {
        switch self {
        case .decide, .fits: true
        default: false
        }
    }

    var isMeasured: Bool { if case .wait = self { true } else { false } }

    var isRecorded: Bool {
        switch self {
        case .assign, .result: true
        default: false
        }
    }
}

extension ActStage {
    var order: Int {
        switch self {
        case .requested: 0
        case .sent: 1
        case .acknowledged: 2
        case .settling: 3
        }
    }
}
