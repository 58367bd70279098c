import Devices
import Plans
import Quantities

/// What follows a fault, short of the safe state at once.
extension RunMachine {
    /// The answers that count for the node a thread is at.
    func table(of thread: ThreadState) -> FaultTable {
        let node = node(thread.node)
        if case .act(let act) = node.kind { return program.faults(ofAct: act) }
        return program.faults(ofStep: node.step)
    }

    mutating func respond(
        _ response: FaultResponse,
        to kind: FaultKind,
        of thread: Int,
        _ turn: inout Turn
    ) {
        guard let position = position(of: thread) else { return }
        let step = node(threads[position].node).step
        switch response {
        case .safeStop: return giveUp(thread, kind, &turn)
        case .retry(let times, let last):
            guard threads[position].retries < times else {
                return respond(last.response, to: kind, of: thread, &turn)
            }
        case .suspend(_, let last):
            guard threads[position].awayUntil > turn.now else {
                return respond(last.response, to: kind, of: thread, &turn)
            }
        case .stop, .hold, .goOn: break
        }
        turn.actions.append(.responded(thread: thread, step: step, kind, response))
        switch response {
        case .safeStop: break
        case .stop:
            leaveFailed(thread, kind, &turn)
            obey(.stop, &turn)
        case .hold:
            interrupt(position, &turn)
            threads[position].phase = .faulted(kind, since: turn.now)
            if state != .held { obey(.hold, &turn) }
        case .goOn:
            interrupt(position, &turn)
            goOn(position)
        case .retry:
            interrupt(position, &turn)
            threads[position].retries += 1
            threads[position].phase = .ready
        case .suspend(let longest, _):
            interrupt(position, &turn)
            let until = min(threads[position].awayUntil, turn.now + longest)
            threads[position].awayUntil = until
            threads[position].phase = .away(kind, since: turn.now, until: until)
        }
    }

    /// Where anything is missing, the run does not go on.
    mutating func awaitMissing(_ turn: inout Turn) {
        guard threads.contains(where: { $0.phase.isAway }) else { return }
        obey(.suspend, &turn)
        posture.suspension = .missing
    }

    /// What was missing did not come back in time.
    mutating func giveUpWaiting(_ position: Int, _ kind: FaultKind, _ turn: inout Turn) {
        let thread = threads[position]
        guard case .suspend(_, let last) = table(of: thread)[kind] else {
            return giveUp(thread.thread, kind, &turn)
        }
        respond(last.response, to: kind, of: thread.thread, &turn)
    }

    /// What was missing is there again: the act is carried out anew.
    mutating func goOnAgain(_ position: Int, _ turn: inout Turn) {
        guard case .away(_, let since, _) = threads[position].phase else { return }
        renew(position, since: since, turn.now)
    }

    private mutating func renew(_ position: Int, since: Instant, _ now: Instant) {
        let own = step(node(threads[position].node).step).timeout
        let timeout = own < StepInstance.unlimited ? own : Self.shortTime
        threads[position].renewDeadlines(since: since, now: now, timeout: timeout)
        threads[position].phase = .ready
    }

    /// For what is carried out anew inside a block whose time is over.
    private static let shortTime = Lapse(seconds: 600)

    /// A watched condition was outside for too long; whatever the thread does just now, doing that
    /// again would not help.
    mutating func excursion(_ thread: Int, _ turn: inout Turn) {
        guard state.isUnderWay, let position = position(of: thread),
            let step = threads[position].step
        else { return fail(thread, .failed, &turn) }
        let response = program.faults(ofStep: step)[.failed]
        let sternest = response.rank > FaultResponse.stop.rank ? .safeStop : response
        respond(sternest, to: .failed, of: thread, &turn)
    }

    /// Faults that a person must decide before the run goes on.
    package var openFaults: [OpenFault] {
        threads.indices.compactMap { position in
            guard case .faulted(let kind, _) = threads[position].phase else { return nil }
            let thread = threads[position]
            let node = node(thread.node)
            var act: Int?
            if case .act(let number) = node.kind { act = number }
            return OpenFault(
                thread: thread.thread,
                step: node.step,
                kind: kind,
                act: act,
                fixUps: fixUps(at: position)
            )
        }
    }

    /// What can be decided about the fault of the thread at `position`; nothing where it has none.
    func fixUps(at position: Int) -> [FixUp] {
        guard threads[position].phase.isFaulted else { return [] }
        var found: [FixUp] = []
        let isVouchable = canBeVouchedFor(node(threads[position].node).kind)
        if isVouchable { found.append(.done) }
        if case .faulted(.inDoubt, _) = threads[position].phase {
            // What must never be repeated by itself is, where somebody has seen it was not done.
            found.append(.notDone)
            if movesAmount(node(threads[position].node).kind) { found.append(.discard) }
        } else if table(of: threads[position]).scope.repeats != .once {
            found.insert(.retry, at: 0)
        }
        return found + [.abandon, .safeStop]
    }

    private func movesAmount(_ kind: NodeKind) -> Bool {
        if case .act(let act) = kind { program.acts[act].movesAmount } else { false }
    }

    /// Whether a person's word can stand for what the node was to bring about; a value cannot.
    private func canBeVouchedFor(_ kind: NodeKind) -> Bool {
        switch kind {
        case .act(let act):
            switch program.acts[act] {
            case .measure, .weigh: false
            default: true
            }
        case .wait, .waitUntil, .due: true
        default: false
        }
    }

    mutating func fix(_ position: Int, _ fixUp: FixUp, _ turn: inout Turn) {
        guard case .faulted(let kind, let since) = threads[position].phase else { return }
        let thread = threads[position].thread
        let step = node(threads[position].node).step
        turn.actions.append(.fixed(thread: thread, step: step, fixUp))
        switch fixUp {
        case .retry, .notDone:
            threads[position].retries = 0
            threads[position].awayUntil = .never
            renew(position, since: since, turn.now)
        case .done, .discard:
            renew(position, since: since, turn.now)
            goOn(position)
        case .abandon:
            leaveFailed(thread, kind, &turn)
            obey(.stop, &turn)
        case .safeStop: giveUp(thread, kind, &turn)
        }
    }
}

extension ThreadPhase {
    var isFaulted: Bool { if case .faulted = self { true } else { false } }
    var isAway: Bool { if case .away = self { true } else { false } }
}
