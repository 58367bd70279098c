package import Checking
package import Devices
package import Execution
package import Expressions
package import Labs
package import Plans
package import Quantities

/// What a run was made from: everything that gives its records names and units.
package struct RunBasis: Sendable {
    package let plan: Plan
    package let program: Program
    package let proof: Proof
    /// The lab state at the start.
    package let state: LabState
    package let lab: Lab
    package let names: LabNames

    package init(
        plan: Plan,
        program: Program,
        proof: Proof,
        state: LabState,
        lab: Lab,
        names: LabNames
    ) {
        self.plan = plan
        self.program = program
        self.proof = proof
        self.state = state
        self.lab = lab
        self.names = names
    }

    package init(_ checked: CheckedPlan, lab: Lab, names: LabNames) {
        self.init(
            plan: checked.plan,
            program: checked.program,
            proof: checked.proof,
            state: checked.state,
            lab: lab,
            names: names
        )
    }
}

extension RunBasis {
    /// The step instance of this number; nil where a record names none there is.
    package func step(_ index: Int) -> StepInstance? { program.steps.at(index) }

    package func deviceName(_ index: Int) -> String {
        lab.devices.at(index)?.name ?? "device-\(index)"
    }

    package func zoneName(_ index: Int) -> String {
        lab.zones.at(index)?.name ?? "zone-\(index)"
    }

    package func vesselName(_ vessel: Int) -> String {
        (0..<names.vessels.count).contains(vessel)
            ? names.vessels.name(of: vessel) : "vessel-\(vessel)"
    }

    /// The unit people read an expression's value in: its slot's, its point's, or the one it is
    /// written in.
    package func unit(of expression: Expr) -> PhysicalUnit {
        switch expression {
        case .literal(let quantity): quantity.unit
        case .variable(let name): program.slots.first { $0.name == name }?.unit ?? .one
        case .point(let name): pointUnit(named: name)
        case .negate(let a): unit(of: a)
        case .arithmetic(.subtract, let a, let b)
        where unit(of: a).offset != 0 && unit(of: b).offset != 0:
            // Between two temperatures lies a difference.
            PhysicalUnit("K", .temperature, 1)
        case .arithmetic(.add, let a, _), .arithmetic(.subtract, let a, _): unit(of: a)
        case .arithmetic(.multiply, let a, let b):
            product(unit(of: a), unit(of: b), divided: false)
        case .arithmetic(.divide, let a, let b): product(unit(of: a), unit(of: b), divided: true)
        case .call(let function, let arguments):
            switch function {
            case .min, .max, .mean, .abs, .round: arguments.first.map(unit(of:)) ?? .one
            case .age: PhysicalUnit("s", .time, 1)
            case .stalled, .rate, .bad: .one
            }
        default: .one
        }
    }

    private func pointUnit(named name: String) -> PhysicalUnit {
        if let index = names.point(name), case .quantity(let unit)? = names.points.at(index)?.kind {
            return unit
        }
        let result = program.results.first { $0.name == name }
        guard let value = result?.value, value != .point(name) else { return .one }
        return unit(of: value)
    }

    private func product(_ a: PhysicalUnit, _ b: PhysicalUnit, divided: Bool) -> PhysicalUnit {
        if b == .one { return a }
        if a == .one, !divided { return b }
        if a == b, divided { return .one }
        return PhysicalUnit.base(
            divided ? a.dimensions / b.dimensions : a.dimensions * b.dimensions
        )
    }

    /// What people call an expression: a variable by its name without the iteration.
    package func spokenName(of expression: Expr) -> String {
        switch expression {
        case .variable(let name): String(name.prefix { $0 != "#" })
        case .point(let name): name
        case .literal(let quantity): quantity.description
        default: expression.names.map(spokenName(of:)).joined(separator: ", ")
        }
    }
}

extension LabPoint {
    package var kind: PointKind { definition.kind }
}

extension PhysicalUnit {
    /// The SI unit of these dimensions, for values that were computed and have no unit of their
    /// own.
    package static func base(_ dimensions: Dimensions) -> PhysicalUnit {
        let known = ["s", "K", "L", "kg", "m", "mol", "A", "Pa", "J", "W", "V", "Hz", "S", "ohm"]
        for symbol in known {
            if let unit = PhysicalUnit.named(symbol), unit.dimensions == dimensions { return unit }
        }
        return dimensions == .number ? .one : PhysicalUnit("(SI)", dimensions, 1)
    }
}

extension Array {
    /// The element there, nil outside: records come from files too and may name anything.
    package func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
