import Execution
import Findings
import Plans
import Quantities

/// Walks every way through the program, each node once for everything that can be there.
///
/// Nodes form a graph without cycles; worlds that wait at a node are joined before it is visited,
/// so the walk is linear in the program's size.
extension Inspection {
    /// A world that waits to go on at a node.
    struct Waiting {
        var node: Int
        var world: World
    }

    /// Where a visited node leads.
    enum Onward {
        case to(Int)
        /// Both ways; the world for the second differs only where one is given.
        case both(Int, Int, World)
        /// The thread ends here.
        case end
        /// No nominal way on.
        case nowhere
    }

    /// Walks one thread from the present world; afterwards `world` is what holds at its end.
    ///
    /// Returns false where the thread never ends nominally.
    func explore(thread number: Int) -> Bool {
        guard program.threads.indices.contains(number) else { return true }
        let outer = thread
        thread = number
        defer { thread = outer }
        var waiting: [Waiting] = []
        var ended: World?
        var next = program.threads[number].first
        var alive = true
        while alive || !waiting.isEmpty {
            if !waiting.isEmpty { takeFirst(&waiting, &next, &alive) }
            guard program.nodes.indices.contains(next), countState() else { break }
            node = next
            visited[node] = true
            if var passed = passing {
                passed.merge(world, facts: facts, mixture: &mixture)
                passing = passed
            }
            switch visit() {
            case .to(let onward): next = onward
            case .both(let first, let second, let other):
                waiting.append(Waiting(node: second, world: other))
                next = first
            case .end:
                join(&ended)
                alive = false
            case .nowhere: alive = false
            }
        }
        guard let ended else { return false }
        world = ended
        return true
    }

    /// Goes on with the earliest node that anything waits at, and joins all that waits there.
    private func takeFirst(_ waiting: inout [Waiting], _ next: inout Int, _ alive: inout Bool) {
        var first = -1
        for position in waiting.indices
        where first < 0 || rank(waiting[position].node) < rank(waiting[first].node) {
            first = position
        }
        let earliest = waiting[first].node
        if alive, rank(next) < rank(earliest) { return }
        if alive, next != earliest {
            waiting.append(Waiting(node: next, world: world))
            alive = false
        }
        var position = waiting.count - 1
        while position >= 0 {
            if waiting[position].node == earliest {
                let arrived = waiting.remove(at: position).world
                if alive {
                    world.merge(arrived, facts: facts, mixture: &mixture)
                } else {
                    world = arrived
                    alive = true
                }
            }
            position -= 1
        }
        next = earliest
    }

    private func rank(_ node: Int) -> Int32 { order.indices.contains(node) ? order[node] : .max }

    private func join(_ ended: inout World?) {
        guard var end = ended else {
            ended = world
            return
        }
        end.merge(world, facts: facts, mixture: &mixture)
        ended = end
    }

    private func countState() -> Bool {
        proof.states += 1
        if proof.states <= options.greatestStates { return true }
        exhausted = true
        return false
    }
}
