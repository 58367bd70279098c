import Execution
import Findings
import Labs

/// Axes and plungers move only after they were homed.
enum HomedFirst: Rule {
    static let codes: [FindingCode] = [.notHomed]
    static let moments: Moments = [.liquid, .otherActs]

    static func before(_ act: Act, in check: Inspection) {
        let verb: String
        switch act {
        case .liquid(_, .home), .homeAxes: return
        case .liquid: verb = "home"
        case .axes: verb = "home-axes"
        default: return
        }
        guard let index = act.assembly, check.world.homed[index] != .yes else { return }
        check.report(.notHomed, .assembly(index)) {
            let name = check.lab.assemblies[index].name
            let known = check.world.homed[index] == .no ? "is not homed" : "may not be homed"
            return Report(
                "\(name) \(known), so nobody knows where it stands; home it first.",
                fix: check.insertStep(before: "\(name).\(verb)", "home first")
            )
        }
    }
}
