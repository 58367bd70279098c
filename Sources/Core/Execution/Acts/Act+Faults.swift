import Devices
import Labs

extension Act {
    /// What can be done about a fault of it in this lab.
    func faultScope(in lab: Lab) -> FaultScope {
        let repeats = repeatClass(in: lab)
        return FaultScope(heats ? .heating(repeats) : .act(repeats))
    }

    /// Whether it commands a target that nothing but the controller's own sensor keeps.
    private var heats: Bool {
        switch self {
        case .ramp, .hold: true
        default: false
        }
    }

    /// How the whole act may be carried out again: as its worst part, where its beginning does not
    /// depend on what it has already changed.
    private func repeatClass(in lab: Lab) -> RepeatClass {
        switch self {
        // A soak that begins anew is another one; people and plungers have already moved things.
        case .hold, .person, .weigh, .pump: return .once
        case .liquid(_, let liquid) where liquid != .home: return .once
        case .measure: return .absolute
        default: break
        }
        let classes = actions(in: lab).map(\.repeatClass)
        if classes.contains(.once) { return .once }
        return !classes.isEmpty && classes.allSatisfy { $0 == .queryable } ? .queryable : .absolute
    }

    /// What the profiles of its devices declare of faults: the sternest of all actions it uses.
    ///
    /// What they say of any fault counts where it is possible.
    func profileFaults(in lab: Lab, _ scope: FaultScope) -> FaultRules? {
        let declared = actions(in: lab).compactMap(\.faults)
        guard !declared.isEmpty else { return nil }
        var rules = FaultRules()
        for kind in FaultKind.allCases {
            let answers = declared.compactMap { rules in
                rules.named[kind] ?? rules.any.flatMap { scope.allows($0, to: kind) ? $0 : nil }
            }
            rules.named[kind] = answers.min { $0.rank < $1.rank }
        }
        return rules
    }

    /// The profile actions it may use; outputs it writes directly are none.
    private func actions(in lab: Lab) -> [ActionDefinition] {
        guard let assembly, lab.assemblies.indices.contains(assembly) else { return [] }
        return used(lab.assemblies[assembly].role).compactMap { device, name in
            guard lab.devices.indices.contains(device) else { return nil }
            return lab.profiles[lab.devices[device].profile].action(name)
        }
    }

    private func used(_ role: AssemblyRole) -> [(Int, String)] {
        switch role {
        case .furnace(let furnace):
            switch self {
            case .hold: []
            case .ramp: [(furnace.controller, "set-target")]
            case .cool(_, _, .some):
                [(furnace.controller, "set-target"), (furnace.controller, "release")]
            default: [(furnace.controller, "release")]
            }
        case .liquidHandler(let handler):
            if case .liquid(_, .home) = self {
                [
                    (handler.gantry, "home"), (handler.pump, "initialise"),
                    (handler.pump, "set-valve"),
                ]
            } else {
                [
                    (handler.gantry, "move"), (handler.pump, "set-valve"),
                    (handler.pump, "move-plunger"),
                ]
            }
        case .gas(let supply): [(supply.controller, "set-flow")]
        case .balance(let device):
            if case .zero = self { [(device, "zero")] } else { [(device, "tare")] }
        case .pump(let device): [(device, "initialise"), (device, "move-plunger")]
        case .axes(let device):
            if case .homeAxes = self { [(device, "home")] } else { [(device, "move")] }
        case .switched, .meter, .sensor: []
        }
    }

    /// Acts with equal keys have equal fault tables where plan and lab say the same of them.
    var faultKey: FaultKey {
        let kind: Int =
            switch self {
            case .ramp: 0
            case .hold: 1
            case .cool(_, _, let rate): rate == nil ? 2 : 3
            case .heatOff: 4
            case .flow, .shut: 5
            case .switched: 6
            case .liquid(_, let liquid): liquid == .home ? 7 : 8
            case .tare: 9
            case .zero: 10
            case .weigh: 11
            case .measure: 12
            case .person: 13
            case .pump: 14
            case .axes: 15
            case .homeAxes: 16
            }
        return FaultKey(assembly: assembly ?? -1, kind: kind)
    }
}

struct FaultKey: Hashable {
    var assembly: Int
    var kind: Int
}
