import Execution
import Findings
import Labs

/// A lid that is taken is there; a lid that is put on goes where none is and one fits.
enum Gripping: Rule {
    static let codes: [FindingCode] = [.nothingGripped]
    static let moments: Moments = .person

    static func before(_ change: PersonChange, in check: Inspection) {
        guard case .cover(let item, let switching) = change,
            check.world.covers.indices.contains(item)
        else { return }
        let name = check.facts.items[item].name
        let cover = check.facts.type(ofItem: item).cover
        if cover == .none {
            check.report(.nothingGripped, .item(item)) {
                Report("No lid or seal fits \(name).", fix: check.removeStep("leave it out"))
            }
        } else if switching == .off, check.world.covers[item] != .yes {
            check.report(.nothingGripped, .item(item)) {
                Report(
                    "There is no \(cover.rawValue) on \(name) to take off.",
                    fix: check.removeStep("leave it out")
                )
            }
        } else if switching == .on, check.world.covers[item] != .no {
            check.report(.nothingGripped, .item(item)) {
                Report(
                    "\(name) has a \(cover.rawValue) on already; a second one would lie on it.",
                    fix: check.removeStep("leave it out")
                )
            }
        }
    }
}
