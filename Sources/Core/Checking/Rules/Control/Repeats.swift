import Devices
import Execution
import Findings
import Labs
import Plans

/// A retry repeats only what may be repeated: nothing is added twice to one vessel, and nothing is
/// sent twice that a device carries out each time it is told.
enum Repeats: Rule {
    static let codes: [FindingCode] = [.notRepeatable]
    static let moments: Moments = [.received, .otherActs, .planned]

    static func planned(in check: Inspection) {
        if check.program.steps.contains(where: { $0.iteration.isEmpty == false }) || check.hasLoops
        {
            check.retries = Retries.paths(of: check.plan)
        }
    }

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        guard !check.retries.isEmpty, check.isInRetry(check.step),
            check.facts.type(of: vessel).use != .waste
        else { return }
        let place = Retries.Addition(path: check.program.steps[check.step].path, vessel: vessel)
        let id = check.program.steps[check.step].id
        guard let first = check.additions[place] else {
            check.additions[place] = id
            return
        }
        guard first != id else { return }
        check.report(.notRepeatable, .vessel(vessel)) {
            Report(
                "Each retry adds to \(check.name(ofVessel: vessel)) again; retry with a fresh "
                    + "vessel, or move the addition out of the retry."
            )
        }
    }

    static func before(_ act: Act, in check: Inspection) {
        guard !check.retries.isEmpty, check.isInRetry(check.step), let index = act.assembly else {
            return
        }
        let names: [String]
        switch act {
        case .pump: names = ["move-plunger", "dispense", "push", "draw", "aspirate"]
        case .flow: names = ["set-flow"]
        case .shut: names = ["shut"]
        case .tare: names = ["tare"]
        case .zero: names = ["zero"]
        case .axes: names = ["move"]
        default: return
        }
        for device in check.lab.assemblies[index].devices {
            guard let profile = check.lab.profile(of: device) else { continue }
            for name in names where profile.action(name)?.repeatClass == .once {
                check.report(.notRepeatable, .assembly(index)) {
                    Report(
                        "‘\(name)’ of \(check.lab.devices[device].name) is carried out each time "
                            + "it is sent, so it must not be inside a retry."
                    )
                }
            }
        }
    }
}

/// Where a plan retries.
enum Retries {
    struct Addition: Hashable {
        var path: DocumentPath
        var vessel: Int
    }

    /// The paths of every retry of the plan, procedures included.
    static func paths(of plan: Plan) -> [DocumentPath] {
        var found: [DocumentPath] = []
        collect(plan.steps, &found)
        collect(plan.finally, &found)
        for procedure in plan.procedures { collect(procedure.steps, &found) }
        return found
    }

    private static func collect(_ steps: [Step], _ found: inout [DocumentPath]) {
        for step in steps {
            switch step.action {
            case .loop(let loop):
                if loop.style == .retry { found.append(step.path) }
                collect(loop.steps, &found)
            case .forEach(let each): collect(each.steps, &found)
            case .choose(condition: _, let then, let otherwise):
                collect(then, &found)
                collect(otherwise, &found)
            case .parallel(let parallel):
                for branch in parallel.branches { collect(branch.steps, &found) }
            case .start(name: _, let steps): collect(steps, &found)
            case .holdWhile(let hold): collect(hold.steps, &found)
            default: break
            }
        }
    }
}

extension Inspection {
    var hasLoops: Bool {
        plan.steps.contains { step in
            switch step.action {
            case .call, .wait, .measure, .weigh, .result, .set: false
            default: true
            }
        } || !plan.procedures.isEmpty
    }

    /// Whether a step, or one around it, is a retry.
    func isInRetry(_ step: Int) -> Bool {
        var present: Int? = step
        while let here = present {
            if retries.contains(program.steps[here].path) { return true }
            present = program.steps[here].parent
        }
        return false
    }
}
