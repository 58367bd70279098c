import Findings
import Labs
import Plans

/// The plan was written for this lab, as it is described now.
enum LabVersion: Rule {
    static let codes: [FindingCode] = [.labDiffers]
    static let moments: Moments = .planned

    static func planned(in check: Inspection) {
        guard let reference = check.plan.lab else { return }
        let path = DocumentPath([.key("lab")])
        if reference.name != check.lab.name {
            check.report(.labDiffers, path: path.key("name")) {
                Report(
                    "The plan was written for the lab ‘\(reference.name)’; this is "
                        + "‘\(check.lab.name)’.",
                    severity: .error
                )
            }
        } else if let seen = reference.seen, !seen.isEmpty, !check.lab.hash.hasPrefix(seen) {
            check.report(.labDiffers, path: path.key("seen")) {
                Report(
                    "The lab's description has changed since: the plan saw \(seen), it is now "
                        + "\(check.lab.hash.prefix(12)). It was checked against the present one."
                )
            }
        }
    }
}
