package import Devices
package import Quantities

/// Where one thread of a run is.
package struct ThreadState: Hashable, Sendable {
    /// Index into `Program.threads`.
    package let thread: Int
    /// The node it is at.
    package internal(set) var node: Int
    /// The innermost step it has entered and not left; nil before its first.
    package internal(set) var step: Int?
    package internal(set) var phase = ThreadPhase.ready
    /// The step around the whole thread, which other threads leave.
    let base: Int?
    /// The innermost timed step must be left by then.
    var deadline = Instant.never
    /// Deadlines of timed steps around that one, outermost first.
    var outerDeadlines: [Instant] = []
    /// How often the node's act was carried out again after a fault.
    var retries = 0
    /// What the node's act was suspended for must be back by then.
    var awayUntil = Instant.never

    init(thread: Int, node: Int, base: Int?) {
        self.thread = thread
        self.node = node
        self.base = base
        step = base
    }
}

/// What a thread does at its node.
package enum ThreadPhase: Hashable, Sendable {
    /// About to carry out its node; only inside one call of `handle`.
    case ready
    /// An act is on its way.
    case performing(act: Int, ActStage)
    /// A value was asked for.
    case evaluating
    /// A condition is watched until it holds.
    case watching(until: Instant)
    case waiting(until: Instant)
    case asking(question: Int, until: Instant)
    /// Its branches run.
    case forked
    case joining(thread: Int)
    /// Its own steps are done, what it started is not.
    case draining
    case ended
    /// It failed, and its siblings may finish first.
    case failed(FaultKind)
    /// The run is held before this node.
    case paused(since: Instant)
    /// Its node failed, and a person must say what follows.
    case faulted(FaultKind, since: Instant)
    /// Its node failed for want of something that may come back.
    case away(FaultKind, since: Instant, until: Instant)
    /// A wait whose timer stands still while the run is held, with so much left of it.
    case rested(left: Lapse, since: Instant)
}

extension ThreadState {
    /// Enters a step that must be left by `instant`.
    mutating func push(deadline instant: Instant) {
        if deadline != .never || !outerDeadlines.isEmpty { outerDeadlines.append(deadline) }
        deadline = instant
    }

    mutating func popDeadline() { deadline = outerDeadlines.popLast() ?? .never }

    /// Time spent held does not count against its steps.
    mutating func shiftDeadlines(by lapse: Lapse) {
        if deadline != .never { deadline = deadline + lapse }
        for index in outerDeadlines.indices {
            outerDeadlines[index] = outerDeadlines[index] + lapse
        }
    }

    /// A step that failed begins anew: its deadlines are as far away as they were, and those that
    /// had come, as far as its own time.
    mutating func renewDeadlines(since: Instant, now: Instant, timeout: Lapse) {
        shiftDeadlines(by: now - since)
        let earliest = outerDeadlines.reduce(deadline, min)
        if earliest <= now { shiftDeadlines(by: now - earliest + timeout) }
    }

    /// When the phase itself ends by time.
    var phaseEnd: Instant {
        switch phase {
        case .watching(let until), .waiting(let until), .asking(_, let until),
            .away(_, _, let until):
            until
        default: .never
        }
    }

    /// When its innermost or an enclosing step is late; a paused thread is never late.
    var stepEnd: Instant {
        switch phase {
        case .paused, .rested, .faulted, .away, .ended, .failed: .never
        default: outerDeadlines.reduce(deadline, min)
        }
    }
}
