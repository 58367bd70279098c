import Devices
import Plans
import Quantities

extension RunMachine {
    /// A thread's node failed: what its table says follows; at the end of a run, the safe state.
    mutating func fail(_ thread: Int, _ kind: FaultKind, _ turn: inout Turn) {
        guard state.isUnderWay, let position = position(of: thread) else {
            return giveUp(thread, kind, &turn)
        }
        let declared = table(of: threads[position])[kind]
        let isAsked = posture.recovery == .reconciling && kind == .inDoubt
        respond(isAsked ? .hold : declared, to: kind, of: thread, &turn)
    }

    /// The thread's step failed for good.
    ///
    /// A branch whose siblings may finish waits for them; every other fault ends the run by the
    /// safe sequence.
    mutating func giveUp(_ thread: Int, _ kind: FaultKind, _ turn: inout Turn) {
        leaveFailed(thread, kind, &turn)
        // At the end of a run there is nobody left to wait for.
        var failing = thread
        while state.isUnderWay, kind != .trip, let parent = entry(failing).parent,
            let above = position(of: parent)
        {
            guard let branches = branches(of: threads[above]), branches.threads.contains(failing)
            else {
                // What a branch started in the background is part of it.
                failing = parent
                continue
            }
            if branches.onFailure == .letFinish {
                cancel(where: { $0 == failing }, &turn)
                restore(failed: failing, kind, around: node(threads[above].node).step)
                return branchEnded(parent, &turn)
            }
            failing = parent
        }
        obey(.abort, &turn)
    }

    /// Leaves the thread's innermost step as failed.
    mutating func leaveFailed(_ thread: Int, _ kind: FaultKind, _ turn: inout Turn) {
        guard let position = position(of: thread), let step = threads[position].step,
            step != threads[position].base
        else { return }
        silence(position, &turn)
        turn.actions.append(.left(step: step, .failed(kind)))
        threads[position].step = self.step(step).parent ?? threads[position].base
    }

    /// Keeps a failed branch, which its fork counts.
    private mutating func restore(failed thread: Int, _ kind: FaultKind, around step: Int) {
        var state = ThreadState(thread: thread, node: entry(thread).first, base: step)
        state.phase = .failed(kind)
        threads.append(state)
    }

    mutating func cancelEverything(_ turn: inout Turn) { cancel(where: { _ in true }, &turn) }

    /// Ends the chosen threads and everything they began, youngest first, and forgets them.
    mutating func cancel(where chosen: (Int) -> Bool, _ turn: inout Turn) {
        for position in threads.indices.reversed() where descends(threads[position].thread, chosen)
        {
            silence(position, &turn)
            var step = threads[position].step
            while let abandoned = step, abandoned != threads[position].base {
                turn.actions.append(.left(step: abandoned, .abandoned))
                step = self.step(abandoned).parent
            }
            threads.remove(at: position)
        }
    }

    /// Whether the thread or one above it is chosen.
    private func descends(_ thread: Int, _ chosen: (Int) -> Bool) -> Bool {
        var current: Int? = thread
        while let number = current {
            if chosen(number) { return true }
            current = entry(number).parent
        }
        return false
    }

    /// Stops pursuing what the thread at `position` has under way.
    mutating func interrupt(_ position: Int, _ turn: inout Turn) {
        let thread = threads[position].thread
        switch threads[position].phase {
        case .performing, .evaluating, .watching:
            if !turn.takeBack(thread) { turn.actions.append(.cancel(thread: thread)) }
        case .asking(let question, _):
            if !turn.takeBack(thread) {
                turn.actions.append(.withdraw(thread: thread, question: question))
            }
        default: break
        }
        threads[position].phase = .draining
    }

    /// The same, and nothing is watched for the thread any more.
    private mutating func silence(_ position: Int, _ turn: inout Turn) {
        let thread = threads[position].thread
        interrupt(position, &turn)
        for monitor in monitors where monitor.thread == thread {
            turn.actions.append(.monitor(monitor.monitor, on: false))
        }
        monitors.removeAll { $0.thread == thread }
    }
}
