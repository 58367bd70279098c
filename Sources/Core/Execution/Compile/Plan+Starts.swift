import Plans

extension Plan {
    /// Whether any step of the plan starts a background thread of this name.
    func starts(_ name: String) -> Bool {
        ([steps, finally] + procedures.map(\.steps)).contains { Self.starts(name, in: $0) }
    }

    /// Recursion is bounded by the depth documents nest to.
    private static func starts(_ name: String, in steps: [Step]) -> Bool {
        steps.contains { step in
            switch step.action {
            case .start(let started, let inner): started == name || starts(name, in: inner)
            case .loop(let loop): starts(name, in: loop.steps)
            case .forEach(let loop): starts(name, in: loop.steps)
            case .choose(_, let then, let otherwise):
                starts(name, in: then) || starts(name, in: otherwise)
            case .parallel(let parallel):
                parallel.branches.contains { starts(name, in: $0.steps) }
            case .holdWhile(let hold): starts(name, in: hold.steps)
            default: false
            }
        }
    }
}
