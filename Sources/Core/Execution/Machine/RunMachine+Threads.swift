import Devices
import Plans
import Quantities

extension RunMachine {
    /// Waits for a background thread, or goes on where it has ended.
    mutating func join(_ position: Int, _ joined: Int) {
        guard let other = self.position(of: joined) else { return goOn(position) }
        if threads[other].phase == .ended {
            goOn(position)
            threads.remove(at: other)
        } else {
            threads[position].phase = .joining(thread: joined)
        }
    }

    /// The thread at `position` has no more steps.
    mutating func end(_ position: Int, _ turn: inout Turn) {
        let ended = threads[position].thread
        if threads.contains(where: { entry($0.thread).parent == ended && $0.phase != .ended }) {
            threads[position].phase = .draining
            return
        }
        threads = threads.filter { entry($0.thread).parent != ended }
        guard let position = self.position(of: ended) else { return }
        threads[position].phase = .ended
        if ended == program.finally { return finallyEnded(&turn) }
        guard let parent = entry(ended).parent else { return complete(&turn) }
        guard let above = self.position(of: parent) else { return }
        switch threads[above].phase {
        case .forked where branches(of: threads[above])?.threads.contains(ended) == true:
            branchEnded(parent, &turn)
        case .joining(ended):
            goOn(above)
            threads.removeAll { $0.thread == ended }
        case .draining: threads[above].phase = .ready
        default: break
        }
    }

    private mutating func finallyEnded(_ turn: inout Turn) {
        threads.removeAll(keepingCapacity: true)
        endDue = .never
        if state == .completing, posture.ending == .proved {
            obey(.stateComplete, &turn)
        } else {
            makeSafe(&turn)
        }
    }

    struct Branches {
        var threads: Range<Int>
        var join: ParallelStep.Join
        var onFailure: ParallelStep.OnFailure
    }

    /// The branches of the fork a thread is at.
    func branches(of thread: ThreadState) -> Branches? {
        guard thread.phase == .forked,
            case .fork(let range, let join, let onFailure) = node(thread.node).kind
        else { return nil }
        return Branches(threads: range, join: join, onFailure: onFailure)
    }

    /// A branch has ended or failed: joins where that is enough.
    mutating func branchEnded(_ parent: Int, _ turn: inout Turn) {
        guard let position = self.position(of: parent),
            let branches = branches(of: threads[position])
        else { return }
        var ended = 0
        var fault: FaultKind?
        for thread in threads where branches.threads.contains(thread.thread) {
            switch thread.phase {
            case .ended: ended += 1
            case .failed(let kind):
                ended += 1
                fault = fault ?? kind
            default: break
            }
        }
        let someoneArrived = threads.contains {
            branches.threads.contains($0.thread) && $0.phase == .ended
        }
        let enough =
            ended == branches.threads.count || (branches.join == .any && someoneArrived)
        guard enough else { return }
        cancel(where: { branches.threads.contains($0) }, &turn)
        if let fault {
            fail(parent, fault, &turn)
        } else if let position = self.position(of: parent) {
            goOn(position)
        }
    }
}
