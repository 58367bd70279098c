import Devices
import Expressions
import Findings
import Labs
import Plans
import Quantities

/// A plan on its way to a program.
///
/// Every construct has its file; each looks up what it names, reports what is wrong, and goes on,
/// so that one pass finds everything.
struct Compilation {
    /// Blocks and procedures in each other; far more than any plan needs.
    static let greatestDepth = 24

    let plan: Plan
    let lab: Lab
    let names: LabNames
    let state: LabState
    let scan: PlanScan
    var size: PlanSize

    var graph = GraphBuilder()
    var sink = FindingSink()
    var frames = [Frame(.plan)]
    var merges: [Merge] = []
    var slotByName: [String: Int] = [:]
    /// What each result's value is, by name.
    var results: [String: ResultKind] = [:]
    var loops: [LoopFrame] = []
    var procedures: [Int] = []
    var usedProcedures: Set<Int> = []
    var tips = TipPool()
    var tipShortage: Shortage?
    var currentThread = 0
    /// The frame of the loop round compiled last.
    var lastRound = Frame(.iteration)
    var groupWells: [String: [Int]] = [:]
    var slotIndex: [String: Int]?
    var place: Place
    var overflowed = false
    var faults = FaultTables()
    /// By step: what the plan says of its faults, the weaker first.
    var rulesOfStep: [[FaultRules]] = []

    /// Where in the plan, and in which round of its loops, compilation is.
    struct Place {
        /// The enclosing step's instance.
        var parent: Int?
        /// The step in hand.
        var path = DocumentPath()
        var id: String?
        /// `i=3` for the loops around, and `#3` for names.
        var iteration = ""
        var suffix = ""
        /// Ids of the `use` steps around.
        var prefix = ""
        var depth = 0
    }

    init(_ plan: Plan, lab: Lab, names: LabNames, state: LabState) {
        self.plan = plan
        self.lab = lab
        self.names = names
        self.state = state
        scan = PlanScan(plan)
        size = PlanSize(plan)
        place = Place()
    }

    // MARK: Reporting

    /// A part of the step in hand.
    enum Spot {
        case step
        case key(String)
        case item(String, Int)
        case itemKey(String, Int, String)
        case path(DocumentPath)
    }

    func path(of spot: Spot) -> DocumentPath {
        switch spot {
        case .step: place.path
        case .key(let key): place.path.key(key)
        case .item(let key, let index): place.path.key(key).index(index)
        case .itemKey(let list, let index, let key): place.path.key(list).index(index).key(key)
        case .path(let path): path
        }
    }

    mutating func report(
        _ code: FindingCode,
        _ spot: Spot,
        _ message: String,
        numbers: [NamedQuantity] = [],
        allowed: AllowedRange? = nil
    ) {
        var finding = Finding(code, at: path(of: spot), step: place.id, message)
        finding.numbers = numbers
        finding.allowed = allowed
        sink.add(finding)
    }

    /// ` Did you mean ‘plate’?`, or nothing.
    func suggestion(_ text: String, among known: [String]) -> String {
        NearestName.of(text, among: known).map { " Did you mean ‘\($0)’?" } ?? ""
    }

    // MARK: Steps

    mutating func compile(_ steps: [Step]) {
        guard place.depth < Self.greatestDepth else {
            // Nothing more is expanded: procedures that use procedures grow without end.
            overflowed = true
            report(.planTooLarge, .step, "Blocks nest more than \(Self.greatestDepth) deep.")
            return
        }
        let outer = place
        place.depth += 1
        for step in steps {
            if overflowed { break }
            place.path = step.path
            place.id = step.id
            compile(step)
            place.parent = outer.parent
        }
        place = outer
    }

    private mutating func compile(_ step: Step) {
        let instance = open(step)
        place.parent = instance
        checkFaultPolicy(step)
        checkHold(step)
        var wells: [Int] = []
        if case .call(let call) = step.action {
            wells = self.call(call, step, instance)
        } else {
            if step.due != nil { due(before: step, instance) }
            compile(step.action, step, instance)
        }
        if let id = step.id, scan.dueTargets.contains(id) {
            let mark = newMarks(1)
            graph.emit(.mark(mark), step: instance)
            remember(id, mark, wells)
        }
        graph.emit(.leave, step: instance)
        if graph.count > Compiler.greatestSize { overflow() }
    }

    mutating func overflow() {
        guard !overflowed else { return }
        overflowed = true
        report(
            .planTooLarge,
            .step,
            "The plan unrolls to more than \(Compiler.greatestSize) points of control."
        )
    }

    private mutating func compile(_ action: StepAction, _ step: Step, _ instance: Int) {
        switch action {
        case .call: break
        case .use(let name, let values): use(name, values, instance)
        case .loop(let loop): self.loop(loop, instance)
        case .forEach(let each): forEach(each, instance)
        case .choose(let condition, let then, let otherwise):
            choose(condition, then, otherwise, instance)
        case .parallel(let parallel): self.parallel(parallel, instance)
        case .start(let name, let steps): start(name, steps, instance)
        case .join(let name): join(name, instance)
        case .wait(let time): wait(time, instance)
        case .waitUntil(let condition): waitUntil(condition, step, instance)
        case .holdWhile(let hold): holdWhile(hold, instance)
        case .measure(let measure): self.measure(measure, step, instance)
        case .weigh(let weigh): self.weigh(weigh, instance)
        case .calibrate(let assembly): calibrate(assembly, instance)
        case .identify(let item, let barcode): identify(item, barcode, instance)
        case .move(let move): self.move(move, instance)
        case .operatorTask(let say, let moves, let takes):
            operatorTask(say, moves, takes, step, instance)
        case .ask(let ask): self.ask(ask, instance)
        case .result(let result): self.result(result, instance)
        case .set(let name, let value): set(name, value, instance)
        }
    }

    /// Adds the step's instance and the node that enters it.
    private mutating func open(_ step: Step) -> Int {
        let index = graph.program.steps.count
        graph.program.steps.append(
            StepInstance(
                id: place.prefix + (step.id ?? step.path.identifier) + place.suffix,
                title: step.title,
                path: step.path,
                parent: place.parent,
                iteration: place.iteration,
                timeout: step.timeout
                    ?? (step.action.hasOwnEnd ? StepInstance.unlimited : plan.defaults.timeout),
                fault: step.fault ?? plan.defaults.fault ?? .safeStop,
                hold: step.hold
            )
        )
        noteFaults(ofStep: step)
        graph.emit(.enter, step: index)
        return index
    }

    /// Policies that only some steps can follow.
    private mutating func checkFaultPolicy(_ step: Step) {
        switch step.fault {
        case .goOn where step.due == nil && !step.action.isWait:
            report(
                .faultPolicyGap,
                .key("else"),
                "Only waits can go on after their time; a failed device needs safe-stop or hold."
            )
        case .endLoop where !step.action.canEndLoop:
            report(
                .faultPolicyGap,
                .key("else"),
                "Only questions and wait-until can end a loop; use safe-stop or hold here."
            )
        default: break
        }
    }

    /// Only what counts time by itself has a timer to stop.
    private mutating func checkHold(_ step: Step) {
        guard step.hold?.timer != nil, !step.action.hasTimer else { return }
        report(
            .unusedValue,
            .key("on-hold"),
            "Only waits and soaks have a timer of their own; leave “timer” out here."
        )
    }

    mutating func perform(_ act: Act, _ instance: Int) {
        let index = graph.program.acts.count
        graph.program.acts.append(act)
        noteFaults(of: act, instance)
        graph.emit(.act(index), step: instance)
    }
}

extension StepAction {
    /// Whether the step ends by itself, so that the plan's default timeout is not for it.
    var hasOwnEnd: Bool {
        switch self {
        case .call, .measure, .weigh, .calibrate, .identify, .move, .operatorTask: false
        default: true
        }
    }

    var isWait: Bool {
        switch self {
        case .wait, .waitUntil, .holdWhile: true
        default: false
        }
    }

    /// Whether the step counts time that a hold can stop.
    var hasTimer: Bool {
        switch self {
        case .wait: true
        case .call(let call): call.verb == .hold || call.verb == .profile
        default: false
        }
    }

    var canEndLoop: Bool { if case .waitUntil = self { true } else { false } }
}

extension DocumentPath {
    /// `steps-3-steps-0`: the path as an id.
    var identifier: String {
        var text = ""
        for component in components {
            if !text.isEmpty { text += "-" }
            switch component {
            case .key(let key): text += key
            case .index(let index): text += String(index)
            }
        }
        return text
    }
}
