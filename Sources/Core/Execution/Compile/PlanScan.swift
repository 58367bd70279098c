import Plans

/// What one pass over a plan finds before anything is expanded.
struct PlanScan {
    /// Ids that a `due` refers to.
    private(set) var dueTargets: Set<String> = []
    private(set) var ids: Set<String> = []
    /// Steps whose id an earlier one has.
    private(set) var duplicates: [Step] = []

    init(_ plan: Plan) {
        visit(plan.steps)
        for procedure in plan.procedures { visit(procedure.steps) }
        visit(plan.finally)
    }

    private mutating func visit(_ steps: [Step]) {
        for step in steps {
            if let id = step.id, !ids.insert(id).inserted { duplicates.append(step) }
            if let due = step.due { dueTargets.insert(due.step) }
            step.action.forEachBlock { visit($0) }
        }
    }

    /// Whether any of the steps, or of the blocks in them, assigns `name` (`next` or `next.T`).
    static func assigns(_ name: String, in steps: [Step]) -> Bool {
        let stem = name.prefix { $0 != "." }
        return steps.contains { step in
            let assigned: String? =
                switch step.action {
                case .measure(let measure): measure.name
                case .weigh(let weigh): weigh.name
                case .ask(let ask): ask.name
                case .set(let name, _): name
                default: nil
                }
            if let assigned, assigned == name || assigned == stem { return true }
            var found = false
            step.action.forEachBlock { found = found || assigns(name, in: $0) }
            return found
        }
    }
}

extension StepAction {
    /// The lists of steps inside a step, in the order of writing.
    func forEachBlock(_ body: ([Step]) -> Void) {
        switch self {
        case .loop(let loop): body(loop.steps)
        case .forEach(let each): body(each.steps)
        case .choose(_, let then, let otherwise):
            body(then)
            body(otherwise)
        case .parallel(let parallel): for branch in parallel.branches { body(branch.steps) }
        case .start(_, let steps): body(steps)
        case .holdWhile(let hold): body(hold.steps)
        default: break
        }
    }
}

/// How large a plan unrolls at least, without unrolling it.
struct PlanSize {
    private let plan: Plan
    private var ofProcedure: [String: Int] = [:]
    private static let bound = Compiler.greatestSize * 2

    init(_ plan: Plan) { self.plan = plan }

    /// Nodes that `steps` become at least; clamped to a little above what is allowed.
    mutating func size(of steps: [Step], depth: Int = 0) -> Int {
        guard depth <= Compilation.greatestDepth else { return 1 }
        var sum = 1
        for step in steps where sum < Self.bound {
            sum += size(of: step, depth)
        }
        return min(sum, Self.bound)
    }

    private mutating func size(of step: Step, _ depth: Int) -> Int {
        switch step.action {
        case .loop(let loop): return 2 + times(loop.times, size(of: loop.steps, depth: depth + 1))
        case .forEach(let each):
            guard case .count(let count) = each.items else {
                return 2 + size(of: each.steps, depth: depth + 1)
            }
            return 2 + times(count, size(of: each.steps, depth: depth + 1))
        case .use(let name, _):
            if let known = ofProcedure[name] { return known }
            // A procedure that uses itself is refused elsewhere; here it only must end.
            ofProcedure[name] = 2
            let steps = plan.procedures.first { $0.name == name }?.steps ?? []
            let found = 2 + size(of: steps, depth: depth + 1)
            ofProcedure[name] = found
            return found
        default:
            var blocks: [[Step]] = []
            step.action.forEachBlock { blocks.append($0) }
            return blocks.reduce(2) { $0 + size(of: $1, depth: depth + 1) }
        }
    }

    private func times(_ count: Int, _ size: Int) -> Int {
        let (product, overflow) = max(count, 0).multipliedReportingOverflow(by: size)
        return overflow ? Self.bound : min(product, Self.bound)
    }
}
