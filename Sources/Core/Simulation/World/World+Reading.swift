/// What devices show.
extension World {
    /// The SI value of a variable at `now`; NaN where a sensor is broken.
    ///
    /// Flags are 0 or 1.
    mutating func value(of variable: Variable, at now: Int64) -> Double {
        let model = variable.model
        switch variable.kind {
        case .nothing: return 0
        case .stored: return stored[model]
        case .processValue: return controllers[model].shown
        case .workingSetpoint: return controllers[model].workingSetpoint
        case .output: return controllers[model].output
        case .localSetpoint, .remoteSetpoint, .manualOutput, .rampRate, .setpointSource, .manual,
            .mode, .sensorBreak, .remoteFail, .outOfRange, .highAlarm:
            return controllerValue(variable.kind, controllers[model])
        case .guardTemperature: return guardians[model].shown
        case .guardLimit: return guardians[model].limit
        case .guardAlarm: return guardians[model].latch == .tripped ? 1 : 0
        case .guardBreak: return guardians[model].shown.isNaN ? 1 : 0
        case .guardCommand, .guardReset: return 0
        case .relay: return relays[model].isOn(variable.channel) ? 1 : 0
        case .allRelays: return relays[model].relays.allSatisfy(\.on) ? 1 : 0
        case .input: return input(model, variable.channel, at: now)
        case .power, .energy, .voltage, .current, .frequency:
            return meterValue(variable.kind, model, at: now)
        case .flow:
            let flow = flows[model].flow(at: now)
            return flows[model].sensor.show(flow, at: now)
        case .flowSetpoint: return flows[model].setpoint
        case .gasPressure: return flows[model].pressure
        case .gasTemperature: return flows[model].temperature
        case .weight: return balances[model].shown(at: now)
        case .stable: return balances[model].isStable(at: now) ? 1 : 0
        case .plunger: return pumps[model].volume(at: now)
        case .valve: return Double(pumps[model].valve)
        case .busy: return pumps[model].isBusy(at: now) ? 1 : 0
        case .pumpError: return Double(pumps[model].fault.rawValue)
        case .axis:
            let spot = gantries[model].reported(at: now)
            return variable.channel == 0 ? spot.x : variable.channel == 1 ? spot.y : spot.z
        case .motion: return Double(gantries[model].state(at: now).rawValue)
        }
    }

    private func controllerValue(
        _ kind: Variable.Kind,
        _ controller: FurnaceController
    ) -> Double {
        switch kind {
        case .localSetpoint: controller.localSetpoint
        case .remoteSetpoint: controller.remoteSetpoint
        case .manualOutput: controller.manualOutput
        case .rampRate: controller.rateLimit
        case .setpointSource: controller.source == .remote ? 1 : 0
        case .manual: controller.mode == .manual ? 1 : 0
        case .mode: controller.mode == .standby ? 1 : 0
        case .sensorBreak: controller.shown.isNaN ? 1 : 0
        case .remoteFail: controller.remoteHealth == .failed ? 1 : 0
        case .highAlarm: controller.shown > controller.settings.highAlarm ? 1 : 0
        default: 0
        }
    }

    private mutating func meterValue(
        _ kind: Variable.Kind,
        _ index: Int,
        at now: Int64
    ) -> Double {
        let meter = meters[index]
        switch kind {
        case .energy: return meter.energy
        case .voltage: return meter.voltage
        case .frequency: return meter.frequency
        default:
            let watts = meters[index].sensor.show(meter.power, at: now)
            return kind == .current ? watts / max(meter.voltage, 1) : watts
        }
    }

    private mutating func input(_ bank: Int, _ channel: Int, at now: Int64) -> Double {
        guard inputs[bank].indices.contains(channel) else { return 0 }
        let input = inputs[bank][channel]
        if let frozen = input.frozen { return frozen }
        let value: Double
        switch input.wiring {
        case .contact: return input.contact
        case .proof(let output, let delay):
            let proven =
                output.kind == .relay
                ? relays[output.model].hasBeenOn(output.channel, for: delay, at: now)
                : isOn(output)
            value = proven ? 1 : 0
        case .door(let chamber): value = chambers[chamber].door == .closed ? 1 : 0
        case .tip(let handler):
            follow(handler, to: now)
            value = handlers[handler].nozzle == .bare ? 0 : 1
        }
        return input.sense == .direct ? value : 1 - value
    }
}
