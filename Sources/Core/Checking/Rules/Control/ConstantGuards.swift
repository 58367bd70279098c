import Execution
import Expressions
import Findings

/// No condition is always true or never true, whatever is read and answered.
enum ConstantGuards: Rule {
    static let codes: [FindingCode] = [.guardConstant]
    static let moments: Moments = [.guarded, .ended]

    static func guarded(_ condition: Expr, _ use: GuardUse, in check: Inspection) {
        let step = check.step
        let path = check.program.steps[step].path
        switch use {
        case .decision(let canBeFalse, let canBeTrue):
            check.guards.note(path, step: step, canBeFalse, canBeTrue)
        case .wait, .monitor:
            let (canBeFalse, canBeTrue) = check.flags(condition, points: .ever)
            check.guards.note(path, step: step, canBeFalse, canBeTrue)
        }
    }

    static func ended(in check: Inspection) {
        for seen in check.guards.seen where seen.canBeFalse != seen.canBeTrue {
            check.report(.guardConstant, at: seen.step) {
                Report(
                    seen.canBeTrue
                        ? "This condition is true whatever is read or answered; it guards nothing."
                        : "This condition is never true, whatever is read or answered."
                )
            }
        }
    }
}
