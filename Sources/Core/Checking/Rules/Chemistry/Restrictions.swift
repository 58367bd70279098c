import Execution
import Findings
import Labs
import Plans

/// Forbidden materials are not used; restricted ones only with the approval they need.
enum Restrictions: Rule {
    static let codes: [FindingCode] = [.restrictedMaterial]
    static let moments: Moments = [.received, .otherActs]

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        for portion in added { use(Int(portion.material), .vessel(vessel), in: check) }
    }

    static func before(_ act: Act, in check: Inspection) {
        guard case .flow(let index, to: _) = act,
            let gas = check.facts.gases.first(where: { $0.assembly == index })
        else { return }
        use(gas.material, .assembly(index), in: check)
    }

    private static func use(_ material: Int, _ subject: Subject, in check: Inspection) {
        guard check.lab.materials.indices.contains(material) else { return }
        switch check.lab.materials[material].restriction {
        case .free: return
        case .forbidden:
            check.report(.restrictedMaterial, subject) {
                Report("\(check.material(material)) may not be used in this lab.")
            }
        case .needs(let role):
            if check.options.approvals.contains(role) || check.authorHas(role) { return }
            check.report(.restrictedMaterial, subject) {
                Report(
                    "\(check.material(material)) needs the approval of somebody in the role "
                        + "‘\(role.rawValue)’."
                )
            }
        }
    }
}

extension Inspection {
    /// The author's role, where the lab knows the author.
    var authorRole: Person.Role? {
        guard plan.author.kind == .human else { return nil }
        return lab.people.first { $0.user == plan.author.name }?.role
    }

    func authorHas(_ role: Person.Role) -> Bool { authorRole == role || authorRole == .admin }
}
