import Execution
import Findings
import Labs
import Plans
import Quantities

/// One check in progress: the plan, the laboratory, the present abstract state, what was found.
///
/// A class because rules and effects change it in place; it never leaves the call that made it.
final class Inspection {
    let plan: Plan
    let lab: Lab
    let program: Program
    let facts: LabFacts
    let options: CheckOptions
    let rules: RuleTable
    var world: World
    var ledger: FindingLedger
    /// Where the exploration is: node and its step, thread, and act operands.
    var node = 0
    var thread = 0
    var operands = Operands()
    /// By step instance: the clock when it began.
    var began: [Bounds?]
    /// Number of the newest mixture; see `LiquidNumber`.
    var mixture = LiquidNumber.firstMixture
    var proof = Proof()
    /// By node: seconds it takes at most; for loops that must know an iteration's worst case.
    var costs: [Double]
    /// Position of each node in an order in which every edge leads forward.
    let order: [Int32]
    var visited: [Bool]
    /// By `wait` node: how long it lasts at most, s; looked up only.
    var waits: [Int: Double] = [:]
    var footprints: Footprints
    var guards = GuardLedger()
    var threadStates: [BranchProgress]
    /// Paths of the plan's retries, and what was added first inside them.
    var retries: [DocumentPath] = []
    var additions: [Retries.Addition: String] = [:]
    /// While a branch may be cut short: everything it has passed through.
    var passing: World?
    private let valueNumbers: [String: Int]
    var usedValues: [Bool]
    /// States explored; the exploration is refused beyond `CheckOptions.greatestStates`.
    var exhausted = false

    init(
        plan: Plan,
        lab: Lab,
        names: LabNames,
        state: LabState,
        program: Program,
        order: [Int32],
        options: CheckOptions
    ) {
        self.plan = plan
        self.lab = lab
        self.program = program
        self.order = order
        self.options = options
        rules = RuleTable.without(options.disabled)
        facts = LabFacts(lab: lab, names: names, state: state)
        world = World(
            facts: facts,
            values: program.slots.count,
            marks: program.marks,
            state: state,
            lab: lab
        )
        ledger = FindingLedger(disabled: options.disabled)
        began = Array(repeating: nil, count: program.steps.count)
        costs = Array(repeating: 0, count: program.nodes.count)
        visited = Array(repeating: false, count: program.nodes.count)
        footprints = Footprints(threads: program.threads.count)
        footprints.isNeeded = program.threads.count > (program.finally == nil ? 1 : 2)
        threadStates = Array(repeating: .waiting, count: program.threads.count)
        usedValues = Array(repeating: false, count: program.slots.count)
        var numbers: [String: Int] = [:]
        for (index, slot) in program.slots.enumerated() { numbers[slot.name] = index }
        valueNumbers = numbers
        proof.steps = Array(
            repeating: StepProof(start: .zero, end: .zero),
            count: program.steps.count
        )
    }

    func valueNumber(_ name: String) -> Int? { valueNumbers[name] }

    /// The present node's step instance.
    var step: Int { program.nodes[node].step }

    /// Records a finding at the present step; `describe` runs only where it is a new one.
    func report(
        _ code: FindingCode,
        _ subject: Subject = .nothing,
        describe: () -> Report
    ) {
        report(code, at: step, subject, describe: describe)
    }

    func report(
        _ code: FindingCode,
        at step: Int,
        _ subject: Subject = .nothing,
        describe: () -> Report
    ) {
        guard program.steps.indices.contains(step) else { return }
        let instance = program.steps[step]
        let key = FindingLedger.Key(code: code, path: instance.path)
        if ledger.countAgain(key) { return }
        let report = describe()
        var finding = Finding(
            code,
            at: report.key.map { instance.path.key($0) } ?? instance.path,
            step: instance.id,
            report.message
        )
        finding.severity = report.severity ?? code.severity
        finding.numbers = report.numbers
        finding.allowed = report.allowed
        finding.fix = report.fix
        finding.trace = trace(to: node, step: step, subject)
        ledger.add(finding, key)
    }

    /// Records a finding about the plan as a whole, or a part of it that is no step.
    func report(_ code: FindingCode, path: DocumentPath, describe: () -> Report) {
        let key = FindingLedger.Key(code: code, path: path)
        if ledger.countAgain(key) { return }
        let report = describe()
        var finding = Finding(code, at: path, report.message)
        finding.severity = report.severity ?? code.severity
        finding.numbers = report.numbers
        finding.allowed = report.allowed
        finding.fix = report.fix
        finding.trace = report.trace
        ledger.add(finding, key)
    }
}

/// What a finding says, made only once it is needed.
struct Report {
    var message: String
    var numbers: [NamedQuantity] = []
    var allowed: AllowedRange?
    /// The key of the step the fault is in, where it is one.
    var key: String?
    var severity: Severity?
    var fix: Fix?
    var trace: [String] = []

    init(
        _ message: String,
        _ numbers: [NamedQuantity] = [],
        allowed: AllowedRange? = nil,
        key: String? = nil,
        severity: Severity? = nil,
        fix: Fix? = nil,
        trace: [String] = []
    ) {
        self.message = message
        self.numbers = numbers
        self.allowed = allowed
        self.key = key
        self.severity = severity
        self.fix = fix
        self.trace = trace
    }
}

/// What a finding is about, so that its trace shows the earlier steps that led there.
enum Subject {
    case nothing
    case vessel(Int)
    case assembly(Int)
    case item(Int)
}
