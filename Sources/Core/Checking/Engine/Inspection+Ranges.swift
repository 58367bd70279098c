import Devices
import Execution
import Expressions
import Findings
import Labs
import Quantities

/// Ranges of expressions in the present state.
extension Inspection {
    /// Every number the expression can be here; everything where nothing is known.
    func range(_ expression: Expr) -> Bounds {
        if case .literal(let quantity) = expression { return Bounds(quantity.si) }
        return expression.bounds { self.range(ofName: $0) } ?? .everything
    }

    /// Whether a condition can be false, and whether it can be true, with points as they can be
    /// now, or (`.ever`) as they can be at any time.
    func flags(_ condition: Expr, points: PointView) -> (Bool, Bool) {
        condition.flags { name in
            if case .point(let point) = name { return self.range(ofPoint: point, points) }
            return self.range(ofName: name)
        }
    }

    enum PointView {
        /// While the run waits here, with everything left as it is commanded.
        case soon
        /// Whatever the device can ever show.
        case ever
    }

    func range(ofName name: Expr) -> ExprRange {
        switch name {
        case .variable(let name):
            guard let number = valueNumber(name) else { return .anything }
            read(value: number)
            return range(ofValue: number)
        case .point(let name): return range(ofPoint: name, .soon)
        default: return .anything
        }
    }

    private func range(ofValue number: Int) -> ExprRange {
        guard let bounds = world.values[number] else { return .anything }
        switch program.slots[number].kind {
        case .quantity: return .numbers(bounds)
        case .flag: return .flags(canBeFalse: bounds.low < 0.5, canBeTrue: bounds.high > 0.5)
        case .text: return .anything
        }
    }

    func range(ofPoint name: String, _ view: PointView) -> ExprRange {
        guard let point = facts.names.point(name) else { return .anything }
        return range(ofPoint: point, view)
    }

    func range(ofPoint point: Int, _ view: PointView) -> ExprRange {
        let found = facts.names.points[point]
        switch found.definition.kind {
        case .flag: return .eitherFlag
        case .choice: return .anything
        case .quantity: return .numbers(numbers(found, view))
        }
    }

    private func numbers(_ point: LabPoint, _ view: PointView) -> Bounds {
        let device = point.reference.device
        for (index, furnace) in facts.furnaces.enumerated()
        where furnace.assembly.controller == device || furnace.assembly.guardian == device {
            guard point.definition.name == "temperature" else { continue }
            let isElsewhere =
                footprints.isNeeded
                && footprints.isUsedBeside(.chamber(index), thread: thread) != nil
            return view == .soon && !isElsewhere ? soon(index) : ever(furnace)
        }
        guard let profile = lab.profile(of: device) else { return .everything }
        switch point.definition.name {
        case "mass-flow", "setpoint":
            if let flow = profile.limit("flow") { return Bounds(-flow.high, flow.high * 1.1) }
        case "weight":
            if let weight = profile.limit("weight") {
                return Bounds(-weight.high * 1.1, weight.high * 1.1)
            }
        case "energy": return Bounds(0, .infinity)
        default: break
        }
        return .everything
    }

    /// Thermocouples show what the chamber can be, within the proof's own margin of a few kelvin.
    private func ever(_ furnace: LabFacts.Furnace) -> Bounds {
        let physics = furnace.assembly.physics
        return Bounds(
            min(physics.ambient.low, furnace.assembly.temperature.low) - 10,
            max(furnace.assembly.temperature.high, furnace.assembly.openBelow)
                + physics.overshoot + 10
        )
    }

    /// What the chamber passes through while the run waits.
    private func soon(_ index: Int) -> Bounds {
        let furnace = world.furnaces[index]
        let physics = facts.furnaces[index].assembly.physics
        var range = furnace.temperature
        if furnace.energised != .no {
            range = range.hull(FurnaceTimes.kept(furnace.target, physics: physics))
        }
        if furnace.energised != .yes { range = range.hull(physics.ambient) }
        return Bounds(range.low - 10, range.high + 10)
    }

    func read(value: Int) {
        usedValues[value] = true
        guard footprints.isNeeded else { return }
        if let other = footprints.note(.value(value), .reads, thread: thread) {
            conflict(.variableConflict, program.slots[value].name, with: other)
        }
    }

    func assign(value: Int, _ bounds: Bounds) {
        guard world.values.indices.contains(value) else { return }
        world.values[value] = bounds
        guard footprints.isNeeded else { return }
        if let other = footprints.note(.value(value), .changes, thread: thread) {
            conflict(.variableConflict, program.slots[value].name, with: other)
        }
    }
}
