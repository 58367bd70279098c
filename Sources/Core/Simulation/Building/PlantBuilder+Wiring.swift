import Devices
import Labs

/// What couples one device to another.
extension PlantBuilder {
    mutating func addHandlers() {
        for (index, assembly) in lab.assemblies.enumerated() {
            guard case .liquidHandler(let handler) = assembly.role,
                places.indices.contains(handler.pump), places.indices.contains(handler.gantry),
                places[handler.pump].model == .syringePump,
                places[handler.gantry].model == .gantry
            else { continue }
            world.handlers.append(
                Handler(
                    assembly: index,
                    pump: places[handler.pump].index,
                    gantry: places[handler.gantry].index,
                    tipPort: handler.tipPort
                )
            )
        }
    }

    mutating func wire() {
        for assembly in lab.assemblies {
            switch assembly.role {
            case .furnace(let furnace): wire(furnace)
            case .liquidHandler(let handler): wire(handler)
            case .switched(let service): wire(service)
            default: break
            }
        }
        meterChambers()
    }

    private mutating func wire(_ furnace: FurnaceAssembly) {
        guard places.indices.contains(furnace.controller),
            places[furnace.controller].model == .furnaceController
        else { return }
        let chamber = world.controllers[places[furnace.controller].index].chamber
        if let contactor = furnace.contactor {
            world.chambers[chamber].contactor = variable(contactor)
        }
        if let door = furnace.door { connect(door, .door(chamber: chamber)) }
    }

    private mutating func wire(_ handler: LiquidHandlerAssembly) {
        guard let sensor = handler.tipSensor, places.indices.contains(handler.gantry) else {
            return
        }
        let gantry = places[handler.gantry].index
        if let index = world.handlers.firstIndex(where: { $0.gantry == gantry }) {
            connect(sensor, .tip(handler: index))
        }
    }

    private mutating func wire(_ service: SwitchedService) {
        guard let output = variable(service.output) else { return }
        if let proof = service.proof, lab.devices.indices.contains(proof.device) {
            let delay = parameters(proof.device).time("proof-delay", 1)
            connect(proof, .proof(output, delay: delay))
        }
        for index in world.meters.indices.prefix(1) {
            world.meters[index].services.append((output, service.power))
        }
    }

    /// Contacts are closed, and read true, when all is well; a name that says `open` reads the
    /// other way.
    private mutating func connect(_ point: PointReference, _ wiring: InputChannel.Wiring) {
        guard let variable = variable(point), variable.kind == .input else { return }
        world.inputs[variable.model][variable.channel].wiring = wiring
        guard case .door = wiring else { return }
        let profile = profile(point.device)
        let own = profile.points[point.point].name
        let aliases = lab.devices[point.device].aliases.filter { $0.point == own }.map(\.name)
        let saysOpen = ([own] + aliases).contains { $0.hasSuffix("open") }
        world.inputs[variable.model][variable.channel].sense = saysOpen ? .inverted : .direct
    }

    /// A meter measures the heaters of the furnaces that name it; the first one takes the rest.
    private mutating func meterChambers() {
        guard !world.meters.isEmpty else { return }
        for chamber in world.chambers.indices {
            var meter = 0
            if let index = world.chambers[chamber].assembly,
                case .furnace(let furnace) = lab.assemblies[index].role, let named = furnace.meter,
                places.indices.contains(named), places[named].model == .powerMeter
            {
                meter = places[named].index
            }
            world.meters[meter].chambers.append(chamber)
        }
    }
}
