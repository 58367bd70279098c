package import Devices
package import Expressions
package import Findings
package import Plans
package import Quantities

/// A plan compiled for one lab.
///
/// Names are looked up, procedures inlined, loops unrolled, well sets spread. Nodes form a graph
/// without cycles, so every path ends.
package struct Program: Sendable {
    package var nodes: [Node] = []
    package var acts: [Act] = []
    package var steps: [StepInstance] = []
    package var slots: [Slot] = []
    package var questions: [Question] = []
    package var results: [ResultSpec] = []
    package var monitors: [Monitor] = []
    /// First node of each thread; 0 is the main one.
    package var threads: [ThreadEntry] = []
    /// The thread of the plan's `finally`, nil where it has none.
    package var finally: Int?
    /// How many instants `.mark` nodes remember.
    package var marks = 0
    /// Every fault table there is, by number.
    package var faultTables: [FaultTable] = []
    /// By act, and by step for what is no act: its fault table's number.
    package var actFaults: [Int] = []
    package var stepFaults: [Int] = []
    /// How long the run may be held where its steps say nothing, and what follows.
    package var hold = HoldRule.endless

    package init() {}

    /// What follows faults of an act.
    package func faults(ofAct act: Int) -> FaultTable {
        table(actFaults, act) ?? FaultTable(FaultScope(.act(.once)))
    }

    /// What follows faults of a step's waits, values and questions.
    package func faults(ofStep step: Int) -> FaultTable {
        table(stepFaults, step) ?? FaultTable(FaultScope(.thought))
    }

    private func table(_ numbers: [Int], _ index: Int) -> FaultTable? {
        guard numbers.indices.contains(index), faultTables.indices.contains(numbers[index]) else {
            return nil
        }
        return faultTables[numbers[index]]
    }
}

package struct ThreadEntry: Hashable, Sendable {
    package var name: String
    package var first: Int
    /// The thread that forks or starts it; nil for the main one and for `finally`.
    package var parent: Int?

    package init(name: String, first: Int, parent: Int?) {
        self.name = name
        self.first = first
        self.parent = parent
    }
}

/// One point of control.
package struct Node: Hashable, Sendable {
    package var kind: NodeKind
    /// The node after it; where a kind names another target, this is the one for yes or success.
    package var next: Int
    /// Index into `Program.steps`.
    package var step: Int

    package init(_ kind: NodeKind, next: Int, step: Int) {
        self.kind = kind
        self.next = next
        self.step = step
    }
}

package enum NodeKind: Hashable, Sendable {
    /// A step begins, or has ended.
    case enter
    case leave
    /// Carries out `Program.acts[index]`.
    case act(Int)
    case assign(slot: Int, Expr)
    case decide(Expr, otherwise: Int)
    case wait(Expr)
    /// Goes on once the condition holds; past the timeout it fails, goes on, or (`endLoop`) leads
    /// to `otherwise`, which is `next` under every other policy.
    case waitUntil(Expr, timeout: Lapse, onTimeout: FaultPolicy, otherwise: Int)
    /// A loop's time: `decided(true)` where another iteration fits into `within` since the mark.
    /// Whoever answers knows the iteration's worst case.
    case fits(mark: Int, within: Lapse, otherwise: Int)
    /// Remembers now as instant `mark`.
    case mark(Int)
    /// Waits until (or checks that it is not later than) `delay` after the mark.
    case due(mark: Int, Due.Relation, delay: Lapse, tolerance: Lapse)
    /// From here, or no longer, the monitor's condition must hold.
    case monitor(Int, on: Bool)
    /// Asks; an answer that never comes leads to the fallback.
    case ask(Int, otherwise: Int)
    case result(Int)
    case fork(threads: Range<Int>, ParallelStep.Join, ParallelStep.OnFailure)
    case start(thread: Int)
    case join(thread: Int)
    case end
}

/// One occurrence of a plan's step after unrolling.
package struct StepInstance: Hashable, Sendable {
    /// The timeout of a step that has none: blocks without one, waits of a given length.
    package static let unlimited = Lapse(nanoseconds: .max)

    /// The plan's id, or one made from position: `steps-3`.
    package var id: String
    /// What it does, for people: `furnace.ramp to 850 degC at 5 K/min`.
    package var title: String
    package var path: DocumentPath
    /// The enclosing step's instance; nil at the top.
    package var parent: Int?
    /// `i=3` for the loops around it, outermost first.
    package var iteration: String
    /// The longest it may take, by the plan; `unlimited` where it ends by itself.
    package var timeout: Lapse
    package var fault: FaultPolicy
    /// What a hold may do to it; nil where the plan says nothing of it.
    package var hold: HoldRule?

    package init(
        id: String,
        title: String,
        path: DocumentPath,
        parent: Int?,
        iteration: String,
        timeout: Lapse,
        fault: FaultPolicy,
        hold: HoldRule? = nil
    ) {
        self.id = id
        self.title = title
        self.path = path
        self.parent = parent
        self.iteration = iteration
        self.timeout = timeout
        self.fault = fault
        self.hold = hold
    }
}

/// A named value of the run; `Expr.variable(name)` reads it.
package struct Slot: Hashable, Sendable {
    /// Unique over the program: `next.T`, or `next.T#3` in iteration 3.
    package var name: String
    package var kind: ExprKind
    /// What the plan declared it can be; everything where it declared nothing.
    package var bounds: Bounds
    package var unit: PhysicalUnit

    package init(name: String, kind: ExprKind, bounds: Bounds, unit: PhysicalUnit) {
        self.name = name
        self.kind = kind
        self.bounds = bounds
        self.unit = unit
    }
}

package struct Question: Hashable, Sendable {
    package var whom: AskStep.Whom
    package var name: String
    package var say: String
    package var fields: [QuestionField]
    package var deadline: Lapse
    package var fallback: QuestionFallback

    package init(
        whom: AskStep.Whom,
        name: String,
        say: String,
        fields: [QuestionField],
        deadline: Lapse,
        fallback: QuestionFallback
    ) {
        self.whom = whom
        self.name = name
        self.say = say
        self.fields = fields
        self.deadline = deadline
        self.fallback = fallback
    }
}

package struct QuestionField: Hashable, Sendable {
    package var name: String
    package var kind: AnswerKind
    /// Where the answer goes; a table takes one slot for each well, in order from here.
    package var slot: Int
    /// Vessel names of a table's rows.
    package var wells: [String]

    package init(name: String, kind: AnswerKind, slot: Int, wells: [String]) {
        self.name = name
        self.kind = kind
        self.slot = slot
        self.wells = wells
    }
}

package enum QuestionFallback: Hashable, Sendable {
    /// Continue at the ask node's `otherwise`.
    case endLoop
    case safeStop
    /// Values in SI (flags 0 or 1, choices by index), one for each slot in the order of the fields.
    case values([Double])
}

package struct ResultSpec: Hashable, Sendable {
    package var name: String
    package var value: Expr
    package var inputs: [Expr]
    package var goal: ResultStep.Goal
    /// The unit people read the value in.
    package var unit: PhysicalUnit

    package init(
        name: String,
        value: Expr,
        inputs: [Expr],
        goal: ResultStep.Goal,
        unit: PhysicalUnit = .one
    ) {
        self.unit = unit
        self.name = name
        self.value = value
        self.inputs = inputs
        self.goal = goal
    }
}

/// A condition that must hold while steps run.
package struct Monitor: Hashable, Sendable {
    package var condition: Expr
    package var excursion: Lapse
    package var counting: HoldWhileStep.Counting

    package init(condition: Expr, excursion: Lapse, counting: HoldWhileStep.Counting) {
        self.condition = condition
        self.excursion = excursion
        self.counting = counting
    }
}
