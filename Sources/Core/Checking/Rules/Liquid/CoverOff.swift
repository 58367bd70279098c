import Execution
import Findings
import Labs

/// Nothing goes into or out of a covered vessel.
enum CoverOff: Rule {
    static let codes: [FindingCode] = [.lidOn]
    static let moments: Moments = [.liquid, .otherActs, .person]

    static func before(_ act: Act, in check: Inspection) {
        switch act {
        case .liquid(_, let liquid):
            if case .blowOut(nil) = liquid { return }
            if let vessel = liquid.vessel { look(vessel, in: check) }
        case .weigh(let weigh): look(weigh.vessel, in: check)
        default: break
        }
    }

    static func before(_ change: PersonChange, in check: Inspection) {
        switch change {
        case .pour(let from, let to):
            look(from, in: check)
            look(to, in: check)
        case .add(material: _, amount: _, let vessel): look(vessel, in: check)
        default: break
        }
    }

    private static func look(_ vessel: Int, in check: Inspection) {
        let item = check.facts.item(of: vessel)
        let cover = check.world.covers[item]
        guard cover != .no else { return }
        check.report(.lidOn, .item(item)) {
            let word = check.facts.type(ofItem: item).cover == .seal ? "seal" : "lid"
            let state = cover == .yes ? "is" : "may be"
            return Report(
                "The \(word) of \(check.facts.items[item].name) \(state) still on; take it off "
                    + "first.",
                fix: check.insertCoverStep(item, word)
            )
        }
    }
}
