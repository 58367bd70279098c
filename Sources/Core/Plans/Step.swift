package import Devices
package import Expressions
package import Findings
package import Quantities

/// One step as the document has it.
package struct Step: Sendable {
    package var id: String?
    package var action: StepAction
    package var timeout: Lapse?
    package var fault: FaultPolicy?
    /// What follows faults by kind, over `fault`.
    package var faults: FaultRules?
    package var hold: HoldRule?
    package var due: Due?
    package var path: DocumentPath

    package init(
        id: String? = nil,
        action: StepAction,
        timeout: Lapse? = nil,
        fault: FaultPolicy? = nil,
        faults: FaultRules? = nil,
        hold: HoldRule? = nil,
        due: Due? = nil,
        path: DocumentPath
    ) {
        self.id = id
        self.action = action
        self.timeout = timeout
        self.fault = fault
        self.faults = faults
        self.hold = hold
        self.due = due
        self.path = path
    }
}

/// `due: 10 min after develop, tolerance: 30 s`; per well where both steps go over wells.
package struct Due: Hashable, Sendable {
    package enum Relation: String, Hashable, Sendable {
        /// Begin at this time after the other step, waiting if early.
        case after
        /// Begin at the latest this long after the other step; no waiting.
        case within
    }

    package var relation: Relation
    package var delay: Lapse
    package var step: String
    package var tolerance: Lapse

    package init(relation: Relation, delay: Lapse, step: String, tolerance: Lapse) {
        self.relation = relation
        self.delay = delay
        self.step = step
        self.tolerance = tolerance
    }
}

/// What a step does.
///
/// Names in texts may hold `$parameter` and `{loop}` templates.
package indirect enum StepAction: Sendable {
    /// `do: furnace.ramp`
    case call(Call)
    case use(procedure: String, values: [ProcedureValue])
    case loop(LoopStep)
    case forEach(ForEachStep)
    case choose(condition: Expr, then: [Step], otherwise: [Step])
    case parallel(ParallelStep)
    case start(name: String, steps: [Step])
    case join(name: String)
    case wait(Expr)
    case waitUntil(Expr)
    case holdWhile(HoldWhileStep)
    case measure(MeasureStep)
    case weigh(WeighStep)
    case calibrate(assembly: String)
    case identify(item: String, barcode: String?)
    case move(Move)
    case operatorTask(say: String, moves: [Move], takes: Lapse?)
    case ask(AskStep)
    case result(ResultStep)
    /// Assigns a name once per iteration.
    case set(name: String, value: Expr)
}

/// A verb of an assembly with its arguments.
package struct Call: Sendable {
    package var assembly: String
    package var verb: Verb
    package var arguments: [Argument]

    package init(assembly: String, verb: Verb, arguments: [Argument]) {
        self.assembly = assembly
        self.verb = verb
        self.arguments = arguments
    }

    package func argument(_ name: String) -> ArgumentValue? {
        arguments.first { $0.name == name }?.value
    }
}

package struct Argument: Sendable {
    package var name: String
    package var value: ArgumentValue

    package init(_ name: String, _ value: ArgumentValue) {
        self.name = name
        self.value = value
    }
}

package enum ArgumentValue: Sendable {
    case expression(Expr)
    case integer(Int)
    case flag(Bool)
    /// Wells, choices and texts, as written.
    case text(String)
    case segments([Segment])
}

/// One segment of `furnace.profile`.
package struct Segment: Hashable, Sendable {
    package var to: Expr
    package var rate: Expr
    package var dwell: Expr?

    package init(to: Expr, rate: Expr, dwell: Expr?) {
        self.to = to
        self.rate = rate
        self.dwell = dwell
    }
}

/// `T=$next.T` of `do: use`.
package struct ProcedureValue: Hashable, Sendable {
    package var name: String
    package var text: String
    package var path: DocumentPath

    package init(name: String, text: String, path: DocumentPath) {
        self.name = name
        self.text = text
        self.path = path
    }
}

/// `do: repeat`; also quality-gated retry, whose `until` is the gate.
package struct LoopStep: Sendable {
    package enum Style: String, Hashable, Sendable, CaseIterable {
        case `repeat`
        /// The same again until it is good enough.
        case retry
    }

    package var style: Style
    package var name: String?
    package var times: Int
    package var within: Lapse?
    package var until: Expr?
    package var steps: [Step]

    package init(
        name: String?,
        times: Int,
        within: Lapse?,
        until: Expr?,
        steps: [Step],
        style: Style = .repeat
    ) {
        self.style = style
        self.name = name
        self.times = times
        self.within = within
        self.until = until
        self.steps = steps
    }
}

package struct ForEachStep: Sendable {
    package enum Items: Hashable, Sendable {
        case wells(String)
        case rows(String)
        case columns(String)
        /// The samples of a group.
        case samples(String)
        case count(Int)
    }

    package var name: String
    package var items: Items
    package var steps: [Step]

    package init(name: String, items: Items, steps: [Step]) {
        self.name = name
        self.items = items
        self.steps = steps
    }
}

package struct ParallelStep: Sendable {
    package enum Join: String, Hashable, Sendable, CaseIterable {
        case all, any
    }

    package enum OnFailure: String, Hashable, Sendable, CaseIterable {
        case stopSiblings = "stop-siblings"
        case letFinish = "let-finish"
    }

    package var branches: [PlanBranch]
    package var join: Join
    package var onFailure: OnFailure

    package init(branches: [PlanBranch], join: Join, onFailure: OnFailure) {
        self.branches = branches
        self.join = join
        self.onFailure = onFailure
    }
}

package struct PlanBranch: Sendable {
    package var name: String
    package var steps: [Step]

    package init(name: String, steps: [Step]) {
        self.name = name
        self.steps = steps
    }
}

/// Steps that go on only while a condition holds.
package struct HoldWhileStep: Sendable {
    package enum Counting: String, Hashable, Sendable, CaseIterable {
        case continuous, cumulative
    }

    package var condition: Expr
    /// The condition must hold by then.
    package var entry: Lapse
    /// Time outside that is tolerated; bad quality counts as outside.
    package var excursion: Lapse
    package var counting: Counting
    /// How long to hold, where there are no steps.
    package var duration: Expr?
    package var steps: [Step]

    package init(
        condition: Expr,
        entry: Lapse,
        excursion: Lapse,
        counting: Counting,
        duration: Expr?,
        steps: [Step]
    ) {
        self.condition = condition
        self.entry = entry
        self.excursion = excursion
        self.counting = counting
        self.duration = duration
        self.steps = steps
    }
}

/// Reads a point into a name; over a time, its mean.
package struct MeasureStep: Sendable {
    package var name: String
    package var point: String
    package var over: Lapse?
    /// The plan's claim of what it can be; outside it the step fails.
    package var within: AnswerKind?

    package init(name: String, point: String, over: Lapse?, within: AnswerKind?) {
        self.name = name
        self.point = point
        self.over = over
        self.within = within
    }
}

package struct WeighStep: Sendable {
    package var name: String?
    package var material: String
    package var into: String
    package var target: Expr
    package var tolerance: Expr
    /// The balance; nil where the lab has just one.
    package var balance: String?

    package init(
        name: String?,
        material: String,
        into: String,
        target: Expr,
        tolerance: Expr,
        balance: String?
    ) {
        self.name = name
        self.material = material
        self.into = into
        self.target = target
        self.tolerance = tolerance
        self.balance = balance
    }
}

/// What changes place or cover.
package enum Move: Hashable, Sendable {
    case item(String, to: String)
    case contents(of: String, to: String)
    case cover(String, on: Bool)
    /// Adds a material to a vessel by hand.
    case add(material: String, amount: Expr, to: String)
}

package struct AskStep: Sendable {
    package enum Whom: Hashable, Sendable {
        case planner, person
    }

    /// What counts when no valid answer comes in time.
    package enum Fallback: Hashable, Sendable {
        case endLoop
        case safeStop
        case values([ProcedureValue])
    }

    package var whom: Whom
    package var name: String
    package var say: String
    package var expect: [AnswerField]
    package var deadline: Lapse
    package var fallback: Fallback

    package init(
        whom: Whom,
        name: String,
        say: String,
        expect: [AnswerField],
        deadline: Lapse,
        fallback: Fallback
    ) {
        self.whom = whom
        self.name = name
        self.say = say
        self.expect = expect
        self.deadline = deadline
        self.fallback = fallback
    }
}

package struct AnswerField: Hashable, Sendable {
    package var name: String
    package var kind: AnswerKind
    package var path: DocumentPath

    package init(name: String, kind: AnswerKind, path: DocumentPath) {
        self.name = name
        self.kind = kind
        self.path = path
    }
}

package struct ResultStep: Sendable {
    package enum Goal: String, Hashable, Sendable, CaseIterable {
        case maximise, minimise, record
    }

    package var name: String
    package var value: Expr
    package var inputs: [Expr]
    package var goal: Goal

    package init(name: String, value: Expr, inputs: [Expr], goal: Goal) {
        self.name = name
        self.value = value
        self.inputs = inputs
        self.goal = goal
    }
}
