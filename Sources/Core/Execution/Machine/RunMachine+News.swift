import Devices
import Plans
import Quantities

extension RunMachine {
    /// Takes news that the thread at `position` waits for.
    mutating func report(_ event: MachineEvent, _ position: Int, _ turn: inout Turn) {
        let kind = node(threads[position].node).kind
        switch event {
        case .progressed(_, let stage):
            if case .performing(let act, _) = threads[position].phase {
                threads[position].phase = .performing(act: act, stage)
            }
        case .finished, .answered: goOn(position)
        case .failed(let thread, let fault): fail(thread, fault, &turn)
        case .decided(_, let yes):
            if yes { goOn(position) } else { goOn(position, to: kind.otherwise) }
        case .measured(_, let lapse):
            threads[position].phase = .waiting(until: turn.now + max(lapse, .zero))
            if lapse <= .zero { goOn(position) }
        case .unanswered: giveUpAsking(position, &turn)
        default: break
        }
    }

    /// Lets the thread carry out the node after its own, or `target`.
    mutating func goOn(_ position: Int, to target: Int? = nil) {
        threads[position].retries = 0
        threads[position].awayUntil = .never
        threads[position].node = target ?? node(threads[position].node).next
        threads[position].phase = .ready
    }

    /// Nobody gave a valid answer in time: the plan's fallback counts.
    mutating func giveUpAsking(_ position: Int, _ turn: inout Turn) {
        guard case .asking(let question, _) = threads[position].phase else { return }
        let thread = threads[position].thread
        turn.actions.append(.withdraw(thread: thread, question: question))
        switch program.questions[question].fallback {
        case .values: goOn(position)
        case .endLoop: goOn(position, to: node(threads[position].node).kind.otherwise)
        case .safeStop:
            threads[position].phase = .ready
            fail(thread, .late, &turn)
        }
    }

    /// Everything whose time has come, thread by thread; what a wait was for comes before its
    /// step's deadline.
    mutating func expire(_ turn: inout Turn) {
        // Each round ends a wait, or removes or fails a thread, so it ends.
        while let position = threads.firstIndex(where: {
            min($0.phaseEnd, $0.stepEnd) <= turn.now
        }) {
            let thread = threads[position]
            guard thread.phaseEnd <= turn.now else {
                fail(thread.thread, .late, &turn)
                continue
            }
            switch thread.phase {
            case .waiting: goOn(position)
            case .asking: giveUpAsking(position, &turn)
            case .watching: giveUpWatching(position, &turn)
            case .away(let kind, _, _): giveUpWaiting(position, kind, &turn)
            default: return
            }
            // What a wait makes possible happens before the next thread's time is judged.
            settle(&turn)
        }
        expireRun(&turn)
    }

    private mutating func giveUpWatching(_ position: Int, _ turn: inout Turn) {
        let thread = threads[position].thread
        guard case .waitUntil(_, _, let policy, let otherwise) = node(threads[position].node).kind
        else { return }
        switch policy {
        case .goOn:
            turn.actions.append(.cancel(thread: thread))
            goOn(position)
        case .endLoop:
            turn.actions.append(.cancel(thread: thread))
            goOn(position, to: otherwise)
        case .safeStop, .stop, .hold: fail(thread, .late, &turn)
        }
    }
}

extension NodeKind {
    /// Where no, or nothing in time, leads; nil for kinds with one way out.
    package var otherwise: Int? {
        switch self {
        case .decide(_, let otherwise), .ask(_, let otherwise), .fits(_, _, let otherwise),
            .waitUntil(_, _, _, let otherwise):
            otherwise
        default: nil
        }
    }
}
