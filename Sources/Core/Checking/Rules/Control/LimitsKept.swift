import Execution
import Findings
import Labs
import Plans

/// A plan does not command what fences it: contactors and safety outputs are the host's.
enum LimitsKept: Rule {
    static let codes: [FindingCode] = [.limitDisabled]
    static let moments: Moments = .otherActs

    static func before(_ act: Act, in check: Inspection) {
        guard case .switched(let index, _) = act,
            case .switched(let service) = check.lab.assemblies[index].role
        else { return }
        for furnace in check.facts.furnaces where furnace.assembly.contactor == service.output {
            check.report(.limitDisabled, .assembly(index)) {
                Report(
                    "\(check.lab.assemblies[index].name) is the safety contactor of "
                        + "\(furnace.name); only the host's interlocks switch it.",
                    fix: check.removeStep("leave it to the interlocks")
                )
            }
        }
    }
}
