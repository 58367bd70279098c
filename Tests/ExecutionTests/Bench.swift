import Execution
import Expressions
import Findings
import Labs
import Plans
import Quantities
import Testing

/// A machine at work, with a clock to hand.
struct Bench {
    var machine: RunMachine
    var now = Instant.start

    init(_ steps: String, head: String = "", bounds: EndBounds = .unlimited) throws {
        let compiled = Compiled(steps, head: head)
        guard let program = compiled.program else {
            Issue.record("\(compiled.messages)")
            throw NoProgram()
        }
        machine = RunMachine(program, bounds: bounds)
    }

    struct NoProgram: Error {}

    /// Handles `event`, `after` seconds later.
    mutating func handle(_ event: MachineEvent, after seconds: Double = 0) -> [MachineAction] {
        now = now + Lapse(seconds: seconds)
        return machine.handle(event, at: now)
    }

    /// Lets the clock run to the next deadline.
    mutating func elapse() -> [MachineAction] {
        now = machine.nextDeadline
        return machine.handle(.timer, at: now)
    }

    /// What the thread's node has to be told for control to go on.
    func answer(_ action: MachineAction) -> MachineEvent? {
        switch action {
        case .perform(let thread, _, _): .finished(thread: thread)
        case .evaluate(let thread, let node):
            switch machine.program.nodes[node].kind {
            case .decide: .decided(thread: thread, false)
            case .fits: .decided(thread: thread, true)
            case .wait: .measured(thread: thread, Lapse(seconds: 60))
            default: .finished(thread: thread)
            }
        case .watch(let thread, _): .decided(thread: thread, true)
        case .ask(let thread, _): .answered(thread: thread)
        case .makeSafe: .safe
        default: nil
        }
    }

    /// Answers everything at once until nothing is left to do; returns every action.
    mutating func finish(_ pending: [MachineAction] = []) -> [MachineAction] {
        var all: [MachineAction] = []
        var events = pending.compactMap(answer)
        for _ in 0..<10_000 {
            let actions: [MachineAction]
            if events.isEmpty {
                guard machine.nextDeadline != .never else { break }
                actions = elapse()
            } else {
                actions = handle(events.removeFirst())
            }
            all += actions
            events += actions.compactMap(answer)
        }
        return all
    }
}
