import Execution
import Expressions
import Labs
import Plans
import Quantities

/// Drives the very machine that runs through every outcome, and notes where it comes by.
///
/// Acts and values end at once, both answers of every decision and question are given, and time
/// passes only where every thread waits for it. Numbers play no part here: what they can be is the
/// walk of `Inspection`, which visits no node that the machine does not reach.
struct ControlWalk {
    enum Outcome: Hashable {
        case complete
        /// No thread can go on: at this node.
        case stuck(node: Int)
        /// A deadline of the plan comes before what it waits for.
        case late(node: Int)
        case exhausted
    }

    private let program: Program
    private let longest: (Int) -> Lapse
    private let capacity: Int
    private(set) var reached: [Bool]
    private(set) var states = 0
    /// Control points that more than one way leads to; looked up only.
    private var seen: Set<UInt64> = []
    private var joins: [Bool]
    private var pending: [RunMachine] = []

    /// A walk of `program`; `longest` says how long the `wait` at a node lasts at most.
    init(_ program: Program, capacity: Int, longest: @escaping (Int) -> Lapse) {
        self.program = program
        self.capacity = capacity
        self.longest = longest
        reached = Array(repeating: false, count: program.nodes.count)
        joins = Array(repeating: false, count: program.nodes.count)
        markJoins()
    }

    private mutating func markJoins() {
        var arrivals = [Bool](repeating: false, count: program.nodes.count)
        for node in program.nodes {
            for target in node.successors(program) where arrivals.indices.contains(target) {
                if arrivals[target] { joins[target] = true }
                arrivals[target] = true
            }
        }
    }

    mutating func run() -> Outcome {
        var first = RunMachine(program)
        note(first.handle(.start, at: .start))
        pending = [first]
        while var machine = pending.popLast() {
            let outcome = follow(&machine)
            if outcome != .complete { return outcome }
        }
        return .complete
    }

    /// One way to its end, or to where another way has been.
    private mutating func follow(_ machine: inout RunMachine) -> Outcome {
        while true {
            switch machine.state {
            case .complete: return .complete
            case .execute, .completing: break
            default: return .late(node: machine.threads.first?.node ?? 0)
            }
            states += 1
            guard states <= capacity else { return .exhausted }
            guard let next = machine.threads.first(where: { $0.phase.wantsAnswer }) else {
                let waiting = machine.threads.first { $0.phase.waitsForTime }
                guard let waiting else {
                    return .stuck(node: machine.threads.last?.node ?? 0)
                }
                note(machine.handle(.timer, at: machine.nextDeadline))
                if machine.state == .aborting { return .late(node: waiting.node) }
                continue
            }
            reached[next.node] = true
            if joins[next.node], !seen.insert(machine.controlKey).inserted { return .complete }
            answer(next, &machine)
        }
    }

    private mutating func answer(_ thread: ThreadState, _ machine: inout RunMachine) {
        let number = thread.thread
        switch thread.phase {
        case .performing: note(machine.handle(.finished(thread: number), at: .start))
        case .watching: note(machine.handle(.decided(thread: number, true), at: .start))
        case .asking:
            var other = machine
            note(other.handle(.unanswered(thread: number), at: .start))
            if other.state == .execute || other.state == .completing { pending.append(other) }
            note(machine.handle(.answered(thread: number), at: .start))
        case .evaluating:
            switch program.nodes[thread.node].kind {
            case .decide, .fits:
                var other = machine
                note(other.handle(.decided(thread: number, false), at: .start))
                pending.append(other)
                note(machine.handle(.decided(thread: number, true), at: .start))
            case .wait:
                note(machine.handle(.measured(thread: number, longest(thread.node)), at: .start))
            default: note(machine.handle(.finished(thread: number), at: .start))
            }
        default: break
        }
    }

    /// Nodes that machines pass without asking are known by their steps' entries.
    private mutating func note(_ actions: [MachineAction]) {
        for action in actions {
            switch action {
            case .perform(thread: _, act: _, let node), .evaluate(thread: _, let node),
                .watch(thread: _, let node):
                if reached.indices.contains(node) { reached[node] = true }
            default: break
            }
        }
    }
}

extension ThreadPhase {
    /// Whether the machine waits for news of this thread.
    var wantsAnswer: Bool {
        switch self {
        case .performing, .evaluating, .watching, .asking: true
        default: false
        }
    }

    var waitsForTime: Bool { if case .waiting = self { true } else { false } }
}

extension NodeKind {
    /// Whether the machine asks for something at such a node, and so is seen there.
    var isAsked: Bool {
        switch self {
        case .act, .assign, .decide, .wait, .waitUntil, .fits, .ask, .result: true
        default: false
        }
    }
}
