import Checking
import Documents
import Findings
import Labs
import Testing

/// One way to write a hazard, or a near miss that is none.
struct HazardCase: CustomTestStringConvertible {
    enum Outcome {
        case refused
        case accepted
    }

    var code: FindingCode
    var name: String
    var plan: String
    var outcome = Outcome.refused
    var options = CheckOptions()
    var change: (@Sendable (inout TestLab) throws -> Void)?

    var testDescription: String { "\(code.rawValue): \(name)" }

    /// Whether its code is found before any rule is asked: by the decoder or the compiler.
    var isFormal: Bool {
        switch code {
        case .unknownVessel, .unitMismatch, .bareNumber, .temperatureDifference, .planTooLarge,
            .faultPolicyGap, .badPairing, .capabilityMissing, .unknownName, .duplicateName,
            .badExpression:
            true
        default: false
        }
    }

    /// What decoder, compiler and rules make of a plan together.
    struct Verdict {
        var checked: CheckedPlan?
        var findings: [Finding]
    }

    /// The verdict on it, with more rules switched off.
    ///
    /// `uncertain`: acts, by their number, of which nobody can tell whether they were done.
    func verdict(
        disabled: Set<FindingCode> = [],
        uncertain: Set<Int> = []
    ) throws -> Verdict {
        var lab = try TestLab.shared.get()
        try change?(&lab)
        let (decoded, findings) = PlanDocument.decode(Array(plan.utf8), file: "test.yaml")
        guard let decoded else { return Verdict(checked: nil, findings: findings) }
        var options = options
        options.disabled = disabled
        options.uncertain = uncertain
        let verdict = Checker.check(
            decoded,
            lab: lab.lab,
            names: lab.names,
            state: lab.state,
            options: options
        )
        return Verdict(checked: verdict.checked, findings: findings + verdict.findings)
    }
}

extension HazardCase {
    static func bad(
        _ code: FindingCode,
        _ name: String,
        _ steps: String,
        head: String = "",
        author: String = "{kind: human, name: Tester}",
        options: CheckOptions = CheckOptions(),
        change: (@Sendable (inout TestLab) throws -> Void)? = nil
    ) -> HazardCase {
        HazardCase(
            code: code,
            name: name,
            plan: Self.plan(steps, head, author),
            outcome: .refused,
            options: options,
            change: change
        )
    }

    static func fine(
        _ code: FindingCode,
        _ name: String,
        _ steps: String,
        head: String = "",
        author: String = "{kind: human, name: Tester}",
        options: CheckOptions = CheckOptions(),
        change: (@Sendable (inout TestLab) throws -> Void)? = nil
    ) -> HazardCase {
        HazardCase(
            code: code,
            name: name,
            plan: Self.plan(steps, head, author),
            outcome: .accepted,
            options: options,
            change: change
        )
    }

    private static func plan(_ steps: String, _ head: String, _ author: String) -> String {
        """
        athanor: plan/1
        id: test
        author: \(author)
        \(head.contains("defaults:") ? "" : "defaults: {timeout: 2 h, else: safe-stop, tip: one}")
        \(head)
        steps:
        \(steps)
        """
    }

    static let home = "- {do: pipette.home}\n"
    /// A loaded furnace with its services on.
    static let load = """
        - {do: operator-task, say: Load, moves: [{add: TiO2, amount: 2 g, to: cup-1}, {item: cup-1, to: furnace}]}
        - {do: exhaust.switch-on}
        - {do: water.switch-on}

        """
    static let cool = """
        - {do: furnace.cool, to: 50 degC, timeout: 40 h}
        - {do: water.switch-off}
        - {do: exhaust.switch-off}

        """
    /// A planner's number `$next.x` in a range.
    static func ask(_ low: String, _ high: String) -> String {
        "- {do: ask-operator, as: next, say: How much?, expect: [{name: x, within: [\(low), \(high)]}], deadline: 1 h}\n"
    }

    static let all: [HazardCase] =
        liquidCases + tipCases + motionCases + thermalCases + fluidCases + chemistryCases
        + controlCases + authorityCases + formCases + threadCases
}
