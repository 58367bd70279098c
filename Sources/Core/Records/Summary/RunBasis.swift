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
        expression.unit { name in
            program.slots.first { $0.name == name }?.unit ?? .one
        } point: {
            pointUnit(named: $0)
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

extension Array {
    /// The element there, nil outside: records come from files too and may name anything.
    package func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
