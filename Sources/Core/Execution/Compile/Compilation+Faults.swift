import Devices
import Findings
import Labs
import Plans

/// Fault tables: every cell of act and fault is decided, the weakest voice first: the safe state,
/// the profiles' actions, the lab's assembly, the plan's default, the step.
struct FaultTables {
    private var numbers: [FaultTable: Int] = [:]
    private(set) var tables: [FaultTable] = []
    /// What profiles and lab say of an act, by its key.
    private var bases: [FaultKey: Base] = [:]

    struct Base {
        var table: FaultTable
        /// Kinds that profile or lab name with an answer the act cannot follow.
        var impossible: [FaultKind]
    }

    mutating func number(of table: FaultTable) -> Int {
        if let number = numbers[table] { return number }
        tables.append(table)
        numbers[table] = tables.count - 1
        return tables.count - 1
    }

    mutating func base(of act: Act, in lab: Lab) -> Base {
        let key = act.faultKey
        if let known = bases[key] { return known }
        var base = Base(table: FaultTable(act.faultScope(in: lab)), impossible: [])
        if let rules = act.profileFaults(in: lab, base.table.scope) {
            base.impossible += base.table.apply(rules)
        }
        if let assembly = act.assembly, lab.assemblies.indices.contains(assembly),
            let rules = lab.assemblies[assembly].faults
        {
            base.impossible += base.table.apply(rules)
        }
        bases[key] = base
        return base
    }
}

extension Compilation {
    /// What the plan says of faults of a step, the weaker first.
    func faultRules(of step: Step) -> [FaultRules] {
        var rules: [FaultRules] = []
        if let any = plan.defaults.fault?.response { rules.append(FaultRules(any: any)) }
        if let any = step.fault?.response { rules.append(FaultRules(any: any)) }
        if let own = step.faults { rules.append(own) }
        return rules
    }

    /// The table of the step itself: for its waits, values and questions.
    mutating func noteFaults(ofStep step: Step) {
        let rules = faultRules(of: step)
        var table = FaultTable(FaultScope(step.action.isWait ? .wait : .thought))
        let impossible = rules.flatMap { table.apply($0) }
        // An act of the step judges for itself; only what has none is judged here.
        if !step.action.hasActs { report(impossible, of: "this step") }
        graph.program.stepFaults.append(faults.number(of: table))
        rulesOfStep.append(rules)
    }

    mutating func noteFaults(of act: Act, _ instance: Int) {
        let base = faults.base(of: act, in: lab)
        var table = base.table
        var impossible = base.impossible
        for rules in rulesOfStep[instance] { impossible += table.apply(rules) }
        report(impossible, of: "this act")
        graph.program.actFaults.append(faults.number(of: table))
    }

    private mutating func report(_ impossible: [FaultKind], of what: String) {
        guard !impossible.isEmpty else { return }
        let kinds = FaultKind.allCases.filter(impossible.contains).map(\.rawValue)
        report(
            .faultPolicyGap,
            .key("faults"),
            "What plan, lab or profile says of \(kinds.joined(separator: ", ")) is impossible for "
                + "\(what): only what may be sent again is retried (after in-doubt, only what the "
                + "device can tell), only what can come back is waited for, only waits go on, and "
                + "nobody waits while a heater is blind or stuck."
        )
    }
}

extension StepAction {
    /// Whether devices or people do something in it.
    var hasActs: Bool {
        switch self {
        case .call, .measure, .weigh, .calibrate, .identify, .move, .operatorTask: true
        default: false
        }
    }
}

extension FaultPolicy {
    /// What it says of any fault; nil where it is about something else.
    var response: FaultResponse? {
        switch self {
        case .safeStop: .safeStop
        case .stop: .stop
        case .hold: .hold
        case .goOn: .goOn
        case .endLoop: nil
        }
    }
}
