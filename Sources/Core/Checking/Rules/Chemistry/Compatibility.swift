import Findings
import Labs

/// Incompatible materials never meet in one vessel.
enum Compatibility: Rule {
    static let codes: [FindingCode] = [.incompatibleMixture]
    static let moments: Moments = .received

    static func received(_ vessel: Int, _ added: [PortionRange], in check: Inspection) {
        check.eachMeeting(vessel, added) { new, present in
            guard let pair = check.pair(check.lab.rules.incompatible, new, present) else { return }
            check.report(.incompatibleMixture, .vessel(vessel)) {
                Report(
                    "\(check.material(new)) and \(check.material(present)) meet in "
                        + "\(check.name(ofVessel: vessel)). \(pair.because)"
                )
            }
        }
    }
}

extension Inspection {
    /// Every added material with every other one in the vessel.
    func eachMeeting(
        _ vessel: Int,
        _ added: [PortionRange],
        _ body: (_ new: Int, _ present: Int) -> Void
    ) {
        let index = world.vessels.touch(vessel, facts: facts, at: world.clock)
        let count = world.vessels.records[index].portions.count
        guard count > 1 else { return }
        for position in 0..<count {
            let present = world.vessels.records[index].portions[position].material
            for portion in added where portion.material != present {
                body(Int(portion.material), Int(present))
            }
        }
    }

    /// The rule that names both materials, either way round; by name or by hazard word.
    func pair(_ pairs: [ChemistryRules.Pair], _ a: Int, _ b: Int) -> ChemistryRules.Pair? {
        pairs.first {
            (isNamed($0.a, a) && isNamed($0.b, b)) || (isNamed($0.a, b) && isNamed($0.b, a))
        }
    }

    /// Whether a rule's word means the material.
    func isNamed(_ word: String, _ material: Int) -> Bool {
        guard lab.materials.indices.contains(material) else { return false }
        return lab.materials[material].name == word
            || lab.materials[material].hazards.contains(word)
    }
}
