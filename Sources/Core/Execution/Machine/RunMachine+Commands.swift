import Devices
import Plans
import Quantities

/// What commands do, once the state model has let them pass.
extension RunMachine {
    mutating func obey(_ command: RunCommand, _ turn: inout Turn) {
        let before = state
        guard pass(command, &turn) else { return }
        switch state {
        case .starting: begin(&turn)
        case .holding: if !before.isPaused { pause(&turn) }
        case .suspending:
            posture.suspension = .commanded
            pause(&turn)
        case .unholding, .unsuspending: goOn(&turn)
        case .completing: finishEarly(&turn)
        case .stopping: stop(from: before, &turn)
        case .aborting: abort(from: before, &turn)
        case .resetting: reset(&turn)
        case .clearing: pass(.stateComplete, &turn)
        case .complete, .stopped, .aborted: endDue = .never
        case .idle, .execute, .held, .suspended: break
        }
    }

    private mutating func begin(_ turn: inout Turn) {
        posture.use = .spent
        pass(.stateComplete, &turn)
        guard let main = program.threads.first else { return complete(&turn) }
        threads.append(ThreadState(thread: 0, node: main.first, base: nil))
    }

    /// Nothing new begins; what has a timer that is to stand still rests.
    private mutating func pause(_ turn: inout Turn) {
        pausedSince = turn.now
        patience = Patience.endless
        for position in threads.indices {
            let rule = holdRule(of: threads[position])
            if rule.longest < .unlimited, turn.now + rule.longest < patience.until {
                patience = Patience(until: turn.now + rule.longest, then: rule.then)
            }
            rest(position, &turn)
        }
    }

    private mutating func rest(_ position: Int, _ turn: inout Turn) {
        switch threads[position].phase {
        case .waiting(let until) where stopsTimer(threads[position]):
            threads[position].phase = .rested(left: until - turn.now, since: turn.now)
        case .performing(let act, _) where holdBehaviour(of: act, threads[position]) == .pauses:
            turn.actions.append(.timer(thread: threads[position].thread, .stop))
        default: break
        }
    }

    /// From held or suspended back to work.
    private mutating func goOn(_ turn: inout Turn) {
        posture.recovery = .none
        pass(.stateComplete, &turn)
        for position in threads.indices {
            switch threads[position].phase {
            case .paused(let since):
                threads[position].shiftDeadlines(by: turn.now - since)
                threads[position].phase = .ready
            case .rested(let left, let since):
                threads[position].shiftDeadlines(by: turn.now - since)
                threads[position].phase = .waiting(until: turn.now + left)
            case .performing(let act, _)
            where holdBehaviour(of: act, threads[position]) == .pauses:
                threads[position].shiftDeadlines(by: turn.now - pausedSince)
                turn.actions.append(.timer(thread: threads[position].thread, .run))
            default: break
            }
        }
        forgetPause()
    }

    private mutating func forgetPause() {
        pausedSince = .never
        patience = .endless
    }

    /// The main thread and all it started have ended.
    mutating func complete(_ turn: inout Turn) {
        threads.removeAll(keepingCapacity: true)
        pass(.complete, &turn)
        if !beginFinally(&turn) { obey(.stateComplete, &turn) }
    }

    /// Completed by command: nothing proves what that leaves behind, so the zones are made safe.
    private mutating func finishEarly(_ turn: inout Turn) {
        posture.ending = .early
        forgetPause()
        cancelEverything(&turn)
        if !beginFinally(&turn) { makeSafe(&turn) }
    }

    private mutating func stop(from before: RunState, _ turn: inout Turn) {
        forgetPause()
        switch before {
        // Nothing has happened yet, so nothing is to be made safe.
        case .idle, .resetting: obey(.stateComplete, &turn)
        // `finally` is what a stop would carry out; it goes on.
        case .completing: break
        case .complete: makeSafe(&turn)
        default:
            cancelEverything(&turn)
            if !beginFinally(&turn) { makeSafe(&turn) }
        }
    }

    private mutating func abort(from before: RunState, _ turn: inout Turn) {
        forgetPause()
        guard before != .idle, before != .resetting else { return obey(.stateComplete, &turn) }
        cancelEverything(&turn)
        makeSafe(&turn)
    }

    mutating func makeSafe(_ turn: inout Turn) {
        endDue = turn.now + bounds.safe
        turn.actions.append(.makeSafe)
    }

    /// Begins the plan's `finally`; false where it has none.
    private mutating func beginFinally(_ turn: inout Turn) -> Bool {
        guard let finally = program.finally else { return false }
        endDue = turn.now + bounds.finally
        threads.append(ThreadState(thread: finally, node: entry(finally).first, base: nil))
        return true
    }

    /// Back to idle; a new start needs a new proof all the same.
    private mutating func reset(_ turn: inout Turn) {
        for mark in marks.indices { marks[mark] = .never }
        posture.verification = .stands
        posture.recovery = .none
        posture.ending = .proved
        pass(.stateComplete, &turn)
    }

    /// What has lasted too long for the run as a whole.
    mutating func expireRun(_ turn: inout Turn) {
        if turn.now >= patience.until {
            let then = patience.then
            patience = .endless
            turn.actions.append(.overdue(.hold))
            switch then {
            case .alarm: break
            case .stop: obey(.stop, &turn)
            case .abort: obey(.abort, &turn)
            }
        }
        guard turn.now >= endDue else { return }
        endDue = .never
        if !threads.isEmpty {
            turn.actions.append(.overdue(.finally))
            obey(.abort, &turn)
        } else {
            // Whoever makes safe has given no word: the zones are not known to be safe.
            turn.actions.append(.overdue(.safe))
            pass(.abort, &turn)
            obey(.stateComplete, &turn)
        }
    }
}

/// What a hold does to threads.
extension RunMachine {
    /// The rule of the innermost step around a thread that has one, or the plan's.
    private func holdRule(of thread: ThreadState) -> HoldRule {
        var index = thread.step
        while let number = index {
            let step = self.step(number)
            if let rule = step.hold, rule.longest < .unlimited { return rule }
            index = step.parent
        }
        return program.hold
    }

    private func stopsTimer(_ thread: ThreadState) -> Bool {
        guard case .wait = node(thread.node).kind else { return false }
        return step(node(thread.node).step).hold?.timer == .stops
    }

    /// What the act does while the run is held: as its step says, where its timer can do both.
    func holdBehaviour(of act: Int, _ thread: ThreadState) -> HoldBehaviour {
        let own = program.acts[act].onHold
        guard own != .finishes, let timer = step(node(thread.node).step).hold?.timer else {
            return own
        }
        return timer == .stops ? .pauses : .continues
    }
}
