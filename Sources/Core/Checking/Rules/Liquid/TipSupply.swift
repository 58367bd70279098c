import Execution
import Findings
import Labs

/// Every tip taken is there.
enum TipSupply: Rule {
    static let codes: [FindingCode] = [.tipsRunOut]
    static let moments: Moments = .liquid

    static func before(_ act: Act, in check: Inspection) {
        guard case .liquid(_, .pickUp(let tip)) = act else { return }
        let isRack = check.facts.type(of: tip).use == .tipRack
        let isThere = check.world.tips.indices.contains(tip) && check.world.tips[tip] != .none
        guard !isRack || !isThere else { return }
        check.report(.tipsRunOut, .vessel(tip)) {
            Report(
                "There is no tip at \(check.name(ofVessel: tip)); put up a fresh rack or use fewer "
                    + "tips."
            )
        }
    }
}
