import Quantities

extension RunMachine {
    /// What an event does in a state.
    enum Reaction: Equatable {
        case ignore
        case obey(RunCommand)
        /// Somebody intervened, or what the run relies on was looked at since.
        case takeNote(RunPosture.Verification)
        case expire
        /// News of the thread at this place in `threads`.
        case report(Int)
        case excursion(thread: Int)
        /// A person decides the fault of the thread at this place.
        case fix(Int, FixUp)
        case back(Int)
        /// The host died with the run, and another one takes it over so much later.
        case reconcile(Lapse)
    }

    /// Every pair of state and event is decided here; what commands do, in `PackML`.
    func reaction(to event: MachineEvent) -> Reaction {
        if let command = event.command { return allows(command) ? .obey(command) : .ignore }
        switch event {
        case .tripped:
            // What has not begun, or is over, a trip does not concern.
            return state.isUnderWay || state == .completing || state == .stopping
                ? .obey(.abort) : .ignore
        case .intervened:
            return state.isUnderWay && posture.verification == .stands
                ? .takeNote(.needed) : .ignore
        case .verified:
            return posture.verification == .needed && state == .held ? .takeNote(.stands) : .ignore
        case .safe: return isBeingMadeSafe ? .obey(.stateComplete) : .ignore
        case .timer: return .expire
        case .fix(let thread, let fixUp):
            return position(of: thread).flatMap { position in
                fixUps(at: position).contains(fixUp) ? .fix(position, fixUp) : nil
            } ?? .ignore
        case .back(let thread):
            return position(of: thread).flatMap { threads[$0].phase.isAway ? .back($0) : nil }
                ?? .ignore
        case .cutOff(let lapse): return .reconcile(lapse)
        case .excursion(let monitor):
            return monitors.first { $0.monitor == monitor }.map { .excursion(thread: $0.thread) }
                ?? .ignore
        default:
            return event.thread.flatMap { position(of: $0) }
                .map { expects(event, threads[$0]) ? .report($0) : .ignore } ?? .ignore
        }
    }

    /// Whether the state model has a way for the command, and nothing about the run forbids it.
    private func allows(_ command: RunCommand) -> Bool {
        guard PackML.next(state, command) != nil else { return false }
        return switch command {
        case .start: posture.use == .fresh
        case .unhold:
            posture.verification == .stands && !threads.contains { $0.phase.isFaulted }
        case .unsuspend: !threads.contains { $0.phase.isAway }
        case .stateComplete: false
        default: true
        }
    }

    /// Whether the safe sequences are all that is waited for.
    private var isBeingMadeSafe: Bool {
        switch state {
        case .aborting: true
        case .stopping: threads.isEmpty
        case .completing: threads.isEmpty && posture.ending == .early
        default: false
        }
    }

    /// Whether a thread in this phase, at this node, waits for such news.
    private func expects(_ event: MachineEvent, _ thread: ThreadState) -> Bool {
        switch (thread.phase, event) {
        case (.performing(_, let stage), .progressed(_, let next)):
            next != .requested && stage != next
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
        let all: [MachineEvent] = [
            .start, .verified, .resume, .unsuspend, .hold, .suspend, .complete, .stop, .abort,
            .clear, .reset,
        ]
        return all.filter { reaction(to: $0) != .ignore }
    }
}

extension MachineEvent {
    /// The thread it is news of; nil for commands and news of the whole run.
    var thread: Int? {
        switch self {
        case .progressed(let thread, _), .finished(let thread), .failed(let thread, _),
            .decided(let thread, _), .measured(let thread, _), .answered(let thread),
            .unanswered(let thread):
            thread
        default: nil
        }
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
