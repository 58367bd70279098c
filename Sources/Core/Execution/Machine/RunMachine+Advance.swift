import Devices
import Plans
import Quantities

extension RunMachine {
    /// Carries threads on until every one waits for something.
    mutating func settle(_ turn: inout Turn) {
        if state == .execute { awaitMissing(&turn) }
        while let position = threads.firstIndex(where: { $0.phase == .ready }) {
            if state.isPaused {
                threads[position].phase = .paused(since: turn.now)
            } else {
                advance(position, &turn)
            }
        }
        if state == .holding || state == .suspending, threads.allSatisfy(isAtHoldPoint) {
            obey(.stateComplete, &turn)
        }
        guard state == .suspended, posture.suspension == .missing,
            !threads.contains(where: { $0.phase.isAway })
        else { return }
        obey(.unsuspend, &turn)
        settle(&turn)
    }

    /// Whether a run may rest with the thread as it is: no act under way that must finish, and
    /// no command on its way that cannot be sent again.
    private func isAtHoldPoint(_ thread: ThreadState) -> Bool {
        guard case .performing(let act, let stage) = thread.phase else { return true }
        return stage != .sent && holdBehaviour(of: act, thread) != .finishes
    }

    /// Carries out one node of the thread at `position`.
    private mutating func advance(_ position: Int, _ turn: inout Turn) {
        let thread = threads[position].thread
        let index = threads[position].node
        let node = node(index)
        switch node.kind {
        case .enter:
            enter(position, node.step, &turn)
            goOn(position)
        case .leave:
            leave(position, node.step, &turn)
            goOn(position)
        case .act(let act):
            threads[position].phase = .performing(act: act, .requested)
            turn.actions.append(.perform(thread: thread, act: act, node: index))
        case .assign, .result, .decide, .wait, .fits:
            threads[position].phase = .evaluating
            turn.actions.append(.evaluate(thread: thread, node: index))
        case .waitUntil(_, let timeout, _, _):
            threads[position].phase = .watching(until: turn.now + timeout)
            turn.actions.append(.watch(thread: thread, node: index))
        case .mark(let mark):
            marks[mark] = turn.now
            goOn(position)
        case .due(let mark, let relation, let delay, let tolerance):
            due(position, marks[mark], relation, delay, tolerance, &turn)
        case .monitor(let monitor, let on):
            watch(monitor, on: on, thread: thread, &turn)
            goOn(position)
        case .ask(let question, _):
            let deadline = turn.now + program.questions[question].deadline
            threads[position].phase = .asking(question: question, until: deadline)
            turn.actions.append(.ask(thread: thread, question: question))
        case .fork(let branches, _, _):
            threads[position].phase = .forked
            for branch in branches { begin(branch, around: node.step) }
            if branches.isEmpty { goOn(position) }
        case .start(let started):
            begin(started, around: node.step)
            goOn(position)
        case .join(let joined): join(position, joined)
        case .end: end(position, &turn)
        }
    }

    private mutating func begin(_ thread: Int, around step: Int) {
        threads.append(ThreadState(thread: thread, node: entry(thread).first, base: step))
    }

    private mutating func enter(_ position: Int, _ step: Int, _ turn: inout Turn) {
        let instance = self.step(step)
        threads[position].step = step
        if instance.timeout < StepInstance.unlimited {
            threads[position].push(deadline: turn.now + instance.timeout)
        }
        turn.actions.append(.entered(step: step))
    }

    private mutating func leave(_ position: Int, _ step: Int, _ turn: inout Turn) {
        let instance = self.step(step)
        threads[position].step = instance.parent ?? threads[position].base
        if instance.timeout < StepInstance.unlimited { threads[position].popDeadline() }
        turn.actions.append(.left(step: step, .confirmed))
    }

    private mutating func due(
        _ position: Int,
        _ mark: Instant,
        _ relation: Due.Relation,
        _ delay: Lapse,
        _ tolerance: Lapse,
        _ turn: inout Turn
    ) {
        let thread = threads[position]
        let time = mark + delay
        let goesOnLate = step(node(thread.node).step).fault == .goOn
        if turn.now > time + tolerance, !goesOnLate {
            fail(thread.thread, .late, &turn)
        } else if relation == .after, turn.now < time {
            threads[position].phase = .waiting(until: time)
            // The plan wants this wait; it makes no step late.
            threads[position].shiftDeadlines(by: time - turn.now)
        } else {
            goOn(position)
        }
    }

    private mutating func watch(_ monitor: Int, on: Bool, thread: Int, _ turn: inout Turn) {
        monitors.removeAll { $0.monitor == monitor }
        if on { monitors.append(ActiveMonitor(monitor: monitor, thread: thread)) }
        turn.actions.append(.monitor(monitor, on: on))
    }
}
