import Execution
import Findings
import Labs
import Plans

/// Every act is within what the plan's author was granted.
enum Authority: Rule {
    static let codes: [FindingCode] = [.notAuthorised]
    static let moments: Moments = [.planned, .person]

    static func planned(in check: Inspection) {
        guard check.authorRole == .observer else { return }
        check.report(.notAuthorised, path: DocumentPath([.key("author")])) {
            Report("‘\(check.plan.author.name)’ may look, but not run anything in this lab.")
        }
    }

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .calibrate(let assembly) = change else { return }
        switch check.authorRole {
        case .technician, .safety, .admin: return
        default: break
        }
        guard !check.options.approvals.contains(.technician) else { return }
        check.report(.notAuthorised, .assembly(assembly)) {
            Report(
                "Calibrating \(check.lab.assemblies[assembly].name) takes a technician's grant, "
                    + "which the author of this plan does not have.",
                fix: check.removeStep("leave calibration to the lab")
            )
        }
    }
}
