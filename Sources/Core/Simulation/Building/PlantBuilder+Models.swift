import Devices
import Labs
import Quantities

/// One model for each device.
extension PlantBuilder {
    mutating func addModel(_ device: Int) -> ModelPlace {
        let parameters = parameters(device)
        let model = parameters.profile.simulator.model
        switch model {
        case .furnaceController: return addController(device, parameters)
        case .overTemperature:
            // Its chamber may come later in the lab's order.
            let before = lab.devices[..<device].count {
                lab.profiles[$0.profile].simulator.model == .overTemperature
            }
            return ModelPlace(model: model, index: before)
        case .massFlow: addMassFlow(device, parameters)
        case .balance: addBalance(device, parameters)
        case .powerMeter: addMeter(parameters)
        case .relays: world.relays.append(RelayBank(count: 0))
        case .inputs: world.inputs.append([])
        case .syringePump: addPump(device, parameters)
        case .gantry: addGantry(device, parameters)
        }
        return ModelPlace(model: model, index: count(of: model) - 1)
    }

    private func count(of model: SimulatorModel) -> Int {
        switch model {
        case .furnaceController: world.controllers.count
        case .overTemperature: world.guardians.count
        case .massFlow: world.flows.count
        case .balance: world.balances.count
        case .powerMeter: world.meters.count
        case .relays: world.relays.count
        case .inputs: world.inputs.count
        case .syringePump: world.pumps.count
        case .gantry: world.gantries.count
        }
    }

    private func furnace(where matches: (FurnaceAssembly) -> Bool) -> (Int, FurnaceAssembly)? {
        for (index, assembly) in lab.assemblies.enumerated() {
            if case .furnace(let furnace) = assembly.role, matches(furnace) {
                return (index, furnace)
            }
        }
        return nil
    }

    private mutating func addController(
        _ device: Int,
        _ parameters: DeviceParameters
    ) -> ModelPlace {
        let found = furnace { $0.controller == device }
        let physics = found?.1.physics
        var chamber = Chamber(
            heatCapacity: parameters("heat-capacity") ?? middle(physics?.heatCapacity, 2000),
            loss: parameters("loss") ?? middle(physics?.loss, 1),
            power: parameters("power") ?? physics?.power ?? 2000,
            ambient: parameters("ambient") ?? middle(physics?.ambient, 295.15)
        )
        chamber.assembly = found?.0
        if let furnace = found?.1 {
            chamber.greatest = min(furnace.temperature.high, lab.limits.greatestTemperature)
            chamber.openBelow = furnace.openBelow
        }
        world.chambers.append(chamber)
        world.chamberNames.append(found.map { lab.assemblies[$0.0].name } ?? "")
        var settings = FurnaceController.Settings()
        settings.safeSetpoint = parameters("local-setpoint", 293.15)
        settings.remoteTimeout = parameters.time("remote-timeout", 5)
        settings.sensorLag = parameters("sensor-lag", 2)
        settings.heatCapacity = chamber.heatCapacity
        settings.power = chamber.power
        settings.proportionalBand = parameters("proportional-band")
        settings.integralTime = parameters("integral-time")
        settings.highAlarm = parameters("alarm", .infinity)
        if let range = parameters.profile.limit("temperature") {
            settings.lowestSetpoint = range.low
            settings.highestSetpoint = range.high
        }
        settings.powerReturn = powerReturn(parameters.profile)
        var controller = FurnaceController(
            chamber: world.chambers.count - 1,
            temperature: chamber.temperature,
            settings: settings
        )
        controller.sensor = sensor(parameters, drift: -0.01)
        world.controllers.append(controller)
        return ModelPlace(model: .furnaceController, index: world.controllers.count - 1)
    }

    private func powerReturn(_ profile: DeviceProfile) -> FurnaceController.PowerReturn {
        switch profile.onPowerReturn.outcome {
        case .holdsLast, .resumes: return .resumes
        case .off:
            // Without a mode to leave it would stay off for ever.
            return profile.points.contains { $0.name == "mode" } ? .off : .local
        case .fallsBack, .notApplicable: return .local
        }
    }

    private func middle(_ bounds: Bounds?, _ fallback: Double) -> Double {
        guard let bounds, bounds.low.isFinite, bounds.high.isFinite else { return fallback }
        return (bounds.low + bounds.high) / 2
    }

    mutating func addGuardian(_ device: Int) {
        let parameters = parameters(device)
        let found = furnace { $0.guardian == device }
        let controller = found?.1.controller
        var chamber = 0
        if let controller, places.indices.contains(controller),
            places[controller].model == .furnaceController
        {
            chamber = world.controllers[places[controller].index].chamber
        } else if world.chambers.isEmpty {
            world.chambers.append(
                Chamber(heatCapacity: 2000, loss: 1, power: 0, ambient: 295.15)
            )
            world.chamberNames.append("")
        }
        var guardian = Guardian(
            chamber: chamber,
            temperature: world.chambers[chamber].temperature,
            limit: parameters("limit") ?? found.map { $0.1.temperature.high + 20 } ?? .infinity,
            sensorLag: parameters("sensor-lag", 2),
            offset: parameters("offset", 0)
        )
        if parameters.profile.points.contains(where: { $0.name == "operation" }) {
            guardian.writing = .disabled
        }
        guardian.sensor = sensor(parameters, drift: -0.01)
        world.guardians.append(guardian)
        if found != nil { world.chambers[chamber].guardian = world.guardians.count - 1 }
    }

    private mutating func addMassFlow(_ device: Int, _ parameters: DeviceParameters) {
        let scale = parameters("full-scale") ?? parameters.profile.limit("flow")?.high
        // Within one per cent after five time constants.
        var flow = MassFlow(
            fullScale: scale ?? .infinity,
            timeConstant: parameters("settling-time", 1) / 5
        )
        flow.pressure = parameters("pressure", 101_325)
        flow.temperature = parameters("temperature", 295.15)
        flow.sensor = sensor(parameters, drift: 1e-9)
        flow.gasName = Array("Air".utf8)
        for assembly in lab.assemblies {
            guard case .gas(let supply) = assembly.role, supply.controller == device,
                lab.materials.indices.contains(supply.gas)
            else { continue }
            let gas = lab.materials[supply.gas]
            flow.gasName = Array((gas.formula.isEmpty ? gas.name : gas.formula).utf8.prefix(8))
        }
        world.flows.append(flow)
    }

    private mutating func addBalance(_ device: Int, _ parameters: DeviceParameters) {
        var name = ""
        for assembly in lab.assemblies {
            if case .balance(device) = assembly.role { name = assembly.name }
        }
        // Half a step of the readability is left of a load of grams after twelve time constants.
        var balance = Balance(
            assembly: name,
            capacity: parameters.profile.limit("weight")?.high ?? .infinity,
            resolution: parameters("readability", 1e-7),
            timeConstant: parameters("settling-time", 2) / 12
        )
        balance.sensor = sensor(parameters, drift: 1e-8)
        world.balances.append(balance)
    }

    private mutating func addMeter(_ parameters: DeviceParameters) {
        var meter = PowerMeter(
            baseLoad: parameters("standing-power", 0),
            voltage: parameters("voltage", 230),
            frequency: parameters("frequency", 50),
            energy: parameters("energy", 0)
        )
        meter.sensor = sensor(parameters, drift: 0.1)
        world.meters.append(meter)
    }

    private mutating func addPump(_ device: Int, _ parameters: DeviceParameters) {
        var settings = SyringePump.Settings()
        let limit = parameters.profile.limit("volume")?.high
        settings.stroke = limit ?? parameters("syringe") ?? 1e-6
        if let step = parameters.conversion("position")?.gain, step > 0 {
            settings.steps = (settings.stroke / step).rounded()
        } else {
            settings.steps = parameters("steps", 3000)
        }
        settings.initialisation = parameters.time("initialisation-time", 4)
        settings.valveTime = parameters.time("valve-time", 0.25)
        let known = state.devices.indices.contains(device) ? state.devices[device].homing : .unknown
        world.pumps.append(
            SyringePump(
                settings: settings,
                readiness: known == .homed ? .initialised : .uninitialised
            )
        )
    }

    private mutating func addGantry(_ device: Int, _ parameters: DeviceParameters) {
        var settings = Gantry.Settings()
        settings.speed = parameters.profile.limit("speed")?.high ?? 0.15
        settings.acceleration = parameters("acceleration", 0.5)
        settings.homing = parameters.time("homing-time", 10)
        settings.zero = Spot(
            x: parameters.conversion("x")?.shift ?? 0,
            y: parameters.conversion("y")?.shift ?? 0,
            z: parameters.conversion("z")?.shift ?? 0
        )
        let everything = Bounds.everything
        var (x, y, z) = (
            parameters.profile.limit("x") ?? everything,
            parameters.profile.limit("y") ?? everything,
            parameters.profile.limit("z") ?? everything
        )
        let serves = lab.assemblies.contains { assembly in
            if case .liquidHandler(let handler) = assembly.role {
                handler.gantry == device
            } else {
                false
            }
        }
        if serves {
            let reach = lab.deck.reach
            x = x.intersection(Bounds(reach.x.lowerBound, reach.x.upperBound)) ?? x
            y = y.intersection(Bounds(reach.y.lowerBound, reach.y.upperBound)) ?? y
            z = z.intersection(Bounds(reach.z.lowerBound, reach.z.upperBound)) ?? z
        }
        settings.least = Spot(x: x.low, y: y.low, z: z.low)
        settings.most = Spot(x: x.high, y: y.high, z: z.high)
        let known = state.devices.indices.contains(device) ? state.devices[device].homing : .unknown
        world.gantries.append(
            Gantry(settings: settings, homing: known == .homed ? .homed : .unknown)
        )
    }
}
