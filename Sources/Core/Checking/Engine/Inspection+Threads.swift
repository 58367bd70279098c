import Execution
import Findings
import Plans
import Quantities

/// Threads one after the other: nothing they share may change, so their order does not matter;
/// each has its own clock.
extension Inspection {
    /// Walks the branches; false where one of them never ends nominally.
    func fork(_ threads: Range<Int>, _ rule: ParallelStep.Join) -> Bool {
        let base = world.clock
        var end: Bounds?
        for branch in threads {
            world.clock = base
            started(branch)
            guard rule == .all ? explore(thread: branch) : exploreLoser(branch) else {
                return false
            }
            finished(branch)
            let clock = world.clock
            end = end.map { rule == .all ? $0.latest(clock) : $0.earliest(clock) } ?? clock
            footprints.begin(beside: branch)
        }
        for branch in threads {
            footprints.end(beside: branch)
            footprints.inherit(from: branch, to: thread)
        }
        if let end {
            costs[node] = max(costs[node], end.high - base.high)
            world.clock = end
        }
        return true
    }

    /// A branch that may be cut short anywhere: everything it passes through is possible after it.
    private func exploreLoser(_ branch: Int) -> Bool {
        let outer = passing
        passing = world
        defer { passing = outer }
        guard explore(thread: branch) else { return false }
        let end = world.clock
        if let passed = passing { world.merge(passed, facts: facts, mixture: &mixture) }
        world.clock = end
        return true
    }

    func startBackground(_ branch: Int) {
        let base = world.clock
        started(branch)
        guard explore(thread: branch) else { return }
        finished(branch)
        world.background.append(BackgroundEnd(thread: branch, clock: world.clock))
        footprints.begin(beside: branch)
        world.clock = base
    }

    /// Waits for a background thread; false where it can never end.
    func join(_ branch: Int) -> Bool {
        if let position = world.background.firstIndex(where: { $0.thread == branch }),
            isAncestor(program.threads[branch].parent ?? 0, of: thread)
        {
            let end = world.background.remove(at: position).clock
            footprints.end(beside: branch)
            footprints.inherit(from: branch, to: thread)
            let before = world.clock
            world.clock = before.latest(end)
            costs[node] = max(costs[node], world.clock.high - before.high)
            return true
        }
        if threadStates.indices.contains(branch), threadStates[branch] == .ended,
            !world.background.contains(where: { $0.thread == branch })
        {
            return true
        }
        report(.deadlock) {
            Report(
                "Branch ‘\(name(of: thread))’ waits for ‘\(name(of: branch))’, which "
                    + (threadStates[branch] == .running
                        ? "waits for it in turn." : "is not surely started before it.")
            )
        }
        return true
    }

    private func isAncestor(_ ancestor: Int, of thread: Int) -> Bool {
        var present: Int? = thread
        var steps = 0
        while let here = present, steps < program.threads.count + 1 {
            if here == ancestor { return true }
            present = program.threads[here].parent
            steps += 1
        }
        return false
    }

    private func started(_ branch: Int) {
        if threadStates.indices.contains(branch) { threadStates[branch] = .running }
    }

    private func finished(_ branch: Int) {
        if threadStates.indices.contains(branch) { threadStates[branch] = .ended }
    }
}

enum BranchProgress {
    case waiting, running, ended
}

extension Bounds {
    func latest(_ other: Bounds) -> Bounds { Bounds(max(low, other.low), max(high, other.high)) }
    func earliest(_ other: Bounds) -> Bounds { Bounds(min(low, other.low), min(high, other.high)) }
}
