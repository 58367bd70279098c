import Devices
package import Expressions
package import Labs
package import Quantities

/// Puts acts into calls of devices: the one place that knows how a capability uses its devices.
///
/// Pure: the same act, values and state give the same calls, so the dry run, the checker and the
/// live run send the same commands.
package struct Lowering: Sendable {
    let lab: Lab
    let names: LabNames

    package init(_ lab: Lab, _ names: LabNames) {
        self.lab = lab
        self.names = names
    }

    /// What `act` comes down to; `scope` gives the plan's values.
    ///
    /// - Throws: `LoweringFault` where it cannot be carried out as things stand.
    package func lower(
        _ act: Act,
        in scope: some ExprScope,
        _ state: LoweringState
    ) throws(LoweringFault) -> LoweredAct {
        func number(_ expression: Expr) throws(LoweringFault) -> Double {
            guard let number = expression.number(in: scope), number.isFinite else {
                throw .badValue
            }
            return number
        }
        switch act {
        case .ramp(let assembly, let to, let rate):
            return try ramp(assembly, to: try number(to), rate: try number(rate))
        case .hold(let assembly, let time, let band, let grace):
            return try hold(
                assembly,
                at: state.target(assembly),
                time: Lapse(seconds: try number(time)),
                band: try number(band),
                grace: Lapse(seconds: try number(grace))
            )
        case .cool(let assembly, let to, let rate):
            let rate: Double? = if let rate { try number(rate) } else { nil }
            return try cool(assembly, to: try number(to), rate: rate)
        case .heatOff(let assembly): return try heatOff(assembly)
        case .flow(let assembly, let to): return try flow(assembly, to: try number(to))
        case .shut(let assembly): return try flow(assembly, to: 0)
        case .switched(let assembly, let position): return try switched(assembly, position)
        case .tare(let assembly): return try balance(assembly, "tare")
        case .zero(let assembly): return try balance(assembly, "zero")
        case .weigh(let weigh): return try balance(weigh.assembly, "tare")
        case .pump(let assembly, let volume, let rate, let direction):
            return try pump(
                assembly,
                volume: try number(volume),
                rate: try number(rate),
                direction,
                state.plunger(assembly)
            )
        case .axes(let assembly, let x, let y, let z):
            return try axes(assembly, x: try number(x), y: try number(y), z: try number(z))
        case .homeAxes(let assembly): return try homeAxes(assembly)
        case .liquid(let assembly, let liquid):
            let handler = try LiquidLowering(self, assembly, state)
            return try handler.lower(liquid, in: scope)
        case .measure, .person: throw .notADevice
        }
    }

    func role(_ assembly: Int) throws(LoweringFault) -> AssemblyRole {
        guard lab.assemblies.indices.contains(assembly) else { throw .missing }
        return lab.assemblies[assembly].role
    }

    func profile(_ device: Int) throws(LoweringFault) -> DeviceProfile {
        guard lab.devices.indices.contains(device) else { throw .missing }
        return lab.profiles[lab.devices[device].profile]
    }

    /// The image's place of the device's point that has one of these names, or is the first
    /// readable quantity of these dimensions.
    package func reading(
        _ device: Int,
        named wanted: [String],
        of dimensions: Dimensions?
    ) throws(LoweringFault) -> Int {
        let profile = try profile(device)
        let named = profile.points.firstIndex { wanted.contains($0.name) && $0.access != .write }
        let fitting = profile.points.firstIndex { point in
            guard case .quantity(let unit) = point.kind, point.access == .read else { return false }
            return unit.dimensions == dimensions
        }
        guard let index = named ?? fitting else { throw .missing }
        return names.firstPoint[device] + index
    }

    /// A call with those of the arguments the device's action takes.
    func call(
        _ device: Int,
        _ action: String,
        _ arguments: [(String, Double)] = []
    ) throws(LoweringFault) -> DeviceCall {
        guard let definition = try profile(device).action(action) else { throw .missing }
        let taken = arguments.filter { argument in
            definition.arguments.contains { $0.name == argument.0 }
        }
        return DeviceCall(device, action, taken)
    }

    /// Writes one output.
    func write(_ output: PointReference, _ position: Switching) -> DeviceCall {
        DeviceCall(
            device: output.device,
            .write(point: output.point, value: position == .on ? 1 : 0)
        )
    }
}

extension Act {
    /// The assembly it uses; nil for people and readings.
    package var assembly: Int? {
        switch self {
        case .ramp(let assembly, _, _), .hold(let assembly, _, _, _), .cool(let assembly, _, _),
            .heatOff(let assembly), .flow(let assembly, _), .shut(let assembly),
            .switched(let assembly, _), .liquid(let assembly, _), .tare(let assembly),
            .zero(let assembly), .pump(let assembly, _, _, _), .axes(let assembly, _, _, _),
            .homeAxes(let assembly):
            assembly
        case .weigh(let weigh): weigh.assembly
        case .measure, .person: nil
        }
    }
}

extension Lab {
    /// The devices an act of `assembly` commands, the one it depends on most first.
    package func commandedDevices(ofAssembly assembly: Int) -> [Int] {
        guard assemblies.indices.contains(assembly) else { return [] }
        switch assemblies[assembly].role {
        // Guardian and meter are the interlocks' concern.
        case .furnace(let furnace):
            return [furnace.controller] + (furnace.contactor.map { [$0.device] } ?? [])
        default: return assemblies[assembly].devices
        }
    }

    /// The zones that are made safe when an act of `assembly` must not go on: those of every device
    /// it commands.
    package func zones(ofAssembly assembly: Int) -> [Int] {
        guard assemblies.indices.contains(assembly) else { return [] }
        var used = assemblies[assembly].devices
        if case .furnace(let furnace) = assemblies[assembly].role, let contactor = furnace.contactor
        {
            used.append(contactor.device)
        }
        var zones: [Int] = []
        for device in used where devices.indices.contains(device) {
            let zone = devices[device].zone
            if !zones.contains(zone) { zones.append(zone) }
        }
        return zones
    }
}
