import Labs
import Plans
import Quantities

/// A laboratory on paper: contents, tips, heat, gas and services as a plan's deeds change them.
///
/// Doses are exact and physics mean; it notes every harm.
struct ReferenceWorld {
    struct Tip {
        var capacity: Double
        var held = VesselContents()
        var air = 0.0
        /// Materials its outside or inside is wet with.
        var wet: Set<Int> = []
    }

    enum Heat {
        case steady(Double)
        case rising(from: Double, to: Double, began: Double, rate: Double)
        case falling(from: Double, began: Double)
    }

    let lab: Lab
    let names: LabNames
    var state: LabState
    var harms: [Harm] = []
    var tip: Tip?
    var isHomed = false
    var isOn: [Bool]
    var flows: [Double]
    /// By assembly; only furnaces' are used.
    var heat: [Heat]
    var tipsTaken = 0
    var now = 0.0
    private var nextTip = 0

    init(lab: Lab, names: LabNames, state: LabState) {
        self.lab = lab
        self.names = names
        self.state = state
        isOn = lab.assemblies.map { _ in false }
        flows = lab.assemblies.map { _ in 0 }
        heat = lab.assemblies.map { _ in .falling(from: Self.room, began: 0) }
    }

    static let room = 295.15

    mutating func note(_ kind: Harm.Kind, _ what: String) {
        // One of each kind is enough to judge by; the bound keeps long plans cheap.
        guard harms.count < 50 else { return }
        harms.append(Harm(kind: kind, what: what))
    }

    func vesselName(_ vessel: Int) -> String { names.vessels.name(of: vessel) }

    func item(of vessel: Int) -> Int { Int(names.vessels.itemOfVessel[vessel]) }

    func slot(ofItem item: Int) -> Slot? {
        let name = state.items[item].slot
        return lab.deck.slots.first { $0.name == name }
    }

    /// The next tip nobody has used, in the order racks are listed.
    mutating func freshTip() -> Int? {
        while nextTip < state.tips.count {
            defer { nextTip += 1 }
            if state.tips[nextTip] == .new { return nextTip }
        }
        return nil
    }

    /// What is still energised at the end, and what the plan used up.
    mutating func end(_ plan: Plan) {
        for (index, assembly) in lab.assemblies.enumerated() {
            switch assembly.role {
            case .furnace:
                if case .falling = heat[index] { continue }
                note(.leftOn, "\(assembly.name) heats at the end")
            case .gas: if flows[index] > 0 { note(.leftOn, "\(assembly.name) flows at the end") }
            // Exhaust, water and light harm nobody by staying on.
            case .switched(let service) where service.purpose == .other && isOn[index]:
                note(.leftOn, "\(assembly.name) is on at the end")
            default: break
            }
        }
        if now > lab.limits.longestPlan.seconds { note(.absurd, "\(now) s") }
        guard let budget = plan.budget, budget.onExceed == .stop else { return }
        if let duration = budget.duration, now > duration.si * 1.02 {
            note(.overBudget, "\(now) s of \(duration)")
        }
        if let tips = budget.tips, tipsTaken > tips { note(.overBudget, "\(tipsTaken) tips") }
    }
}
